"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse

from adapters.http.identity import Core

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
def live() -> dict[str, str]:
    """Answer: the process lives."""
    return {"status": "live"}


@router.get("/ready")
def ready(core: Core) -> JSONResponse:
    """Answer with the views' position and how far they lag behind the log; 503 while the log cannot be read."""
    head, position = core.head(), core.reading.position()
    return JSONResponse({"status": "ready", "position": position, "lag": head - position})

"""Whether the process lives, whether it can serve, and how the views stand to the log, also for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from starlette.responses import JSONResponse, PlainTextResponse

from adapters.http.identity import Core
from adapters.http.services import ViewState

router = APIRouter(tags=["health"])
_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/health/live")
def live() -> dict[str, str]:
    """Answer: the process lives."""
    return {"status": "live"}


@router.get("/health/ready")
def ready(core: Core) -> JSONResponse:
    """Answer with each view's position, lag and parked events; 503 while the log cannot be read."""
    head, found = core.head(), core.views_state()
    views = {
        each.name: {"position": each.position, "lag": each.lag, "parked": each.parked, "rebuilt": each.rebuilt}
        for each in found
    }
    position = min(each.position for each in found)
    return JSONResponse(
        {
            "status": "ready",
            "position": position,
            "lag": max(0, head - position),
            "parked": sum(each.parked for each in found),
            "views": views,
        }
    )


@router.get("/metrics")
def metrics(core: Core) -> PlainTextResponse:
    """Answer in Prometheus' text format: counts and positions, nothing of what events say."""
    head = core.head()
    return PlainTextResponse("\n".join(_exposition(head, core.views_state())) + "\n", media_type=_EXPOSITION)


def _exposition(head: int, views: Sequence[ViewState]) -> Iterator[str]:
    yield from _gauge("femsteg_log_head", "Position of the log's last event.", [("", head)])
    yield from _gauge("femsteg_view_position", "Position that a view has read to.", _by(views, "position"))
    yield from _gauge("femsteg_view_lag_events", "Events that matter to a view, still to be read.", _by(views, "lag"))
    yield from _gauge("femsteg_view_parked_events", "Events that a view has set aside.", _by(views, "parked"))
    yield from _gauge("femsteg_view_rebuilt_position", "Position of a rebuild beside a view.", _by(views, "rebuilt"))


def _by(views: Sequence[ViewState], field: str) -> list[tuple[str, int | None]]:
    return [(f'{{view="{each.name}"}}', getattr(each, field)) for each in views]


def _gauge(name: str, told: str, values: Sequence[tuple[str, int | None]]) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} gauge"
    for label, value in values:
        if value is not None:
            yield f"{name}{label} {value}"

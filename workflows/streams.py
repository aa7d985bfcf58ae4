"""Names of streams: readable keys, from which the store's ids are computed without a look-up."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID, uuid5

_FEMSTEG = UUID("6c0f6d5e-3c5b-5b5e-9d6f-0f2b8f1a7c11")

# The action plan's regime, a part of its stream and of its address; the Act's plan has its own stream.
PLAN_REGIME = "ve"


def stream_name(aggregate: str, scb_code: str, assignment: UUID | str | None = None) -> str:
    """Return an aggregate's stream for a municipality; a contact person's has the assignment's id last."""
    match aggregate:
        case "contact":
            if assignment is None:
                raise ValueError("a contact stream needs its assignment")
            return f"contact/{scb_code}/{assignment}"
        case "action-plan":
            return f"action-plan/{scb_code}/{PLAN_REGIME}"
        case _:
            return f"{aggregate}/{scb_code}"


def companion(stream: str) -> str:
    """Return the audit companion of a stream, which holds its refusals (never the stream itself)."""
    return f"audit/{stream}"


@lru_cache(maxsize=10_000)
def stream_id(stream: str) -> UUID:
    """Return the id under which the store keeps the stream."""
    return uuid5(_FEMSTEG, stream)

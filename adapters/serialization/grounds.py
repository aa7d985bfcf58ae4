"""What an event rests on, read from its bytes without what it says."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ValidationError

from workflows.decisions import Grounds
from workflows.streams import stream_id


class _Envelope(BaseModel):
    stream: str
    version: int
    actor_ref: str
    command_id: str
    rests_on: dict[str, int] = {}


class _State(BaseModel):
    envelope: _Envelope


def grounds(position: int, event_id: UUID, stream: UUID, version: int, state: bytes) -> Grounds:
    """Return what a row of the log says of the decision behind it."""
    try:
        envelope = _State.model_validate_json(state).envelope
    except ValidationError:
        return Grounds(position, event_id, str(stream), version, ("", str(event_id)), None)
    is_placed = (stream_id(envelope.stream), envelope.version) == (stream, version)
    act = (envelope.actor_ref, envelope.command_id)
    return Grounds(position, event_id, envelope.stream, version, act, envelope.rests_on if is_placed else None)

"""Which steps were begun and closed on which days, whatever became of them: reopened, begun anew, or left behind."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal, get_args

from domain.journey import events as journey
from domain.messages import Event, Recorded
from projections.engine.rows import Row, Rows

Move = Literal["started", "closed"]
MOVES: tuple[Move, ...] = get_args(Move)


class MoveRow(Row):
    """A step that was begun or closed; ``day``: the one that is right by now."""

    table: ClassVar[str] = "development_moves"
    key: ClassVar[tuple[str, ...]] = ("event_id",)
    appended: ClassVar[bool] = True
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = (("scb_code",), ("day",))

    event_id: str
    day: date
    move: Move


def project(rows: Rows, recorded: Recorded) -> None:
    """Enter a step's beginning or its end."""
    move = _move(recorded.event)
    if move:
        envelope = recorded.envelope
        rows.put(MoveRow(scb_code=envelope.scope, event_id=str(envelope.event_id), day=envelope.occurred_on, move=move))


def _move(event: Event) -> Move | None:
    match event:
        case journey.StepStarted() | journey.MovedIntoEverydayWork():
            return "started"
        case journey.StepCompleted():
            return "closed"
        case _:  # a reopened step was begun before
            return None

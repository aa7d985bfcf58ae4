"""What a projection does with each class of event: one table, which also says what it handles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from domain.messages import Event, Recorded
from projections.engine.rows import Rows

E = TypeVar("E", bound=Event)
Handler = Callable[[Rows, Recorded, E], None]
Handlers = Mapping[type[Event], Handler[Event]]


def on(kind: type[E], handler: Handler[E]) -> tuple[type[Event], Handler[Event]]:
    """Return an entry of the table: a class of events and what is done with one."""
    # The table is asked by an event's class alone, so that no handler is given another.
    return kind, cast("Handler[Event]", handler)


def handle(handlers: Handlers, rows: Rows, recorded: Recorded) -> None:
    """Let the event's handler change the rows; an event without one changes none."""
    handler = handlers.get(type(recorded.event))
    if handler:
        handler(rows, recorded, recorded.event)

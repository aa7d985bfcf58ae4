"""Following the log: batches of events, each with its rows and position in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.correction import EntryCorrection, effective
from domain.messages import Recorded
from projections.projection import (
    Batch,
    Entry,
    Log,
    Parked,
    Projection,
    Rows,
    RowsUnavailable,
    Unreadable,
    Unstorable,
    Views,
)

BATCH = 1000


def follow(projection: Projection, log: Log, views: Views, batch: int = BATCH) -> int:
    """Bring a projection up to the end of the log; return how many events it read."""
    total = 0
    while True:
        after = views.position(projection)
        events = log.read(after, batch)
        if events and advance(projection, after, events, log, views):
            total += len(events)
        if len(events) < batch:
            return total


def advance(projection: Projection, after: int, events: Sequence[Entry], log: Log, views: Views) -> bool:
    """Project one batch; return whether it was this runner that did.

    Rows that cannot be kept are some event's fault: halving the batch finds which, and that one is set aside.
    """
    last = events[-1]

    def work(batch: Batch) -> None:
        run(projection, events, log, batch)

    def give_up(batch: Batch) -> None:
        batch.park(unstorable(last))

    try:
        return views.advance(projection, after, last.position, work, event_id=place(last)[1])
    except Unstorable:
        if len(events) == 1:
            return views.advance(projection, after, last.position, give_up, event_id=place(last)[1])
        half = len(events) // 2
        return advance(projection, after, events[:half], log, views) and advance(
            projection, events[half - 1].position, events[half:], log, views
        )


def run(projection: Projection, events: Sequence[Entry], log: Log, batch: Batch) -> None:
    """Let events go over the rows; one that cannot be handled is set aside with all that follow in its stream."""
    for each in events:
        stream, _ = place(each)
        if isinstance(each, Unreadable):
            batch.park(_parked(each, each.error))
        elif batch.parked_from(stream) is not None:
            batch.park(_parked(each, "Parked"))
        elif not each.topic.startswith(projection.passes_over):
            _handle(projection, each, log, batch)


def _handle(projection: Projection, recorded: Recorded, log: Log, batch: Batch) -> None:
    corrects = projection.refolds and isinstance(recorded.event, EntryCorrection)
    history = _history(log, recorded, batch) if corrects else []
    batch.at(recorded.position)
    try:
        if corrects:
            _refold(projection, batch, recorded.envelope.scope, history)
        else:
            projection.project(batch, recorded)
    except RowsUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever an event does to a projection, other streams go on
        batch.undo()
        batch.park(_parked(recorded, type(error).__name__))


def _refold(projection: Projection, rows: Rows, scope: str, history: Sequence[Recorded]) -> None:
    rows.forget(scope)
    for each in corrected(history):
        projection.project(rows, each)


def _history(log: Log, until: Recorded, batch: Batch) -> list[Recorded]:
    """Return the municipality's events up to one of them, without what is set aside."""
    return [
        each
        for each in log.history(until.envelope.scope)
        if isinstance(each, Recorded)
        and each.position <= until.position
        and each.position < (batch.parked_from(each.envelope.stream) or until.position + 1)
    ]


def corrected(history: Iterable[Recorded]) -> list[Recorded]:
    """Return the events of any streams, corrections applied, in the log's order."""
    streams: dict[str, list[Recorded]] = {}
    for each in history:
        streams.setdefault(each.envelope.stream, []).append(each)
    facts = [each for stream in streams.values() for each in effective(stream)]
    return sorted(facts, key=lambda each: each.position)


def place(entry: Entry) -> tuple[str, str]:
    """Return an entry's stream and event id."""
    if isinstance(entry, Unreadable):
        return entry.stream, entry.event_id
    return entry.envelope.stream, str(entry.envelope.event_id)


def unstorable(entry: Entry) -> Parked:
    """Return how an event is set aside whose rows cannot be kept."""
    return _parked(entry, "Unstorable")


def _parked(entry: Entry, error: str) -> Parked:
    stream, event_id = place(entry)
    return Parked(stream, event_id, entry.position, error)

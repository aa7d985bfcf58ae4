"""Following the log: batches of events, each with its rows and position in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeGuard
from uuid import UUID

from domain.correction import EntryCorrection, effective
from domain.messages import Recorded
from projections.engine.log import Earlier, Entry, Log, Unreadable
from projections.engine.projection import Projection
from projections.engine.rows import Batch, Parked, RowsUnavailable, Unstorable
from projections.engine.views import Views

BATCH = 5000
UNSTORABLE = "Unstorable"


def follow(projection: Projection, log: Log, views: Views, batch: int = BATCH) -> int:
    """Bring a projection up to the end of the log; return how many events it read.

    While one batch is written the next one is read.
    """
    total = 0
    with ThreadPoolExecutor(1) as reader:
        after = views.position(projection)
        events = log.read(after, batch)
        while events:
            last, full = events[-1].position, len(events) == batch
            ahead = reader.submit(log.read, last, batch) if full else None
            if advance(projection, after, events, log, views):
                total += len(events)
                after, events = last, ahead.result() if ahead else ()
            else:
                after = views.position(projection)
                events = log.read(after, batch) if full else ()
    return total


def advance(projection: Projection, after: int, events: Sequence[Entry], earlier: Earlier, views: Views) -> bool:
    """Project one batch; return whether it was this runner that did.

    Rows that cannot be kept are some event's fault: halving the batch finds which, and that one is set aside.
    """

    def work(batch: Batch) -> None:
        run(projection, events, earlier, batch)

    try:
        return views.advance(projection, after, events[-1].position, work, event_id=place(events[-1])[1])
    except Unstorable:
        if len(events) == 1:
            return advance(projection, after, [spoilt(events[0])], earlier, views)
        half = len(events) // 2
        return advance(projection, after, events[:half], earlier, views) and advance(
            projection, events[half - 1].position, events[half:], earlier, views
        )


def run(projection: Projection, events: Sequence[Entry], earlier: Earlier, batch: Batch) -> None:
    """Let events go over the rows; one that cannot be handled is set aside with all that follow in its stream."""
    so_far: dict[str, list[Recorded]] = {each.envelope.scope: [] for each in events if isinstance(each, Recorded)}
    batch.expect(so_far.keys())
    for each in events:
        if isinstance(each, Recorded):
            so_far[each.envelope.scope].append(each)
        if isinstance(each, Unreadable):
            batch.park(_parked(each, each.error))
        elif batch.parked_from(each.envelope.stream) is not None:
            batch.park(_parked(each, "Parked"))
        elif each.topic.startswith(projection.topics):
            corrects = projection.refolds and isinstance(each.event, EntryCorrection)
            known, first = so_far[each.envelope.scope], events[0].position
            _handle(projection, each, _reached(each, known, first, earlier, batch) if corrects else [], batch)


def _handle(projection: Projection, recorded: Recorded, reached: Sequence[Recorded], batch: Batch) -> None:
    batch.at(recorded.position)
    try:
        if reached:
            _refold(projection, batch, reached)
        else:
            projection.project(batch, recorded)
    except RowsUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever an event does to a projection, other streams go on
        batch.undo()
        batch.park(_parked(recorded, type(error).__name__))


def _refold(projection: Projection, batch: Batch, reached: Sequence[Recorded]) -> None:
    batch.rewind(reached[0].envelope.scope, reached[0].position - 1)
    for each in corrected(reached):
        projection.project(batch, each)


def _reached(
    correction: Recorded, events: Sequence[Entry], first: int, earlier: Earlier, batch: Batch
) -> list[Recorded]:
    """Return the municipality's events from the first one that the correction reaches, what is set aside left out.

    It reaches the entry that it corrects, and what is corrected by any that come after that. ``events``: all of them
    from the position ``first`` on.
    """
    while True:
        found, missing = _back_from(correction, events, batch)
        wider = earlier.history(correction.envelope.scope, missing, correction.position) if missing else ()
        if not wider or wider[0].position >= first:
            return found
        events, first = wider, wider[0].position


def _back_from(correction: Recorded, events: Sequence[Entry], batch: Batch) -> tuple[list[Recorded], UUID | None]:
    """Return what the events hold of that, and the id of an entry that lies before them."""
    found: list[Recorded] = []
    wanted: set[UUID] = set()
    for each in reversed(events):
        if not _matters(each, correction, batch):
            continue
        found.insert(0, each)
        wanted.discard(each.envelope.event_id)
        if isinstance(each.event, EntryCorrection):
            wanted.add(each.event.target_event_id)
        if not wanted:
            break
    return found, next(iter(wanted), None)


def _matters(each: Entry, correction: Recorded, batch: Batch) -> TypeGuard[Recorded]:
    return (
        isinstance(each, Recorded)
        and each.envelope.scope == correction.envelope.scope
        and each.position <= correction.position
        and each.position < (batch.parked_from(each.envelope.stream) or correction.position + 1)
        and not each.envelope.stream.startswith("audit/")
    )


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


def spoilt(entry: Entry) -> Unreadable:
    """Return an entry whose rows cannot be kept as one that is to be set aside."""
    return Unreadable(entry.position, *place(entry), UNSTORABLE)


def _parked(entry: Entry, error: str) -> Parked:
    return Parked(*place(entry), entry.position, error)

"""Following the log: batches of events, each with its rows and position in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from domain.correction import EntryCorrection, effective
from domain.messages import Recorded
from projections.projection import Log, Projection, Rows, Views

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


def advance(projection: Projection, after: int, events: Sequence[Recorded], log: Log, views: Views) -> bool:
    """Project one batch; return whether it was this runner that did."""

    def work(rows: Rows) -> None:
        for recorded in events:
            if projection.refolds and isinstance(recorded.event, EntryCorrection):
                scope = recorded.envelope.scope
                rows.forget(scope)
                for each in corrected_history(log, scope, recorded.position):
                    projection.project(rows, each)
            else:
                projection.project(rows, recorded)

    return views.advance(projection, after, events[-1].position, work)


def corrected_history(log: Log, scope: str, until: int) -> list[Recorded]:
    """Return a municipality's events up to a position, corrections applied, in the log's order."""
    facts = [
        each
        for stream in log.streams(scope)
        for each in effective([event for event in log.load(stream) if event.position <= until])
    ]
    return sorted(facts, key=lambda each: each.position)

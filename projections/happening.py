"""The second axis of time: what had happened by a day, as it was known at a position of the log."""

from __future__ import annotations

from datetime import date

from domain.messages import Recorded
from projections.projection import Batch, Log, Projection, Views
from projections.running import corrected

_PAGE = 5000


def fold_happened(projection: Projection, log: Log, views: Views, day: date, known_at: int) -> int:
    """Fill empty views with what had happened by a day, as known at a position; return how many events it was.

    Corrections known by then count, whatever day they were entered; the order is that in which things were entered.
    """
    known: list[Recorded] = []
    after = 0
    while entries := log.read(after, _PAGE):
        known += [each for each in entries if isinstance(each, Recorded) and each.position <= known_at]
        after = entries[-1].position
        if after >= known_at:
            break
    facts = corrected(known) if projection.refolds else known
    happened = [each for each in facts if each.envelope.occurred_on <= day]

    def work(batch: Batch) -> None:
        for each in happened:
            if not each.topic.startswith(projection.passes_over):
                batch.at(each.position)
                projection.project(batch, each)

    if happened:
        views.advance(projection, 0, happened[-1].position, work)
    return len(happened)

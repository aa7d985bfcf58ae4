"""Every view as of any position equals a fold of the log up to there, inside batches too, by time and by day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import MemoryViews
from domain.correction import EntryCorrection
from domain.messages import Recorded
from projections.county import COUNTY, StandingRow
from projections.happening import fold_happened
from projections.moments import position_after_day, position_at
from projections.projection import Projection, Query, Views
from projections.registry import PROJECTIONS
from projections.running import follow
from tests.support.folding import Dump, dump, fold

POSITIONS = 100


@pytest.fixture(scope="module")
def events(log: MemoryEventStore) -> list[Recorded]:
    return log.read(0, 100_000)


def shown(views: Views, projection: Projection, as_of: int) -> Dump:
    rows = [row for kind in projection.kinds for row in views.select(projection, Query(kind, limit=10**6), as_of)]
    return dump(projection, rows)


def test_the_history_is_worth_the_proof(events: list[Recorded]) -> None:
    assert sum(isinstance(each.event, EntryCorrection) for each in events) >= 2
    assert sum(each.envelope.is_late for each in events) >= 3


@pytest.mark.parametrize("projection", PROJECTIONS, ids=[each.name for each in PROJECTIONS])
def test_each_of_many_positions_shows_what_the_log_said(
    log: MemoryEventStore, events: list[Recorded], views: Views, projection: Projection
) -> None:
    dice = Random(projection.name)  # noqa: S311 -- dice for a test
    # Hundreds to a batch: most positions lie inside of one, and hold rows that the batch also ended.
    follow(projection, log, views, batch=250)
    corrections = [each.position for each in events if isinstance(each.event, EntryCorrection)]
    around = [each + step for each in corrections[:5] for step in (-1, 0, 1) if each + step <= len(events)]
    for position in [*dice.sample(range(1, len(events) + 1), POSITIONS), *around]:
        assert fold(projection, events[:position]) == shown(views, projection, position), position


def test_what_an_event_leaves_as_it_was_makes_no_version(log: MemoryEventStore, views: Views) -> None:
    follow(COUNTY, log, views)
    by_place: dict[str, list[tuple[int, int | None]]] = {}
    for each in views.whole(COUNTY)[1]:
        by_place.setdefault(each.row.scb_code, []).append((each.valid_from, each.valid_to))
    for times in by_place.values():
        times.sort()
        assert [end for _, end in times[:-1]] == [begin for begin, _ in times[1:]]
        assert times[-1][1] is None


def test_a_time_is_the_last_position_recorded_by_then(log: MemoryEventStore, events: list[Recorded]) -> None:
    for position in Random(5).sample(range(1, len(events)), 20):  # noqa: S311 -- same
        moment = events[position - 1].envelope.recorded_at
        by_then = max(each.position for each in events if each.envelope.recorded_at <= moment)
        assert by_then == position_at(log, log.head(), moment)
    assert position_at(log, log.head(), events[0].envelope.recorded_at - timedelta(seconds=1)) == 0


def test_a_day_is_its_last_position_in_swedish_time(log: MemoryEventStore, events: list[Recorded]) -> None:
    day = events[len(events) // 2].envelope.recorded_at.date()
    by_then = [each.position for each in events if each.envelope.recorded_at.date() <= day]
    assert by_then[-1] == position_after_day(log, log.head(), day)


def test_what_had_happened_by_a_day_holds_nothing_later(log: MemoryEventStore, events: list[Recorded]) -> None:
    late = next(each for each in events if each.envelope.is_late and each.topic == "support.visit-held.v1")
    scope, day = late.envelope.scope, late.envelope.occurred_on

    def visited_on(known_at: int) -> date | None:
        memory = MemoryViews()
        memory.prepare([COUNTY])
        fold_happened(COUNTY, log, memory, day, known_at)
        row = memory.select(COUNTY, Query(StandingRow, equals=(("scb_code", scope),)))[0]
        assert isinstance(row, StandingRow)
        assert row.standing.last_event_on is None or row.standing.last_event_on <= day
        return row.standing.last_visit_on

    assert visited_on(late.position) == day
    assert visited_on(late.position - 1) != day

"""Every view as of any position equals a fold of the log up to there, inside batches too, by time and by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import MemoryViews
from domain.correction import EntryCorrection
from domain.messages import Recorded
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.county import COUNTY, StandingRow
from projections.happening import Happened
from projections.moments import position_after_day, position_at
from projections.past import Past
from projections.projection import Projection, Query, Views
from projections.registry import PROJECTIONS
from projections.running import corrected, follow
from tests.support.folding import Dump, dump, fold

POSITIONS = 100


@pytest.fixture(scope="module")
def events(log: MemoryEventStore) -> list[Recorded]:
    return log.read(0, 100_000)


def empty() -> MemoryViews:
    made = MemoryViews()
    made.prepare(PROJECTIONS)
    return made


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
        happened = Happened(Past(empty(), known_at), log, empty, day, known_at)
        row = happened.select(COUNTY, Query(StandingRow, equals=(("scb_code", scope),)))[0]
        assert isinstance(row, StandingRow)
        assert row.standing.last_event_on is None or row.standing.last_event_on <= day
        return row.standing.last_visit_on

    assert visited_on(late.position) == day
    assert visited_on(late.position - 1) != day


def test_what_had_happened_equals_a_fold_of_those_days_as_they_were_known(
    log: MemoryEventStore, views: Views, events: list[Recorded]
) -> None:
    """At random pairs of day and position, from the whole log as from one municipality's part of it."""
    dice = Random("happened")  # noqa: S311 -- dice for a test
    refolded = [each for each in PROJECTIONS if each.refolds]
    scopes = sorted({each.envelope.scope for each in events})
    for _ in range(25):
        known_at, day = dice.randint(1, len(events)), dice.choice(events).envelope.occurred_on
        facts = [each for each in corrected(events[:known_at]) if each.envelope.occurred_on <= day]
        happened = Happened(Past(views, known_at), log, empty, day, known_at)
        for projection, scope in product(refolded, (None, dice.choice(scopes))):
            equals = (("scb_code", scope),) if scope else ()
            asked = [Query(kind, equals=equals, limit=10**6) for kind in projection.kinds]
            rows = [row for query in asked for row in happened.select(projection, query)]
            of_scope = [each for each in facts if scope in {None, each.envelope.scope}]
            assert fold(projection, of_scope) == dump(projection, rows), (known_at, day, scope)


def test_entries_that_had_happened_are_those_of_the_day_or_earlier_as_they_were_marked(
    log: MemoryEventStore, views: Views, events: list[Recorded]
) -> None:
    follow(AUDIT_TRAIL, log, views)
    known_at, day = len(events) * 3 // 4, events[len(events) // 2].envelope.occurred_on
    past = Past(views, known_at)
    happened = Happened(past, log, empty, day, known_at)
    query = Query(TrailRow, limit=10**6)
    wanted = [row for row in past.select(AUDIT_TRAIL, query) if isinstance(row, TrailRow) and row.occurred_on <= day]
    assert 0 < len(wanted) < known_at
    assert dump(AUDIT_TRAIL, wanted) == dump(AUDIT_TRAIL, happened.select(AUDIT_TRAIL, query))

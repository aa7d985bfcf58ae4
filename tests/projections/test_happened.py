"""Views of what had happened are read like others: for a whole county or one municipality, rows or entries."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import empty_views
from domain.messages import Recorded
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.engine.past import Past
from projections.engine.running import corrected, follow
from projections.engine.valid_time import Happened
from projections.engine.views import Query, Views
from projections.registry import PROJECTIONS
from tests.support.folding import dump, fold


@pytest.fixture(scope="module")
def events(log: MemoryEventStore) -> list[Recorded]:
    return log.read(0, 100_000)


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
        happened = Happened(Past(views, known_at), log, empty_views, day, known_at)
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
    happened = Happened(past, log, empty_views, day, known_at)
    query = Query(TrailRow, limit=10**6)
    wanted = [row for row in past.select(AUDIT_TRAIL, query) if isinstance(row, TrailRow) and row.happened_on <= day]
    assert 0 < len(wanted) < known_at
    assert dump(AUDIT_TRAIL, wanted) == dump(AUDIT_TRAIL, happened.select(AUDIT_TRAIL, query))

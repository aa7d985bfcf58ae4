"""A log that was begun under topics since retired shows the same rows as the same story told today."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from adapters.serialization.upcasting import UPCASTERS
from projections.engine.digest import digest, prove
from projections.engine.facts import canonical
from projections.engine.projection import Projection
from projections.engine.running import follow
from projections.registry import PROJECTIONS
from tests.support.database import Databases
from tests.support.recordings import BEFORE, SINCE, insert, recording
from tests.support.views import Desk, open_desk


@pytest.fixture
def desks(databases: Databases) -> Iterator[tuple[Desk, Desk]]:
    """The log of before, and the same story as it is recorded since."""
    with (
        databases.lent() as old,
        databases.lent() as new,
        open_desk(old, events=0) as before,
        open_desk(new, events=0) as since,
    ):
        insert(old, recording(BEFORE))
        insert(new, recording(SINCE))
        yield before, since


def raw(desk: Desk) -> list[tuple[str, bytes]]:
    with psycopg.connect(desk.url) as connection:
        return connection.execute("SELECT topic, state FROM log.events ORDER BY notification_id").fetchall()


@pytest.mark.parametrize("projection", PROJECTIONS, ids=[each.name for each in PROJECTIONS])
@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_rows_of_an_old_log_are_byte_for_byte_those_of_today(
    desks: tuple[Desk, Desk], projection: Projection, batch: int
) -> None:
    before, since = desks
    stored = raw(before)
    assert {topic for topic, _ in stored} >= set(UPCASTERS)
    assert {topic for topic, _ in raw(since)}.isdisjoint(UPCASTERS)

    for desk in desks:
        follow(projection, desk.log, desk.views, batch=batch)
        assert prove([projection], desk.log, desk.views)[0].holds

    assert digest(projection, since.views) == digest(projection, before.views)
    rows = []
    for desk in desks:
        with desk.views.whole(projection) as whole:
            rows.append([canonical(projection, each) for each in whole.versions])
    assert sorted(rows[0]) == sorted(rows[1])
    # What happened then was of municipalities alone: a view of something else has nothing to show.
    assert any("1715" in row for row in rows[0]) == any(topic.startswith(projection.topics) for topic, _ in stored)
    assert raw(before) == stored


@pytest.mark.parametrize("projection", PROJECTIONS, ids=[each.name for each in PROJECTIONS])
def test_as_of_any_position_too(desks: tuple[Desk, Desk], projection: Projection) -> None:
    before, since = desks
    for desk in desks:
        follow(projection, desk.log, desk.views)
    head = before.log.head()
    assert since.log.head() == head

    for position in range(head - len(recording(BEFORE)), head + 1):
        assert before.shown(projection, position) == since.shown(projection, position)


def test_how_far_a_view_lags_is_counted_over_retired_topics_too(desks: tuple[Desk, Desk]) -> None:
    before, since = desks

    for projection in PROJECTIONS:
        assert since.log.behind(projection, 0)[0] == before.log.behind(projection, 0)[0]

"""At moments of chance every view shows of a municipality what a fresh fold of its entries comes to, on both axes.

Pages show what these rows hold and nothing else. FEMSTEG_MOMENTS: at how many moments; FEMSTEG_LOG_EVENTS: of how long
a log. `make proof` asks for many of both.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from random import Random

import pytest

from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import empty_views
from domain.messages import Recorded
from projections.activity import ACTIVITY
from projections.engine.past import Past
from projections.engine.projection import Projection
from projections.engine.valid_time import Happened
from projections.engine.views import Query, ReadableViews, Views
from projections.registry import PROJECTIONS
from projections.report import REPORT
from tests.support.long_log import long_log, seen
from tests.support.naive import Shown, Teller, by_key

MOMENTS = int(os.environ.get("FEMSTEG_MOMENTS", "40"))
EVENTS = int(os.environ.get("FEMSTEG_LOG_EVENTS", "0"))
# A report is pinned once and for all: test_reports.py.
TOLD = [each for each in PROJECTIONS if each is not REPORT]
# What was entered in a month is counted for the bar of the history: test_history_moments.py.
DATED = [each for each in TOLD if each is not ACTIVITY]


@dataclass(frozen=True)
class World:
    """A log, and every view of it."""

    entries: tuple[Recorded, ...]
    store: MemoryEventStore
    views: Views


@dataclass(frozen=True)
class Moment:
    """What is looked at: a municipality as of a position, and a day by which things had happened."""

    known_at: int
    scope: str
    day: date


@pytest.fixture(scope="module")
def world() -> World:
    log = long_log(EVENTS)
    store, views = seen(log)
    assert {views.position(each) for each in PROJECTIONS} == {len(log)}
    return World(log, store, views)


def moments(world: World, projection: Projection) -> list[Moment]:
    """Return moments of chance, each at a scope of which the projection had something to tell by then."""
    dice = Random(projection.name)  # noqa: S311 -- dice for a test
    handled = [each for each in world.entries if each.topic.startswith(projection.topics)]
    found = []
    for _ in range(MOMENTS):
        one = dice.choice(handled)
        known_at = dice.randint(one.position, len(world.entries))
        day = world.entries[dice.randrange(known_at)].envelope.occurred_on
        found.append(Moment(known_at, one.envelope.scope, day))
    return found


def shown(views: ReadableViews, projection: Projection, scope: str) -> Shown:
    asked = [Query(kind, equals=(("scb_code", scope),), limit=10**6) for kind in projection.kinds]
    return by_key(row for query in asked for row in views.select(projection, query))


@pytest.mark.parametrize("projection", TOLD, ids=[each.name for each in TOLD])
def test_every_view_equals_a_fresh_fold(world: World, projection: Projection) -> None:
    teller, told, later = Teller(projection, world.entries), 0, 0
    for each in moments(world, projection):
        known = teller.at(each.known_at, [each.scope])
        assert shown(Past(world.views, each.known_at), projection, each.scope) == known, each
        told += len(known)
        later += teller.at(len(world.entries), [each.scope]) != known
    assert told, "void: nothing was shown"
    assert later, "void: nothing came after any of the moments"


@pytest.mark.parametrize("projection", DATED, ids=[each.name for each in DATED])
def test_what_had_happened_equals_a_fresh_fold(world: World, projection: Projection) -> None:
    teller, fewer = Teller(projection, world.entries), 0
    for each in moments(world, projection):
        past = Past(world.views, each.known_at)
        happened = Happened(past, world.store, empty_views, each.day, each.known_at)
        expected = by_day(teller, projection, each)
        assert shown(happened, projection, each.scope) == expected, each
        fewer += expected != teller.at(each.known_at, [each.scope])
    assert fewer, "void: by none of the days had less happened than was known"


def by_day(teller: Teller, projection: Projection, moment: Moment) -> Shown:
    """Return what had happened by a day: from a fold of what stands; entries, which stay, by their day."""
    if projection.refolds:
        return teller.happened([moment.scope], moment.day, moment.known_at)
    known = teller.at(moment.known_at, [moment.scope])
    return {key: row for key, row in known.items() if getattr(row, type(row).dated) <= moment.day}

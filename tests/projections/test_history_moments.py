"""At moments of chance the history says what a plain look at the log's entries says, on both axes.

FEMSTEG_MOMENTS: at how many moments; FEMSTEG_LOG_EVENTS: of how long a log. `make proof` asks for many of both.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

import pytest

from adapters.http.pages.history.bar import bar_of
from adapters.http.reading.activity import Activity, activity
from adapters.http.reading.reading import Reading
from adapters.http.reading.steps import Steps, happened_steps, recorded_steps
from adapters.http.reading.trail import TrailFilter
from domain.correction import EntryCorrection, in_force
from domain.messages import Recorded
from projections.activity import ACTIVITY
from projections.audit_trail import AUDIT_TRAIL
from tests.support.long_log import long_log, read_by_a_coordinator, seen
from tests.support.wandering import WANDERED

MOMENTS = int(os.environ.get("FEMSTEG_MOMENTS", "100"))
EVENTS = int(os.environ.get("FEMSTEG_LOG_EVENTS", "0"))


@dataclass(frozen=True)
class World:
    """A log of chance, its entries but for what was refused, and the views that the history is read from."""

    reading: Reading
    entries: tuple[Recorded, ...]

    def of(self, scope: str | None) -> list[Recorded]:
        return [each for each in self.entries if scope is None or each.envelope.scope == scope]


@pytest.fixture(scope="module")
def world() -> World:
    store, views = seen(long_log(EVENTS), (ACTIVITY, AUDIT_TRAIL))
    entries = tuple(store.read(0, store.head()))
    return World(
        read_by_a_coordinator(store, views), tuple(each for each in entries if each.event.aggregate != "audit")
    )


def moments(world: World) -> list[tuple[int, str | None]]:
    """Return positions and whose history is looked at from there: a municipality's, or everybody's."""
    dice = Random("history")  # noqa: S311 -- dice for a test
    last = world.entries[-1].position
    scopes = (None, *WANDERED)
    return [(dice.randint(1, last), dice.choice(scopes)) for _ in range(MOMENTS)]


def at(found: Steps) -> tuple[int | None, ...]:
    rows = (found.reached, found.first, found.previous, found.next, found.last)
    return tuple(row.position if row else None for row in rows)


def ends(before: Sequence[int], after: Sequence[int]) -> tuple[int | None, ...]:
    """Return the one reached, the first, the one before, the one after and the last."""
    every = [*before, *after]
    return (
        before[-1] if before else None,
        every[0] if every else None,
        before[-2] if len(before) > 1 else None,
        after[0] if after else None,
        every[-1] if every else None,
    )


def test_steps_lead_to_the_entries_recorded_before_and_after(world: World) -> None:
    for position, scope in moments(world):
        every = [each.position for each in world.of(scope)]
        found = recorded_steps(world.reading.as_of(position), TrailFilter(municipality=scope, refusals=False), position)
        assert at(found) == ends([p for p in every if p <= position], [p for p in every if p > position])


def happened(known: Sequence[Recorded]) -> list[date]:
    """Return the days on which something happened, as corrections that stand say, each once."""
    moved = {
        each.event.target_event_id: each.event.corrected_on
        for each in in_force(known)
        if isinstance(each.event, EntryCorrection) and each.event.corrected_on
    }
    return sorted({moved.get(each.envelope.event_id, each.envelope.occurred_on) for each in known})


def test_steps_of_what_had_happened_lead_to_the_days_before_and_after(world: World) -> None:
    for position, scope in moments(world):
        known = [each for each in world.of(scope) if each.position <= position]
        if not known:
            continue
        days = happened(known)
        day = days[len(days) // 2]
        wanted = TrailFilter(municipality=scope, refusals=False)
        found = happened_steps(world.reading.as_of(position, day), wanted, day, position)
        rows = (found.reached, found.first, found.previous, found.next, found.last)
        earlier, later = [each for each in days if each < day], [each for each in days if each > day]
        assert [row.happened_on if row else None for row in rows] == [
            day,
            days[0],
            earlier[-1] if earlier else None,
            later[0] if later else None,
            days[-1],
        ]


def counted(entries: Sequence[Recorded]) -> dict[tuple[int, int], int]:
    return dict(Counter((each.envelope.occurred_on.year, each.envelope.occurred_on.month) for each in entries))


def test_the_bar_counts_what_was_known_then_and_what_is_known(world: World) -> None:
    for position, scope in moments(world):
        every = world.of(scope)
        found = activity(world.reading.as_of(position), scope, position)
        assert dict(found.now) == counted(every)
        assert dict(found.then) == counted([each for each in every if each.position <= position])
        today = every[-1].envelope.recorded_on
        bar = bar_of(found, today, today, (), is_happened=False)
        assert bar
        assert sum(each.now for each in bar.columns) == len(every)
        assert sum(each.then for each in bar.columns) == sum(each.position <= position for each in every)
        assert all(0 <= each.x <= 1000 and each.then <= each.now for each in bar.columns)


@pytest.mark.parametrize(("years", "months"), [(1, 1), (5, 1), (6, 3), (15, 3), (16, 12), (120, 12)])
def test_a_long_history_has_wider_columns_and_never_too_many(years: int, months: int) -> None:
    today = date(2026, 12, 31)
    found = Activity({}, {(today.year - years + 1, 1): 3, (2026, 12): 1})
    bar = bar_of(found, today, today, [(1, date(2026, 5, 5))], is_happened=True)
    assert bar
    assert bar.months == months
    assert len(bar.columns) <= 120
    assert [bar.columns[0].now, bar.columns[-1].now] == [3, 1]
    assert sum(each.then for each in bar.columns) == 4, "what had happened by today is all"


def test_nothing_makes_no_bar() -> None:
    assert bar_of(Activity({}, {}), date(2026, 1, 1), date(2026, 1, 1), (), is_happened=False) is None

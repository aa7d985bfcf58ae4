"""A time or a day leads to the last position that was recorded by then: Swedish days, whatever the clock does.

Sabotage, each named in FEMSTEG_SABOTAGE: `midnight-in-utc` and `one-hour-always` take another midnight for Sweden's and
turn the days red; `first-of-many` takes the first of those recorded at the same time and turns the times red.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest

from domain.messages import Recorded
from projections.engine import moments
from projections.engine.log import Entry, Unreadable
from projections.engine.moments import position_after_day, position_at
from tests.support.log import fact
from tests.support.naive import Excerpt
from tests.support.wandering import wandered

TICK = timedelta(microseconds=1)
# The first moment of a Swedish day, in UTC: in winter and in summer, around both changes of the clock, at new year.
MIDNIGHTS = {
    date(2026, 1, 1): datetime(2025, 12, 31, 23, tzinfo=UTC),
    date(2026, 3, 28): datetime(2026, 3, 27, 23, tzinfo=UTC),
    date(2026, 3, 29): datetime(2026, 3, 28, 23, tzinfo=UTC),  # the day of 23 hours
    date(2026, 3, 30): datetime(2026, 3, 29, 22, tzinfo=UTC),
    date(2026, 7, 1): datetime(2026, 6, 30, 22, tzinfo=UTC),
    date(2026, 10, 25): datetime(2026, 10, 24, 22, tzinfo=UTC),  # the day of 25
    date(2026, 10, 26): datetime(2026, 10, 25, 23, tzinfo=UTC),
    date(2027, 1, 1): datetime(2026, 12, 31, 23, tzinfo=UTC),
}
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "midnight-in-utc":
        monkeypatch.setattr(moments, "SWEDEN", UTC)
    if SABOTAGE == "one-hour-always":
        monkeypatch.setattr(moments, "SWEDEN", timezone(timedelta(hours=1)))
    if SABOTAGE == "first-of-many":
        monkeypatch.setitem(globals(), "position_at", lambda log, head, at: position_at(log, head, at - TICK) + 1)


def recorded_at(times: list[datetime]) -> Excerpt:
    """Return a log of entries recorded at these times."""
    entries = []
    for position, at in enumerate(times, start=1):
        each = fact("journey/0180", position)
        envelope = each.envelope.model_copy(update={"recorded_at": at})
        entries.append(replace(each, envelope=envelope, position=position))
    return Excerpt(entries)


def by_then(entries: list[Recorded], moment: datetime) -> int:
    return max((each.position for each in entries if each.envelope.recorded_at <= moment), default=0)


def test_a_time_is_the_last_position_recorded_by_then() -> None:
    entries = list(wandered())
    log, head = Excerpt(entries), len(entries)
    times = [each.envelope.recorded_at for each in entries]
    ties = sum(one == other for one, other in pairwise(times))
    assert ties >= 100, "void: too few entries recorded at the same time as another"
    for at in Random(5).sample(times, 200):  # noqa: S311 -- dice for a test
        for moment in (at - TICK, at, at + TICK):
            assert by_then(entries, moment) == position_at(log, head, moment), moment
    assert position_at(log, head, times[0] - TICK) == 0
    assert position_at(log, head, times[-1] + timedelta(days=9999)) == head


def test_who_waited_to_be_stored_is_found_behind_those_recorded_later() -> None:
    dice, second = Random("waited"), timedelta(seconds=1)  # noqa: S311 -- dice for a test
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    times = [start + each * second - dice.randrange(5) * second for each in range(200)]
    assert sum(later < earlier for earlier, later in pairwise(times)) >= 40, "void: too few waited"
    log = recorded_at(times)
    for each in range(-5, 205):
        moment = start + each * second
        last = max((position for position, at in enumerate(times, start=1) if at <= moment), default=0)
        assert position_at(log, len(times), moment) == last
        assert position_at(log, 100, moment) == max((p for p in range(1, 101) if times[p - 1] <= moment), default=0)


def test_nothing_was_recorded_in_an_empty_log() -> None:
    assert position_at(Excerpt([]), 0, datetime(2026, 3, 2, tzinfo=UTC)) == 0


def test_what_is_all_recorded_at_once_is_all_there_or_not() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    log = recorded_at([at] * 7)
    assert [position_at(log, 7, moment) for moment in (at - TICK, at, at + TICK)] == [0, 7, 7]


@pytest.mark.parametrize("day", MIDNIGHTS, ids=str)
def test_a_day_ends_at_midnight_in_sweden(day: date) -> None:
    midnight = MIDNIGHTS[day]
    log = recorded_at([midnight - timedelta(hours=5), midnight - TICK, midnight, midnight + timedelta(hours=5)])
    assert (position_after_day(log, 4, day - timedelta(days=1)), position_after_day(log, 4, day)) == (2, 4)


def test_a_day_is_the_one_that_each_entry_says_it_was_recorded_on() -> None:
    entries = list(wandered())
    log, head = Excerpt(entries), len(entries)
    over_midnight = sum(each.envelope.recorded_on != each.envelope.recorded_at.date() for each in entries)
    assert over_midnight >= 5, "void: too few entries between midnight in Sweden and in UTC"
    for day in sorted({each.envelope.recorded_on for each in entries}):
        last = max(each.position for each in entries if each.envelope.recorded_on <= day)
        assert last == position_after_day(log, head, day), day


@pytest.mark.parametrize("broken", [{3}, {1, 2}, {4, 5}, {1, 2, 3, 4}])
def test_entries_that_cannot_be_read_are_passed_over(broken: set[int]) -> None:
    """Before a readable one they belong to its time; after the last one nobody knows when they were recorded."""
    times = [datetime(2026, 3, day, 9, tzinfo=UTC) for day in range(1, 6)]
    whole = recorded_at(times)
    entries: list[Entry] = [
        Unreadable(each.position, "journey/0180", "", "ValidationError") if each.position in broken else each
        for each in whole.entries
    ]

    class Torn:
        """A log with holes."""

        def read(self, after: int, limit: int) -> list[Entry]:
            return [each for each in entries if each.position > after][:limit]

        def history(self, scope: str, since: UUID | None = None) -> list[Entry]:
            raise AssertionError(scope, since)

    for each in whole.entries:
        readable = [one for one in whole.entries if one.position not in broken]
        assert by_then(readable, each.envelope.recorded_at) == position_at(Torn(), 5, each.envelope.recorded_at)

"""A time or a day leads to the last position that was recorded by then: Swedish days, whatever the clock does.

Sabotage, each named in FEMSTEG_SABOTAGE: `midnight-in-utc` and `one-hour-always` take another midnight for Sweden's and
turn the days red; `first-of-many` takes the first of those recorded at the same time and turns the times red.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from random import Random
from typing import Protocol, cast

import pytest

from adapters.memory.event_store import MemoryEventStore
from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from domain.messages import Recorded
from projections.engine import moments
from projections.engine.moments import Times, day_of, position_after_day
from tests.support.database import run
from tests.support.log import fact
from tests.support.wandering import wandered
from workflows.ports import EventStore

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


class Store(EventStore, Times, Protocol):
    """A log that tells when what it holds was recorded."""


class Stored:
    """A log on PostgreSQL as those see it who ask for moments."""

    def __init__(self, store: PostgresEventStore, log: PostgresLog) -> None:
        self.append = store.append
        self.recorded_by = log.recorded_by
        self.recorded_at = log.recorded_at


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty log."""
    if request.param == "memory":
        yield cast("Store", MemoryEventStore())
        return
    url = request.getfixturevalue("database_url")
    pool = Pool(url, 2)
    with PostgresEventStore(url) as made:
        yield cast("Store", Stored(made, PostgresLog(pool)))
    pool.close()


def position_at(log: Times, head: int, moment: datetime) -> int:
    if SABOTAGE == "first-of-many":
        return log.recorded_by(moment - TICK, head) + 1
    return log.recorded_by(moment, head)


def recorded(store: Store, times: list[datetime]) -> Store:
    """Return the log with entries recorded at these times."""
    facts = (fact("journey/0180", version) for version in range(1, len(times) + 1))
    store.append(
        [
            replace(each, envelope=each.envelope.model_copy(update={"recorded_at": at}))
            for each, at in zip(facts, times, strict=True)
        ]
    )
    return store


def by_then(entries: list[Recorded], moment: datetime) -> int:
    return max((each.position for each in entries if each.envelope.recorded_at <= moment), default=0)


def test_a_time_is_the_last_position_recorded_by_then(store: Store) -> None:
    entries = list(wandered())
    store.append([replace(each, position=0) for each in entries])
    head = len(entries)
    times = [each.envelope.recorded_at for each in entries]
    ties = sum(one == other for one, other in pairwise(times))
    assert ties >= 100, "void: too few entries recorded at the same time as another"
    for at in Random(5).sample(times, 100):  # noqa: S311 -- dice for a test
        for moment in (at - TICK, at, at + TICK):
            assert by_then(entries, moment) == position_at(store, head, moment), moment
    assert position_at(store, head, times[0] - TICK) == 0
    assert position_at(store, head, times[-1] + timedelta(days=9999)) == head


SECOND, START = timedelta(seconds=1), datetime(2026, 3, 2, 9, tzinfo=UTC)


def waited(dice: Random) -> list[datetime]:
    """Return times of which some waited for a few seconds to be stored."""
    return [START + each * SECOND - dice.randrange(5) * SECOND for each in range(200)]


def wrong_now_and_then(dice: Random) -> list[datetime]:
    """Return times by a clock that is now and then far ahead, or was put back."""
    wrong = [timedelta(0)] * 10 + [timedelta(hours=1), timedelta(days=400), timedelta(seconds=-30)]
    return [START + each * SECOND + dice.choice(wrong) for each in range(200)]


@pytest.mark.parametrize("told", [waited, wrong_now_and_then])
def test_who_was_recorded_out_of_order_is_found_behind_those_recorded_later(
    store: Store, told: Callable[[Random], list[datetime]]
) -> None:
    times = told(Random("out of order"))  # noqa: S311 -- dice for a test
    assert sum(later < earlier for earlier, later in pairwise(times)) >= 20, "void: too few"
    log = recorded(store, times)
    for each in range(-5, 205, 3):
        moment = START + each * SECOND
        last = max((position for position, at in enumerate(times, start=1) if at <= moment), default=0)
        assert position_at(log, len(times), moment) == last
        assert position_at(log, 100, moment) == max((p for p in range(1, 101) if times[p - 1] <= moment), default=0)
    for position in range(1, 201, 7):
        assert log.recorded_at(position) == min(times[position - 1 :])
    assert log.recorded_at(201) is None


def test_what_came_after_a_time_far_ahead_is_seen_as_of_now(store: Store) -> None:
    minute = 60 * SECOND
    log = recorded(store, [START, START + minute, START + timedelta(days=400), START + 2 * minute, START + 3 * minute])
    by = [position_at(log, 5, START + each * minute / 2) for each in range(8)]
    assert by == [1, 1, 2, 2, 4, 4, 5, 5]
    assert {day_of(log, position) for position in range(1, 6)} == {START.date()}


def test_nothing_was_recorded_in_an_empty_log(store: Store) -> None:
    assert store.recorded_by(datetime(2026, 3, 2, tzinfo=UTC), 0) == 0
    assert day_of(store, 1) is None


def test_what_is_all_recorded_at_once_is_all_there_or_not(store: Store) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    log = recorded(store, [at] * 7)
    assert [position_at(log, 7, moment) for moment in (at - TICK, at, at + TICK)] == [0, 7, 7]


@pytest.mark.parametrize("day", MIDNIGHTS, ids=str)
def test_a_day_ends_at_midnight_in_sweden(day: date) -> None:
    midnight = MIDNIGHTS[day]
    log = recorded(
        MemoryEventStore(), [midnight - timedelta(hours=5), midnight - TICK, midnight, midnight + timedelta(hours=5)]
    )
    assert (position_after_day(log, 4, day - timedelta(days=1)), position_after_day(log, 4, day)) == (2, 4)


def _by_night(entry: Recorded) -> Recorded:
    """Return an entry as if it had been recorded later by as much as brings mornings past midnight."""
    at = entry.envelope.recorded_at + timedelta(hours=17)
    return replace(entry, envelope=entry.envelope.model_copy(update={"recorded_at": at}))


def test_a_day_is_the_one_that_each_entry_says_it_was_recorded_on() -> None:
    entries, log = [_by_night(each) for each in wandered()], MemoryEventStore()
    log.append([replace(each, position=0) for each in entries])
    head = len(entries)
    over_midnight = sum(each.envelope.recorded_on != each.envelope.recorded_at.date() for each in entries)
    assert over_midnight >= 5, "void: too few entries between midnight in Sweden and in UTC"
    for day in sorted({each.envelope.recorded_on for each in entries}):
        last = max(each.position for each in entries if each.envelope.recorded_on <= day)
        assert last == position_after_day(log, head, day), day


def test_entries_that_cannot_be_read_have_their_time_all_the_same(database_url: str) -> None:
    times = [datetime(2026, 3, day, 9, tzinfo=UTC) for day in range(1, 6)]
    pool = Pool(database_url, 2)
    with PostgresEventStore(database_url) as made:
        log = recorded(cast("Store", Stored(made, PostgresLog(pool))), times)
    run(
        database_url,
        "ALTER TABLE log.events DISABLE TRIGGER refuse",
        "UPDATE log.events SET state = '\\x7b7d' WHERE notification_id IN (1, 3, 5)",
        "ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse",
    )
    assert [position_at(log, 5, at) for at in times] == [1, 2, 3, 4, 5]
    assert [day_of(log, position) for position in range(1, 6)] == [at.date() for at in times]
    pool.close()

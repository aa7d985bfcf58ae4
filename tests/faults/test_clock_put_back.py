"""The clock was wrong and is put right, or goes back by itself: what was known by a moment stays so, and now is now.

Sabotage, named in FEMSTEG_SABOTAGE: `as-the-clock-says` records at whatever time the clock shows, and turns the clock
that is put back red; `always-onward` takes times for growing, and turns the one that was far ahead red.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.sql import QUERIES
from adapters.runtime import clock
from tests.support.api import Office, open_office
from tests.support.waiting import caught_up, until
from workflows.handling import attempt

HERE = "1715"
MINUTE = timedelta(minutes=1)
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


def as_halving_finds_it(log: PostgresLog, moment: datetime, head: int) -> int:
    with log.pool.single() as connection:
        found = connection.execute(QUERIES["recorded_by"], {"head": head, "moment": moment}).fetchone()
    return int(found[0]) if found else 0


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "as-the-clock-says":
        for module in (clock, attempt):
            monkeypatch.setattr(module, "stamp", lambda now, _: now)
    if SABOTAGE == "always-onward":
        monkeypatch.setattr(PostgresLog, "recorded_by", as_halving_finds_it)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        yield made


def record(office: Office) -> int:
    """Record something, and return its position."""
    office.coordinator.does(HERE, "support/log-contact", direction="out")
    return office.coordinator.position


def known(office: Office, as_of: object) -> int:
    """Return how far the log had come at a moment."""
    caught_up(office.system)
    answer = office.coordinator.ask("trail", as_of=as_of.isoformat() if isinstance(as_of, datetime) else str(as_of))
    assert answer.status_code == 200, answer.text
    return int(answer.headers["femsteg-position"])


def ready(office: Office) -> Any:
    until(lambda: office.http.get("/health/ready").status_code == 200)
    return office.http.get("/health/ready").json()


def recorded_at(office: Office) -> list[datetime]:
    return [each.envelope.recorded_at for each in office.system.store.read(0, 1000)]


class TestAClockThatWasFarAhead:
    @pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(days=1), timedelta(days=400)], ids=str)
    def test_hides_nothing_that_came_after_it_was_put_right(self, office: Office, by: timedelta) -> None:
        calendar = office.calendar
        before = record(office)
        calendar.ahead += MINUTE + by
        ahead = record(office)
        calendar.ahead -= by
        asked = calendar.now() - MINUTE / 2
        assert known(office, asked) == before
        calendar.ahead += MINUTE
        after = [record(office), record(office)]
        calendar.ahead += MINUTE
        assert known(office, calendar.now()) == after[-1]
        assert known(office, asked) == before
        record(office)
        calendar.pass_days(1)
        assert known(office, calendar.now().date() - timedelta(days=1)) == after[-1] + 1
        told = office.coordinator.get("trail", as_of=str(ahead))["as_of"]
        assert told["day"] == (calendar.now().date() - timedelta(days=1)).isoformat()

    def test_is_told_to_watchmen_until_its_time_has_come(self, office: Office) -> None:
        assert ready(office)["ahead"] == {"events": 0, "seconds": 0}
        office.calendar.pass_days(1)
        record(office)
        office.calendar.pass_days(-1)
        record(office)
        told = ready(office)
        assert (told["warnings"], told["ahead"]) == (["clock"], {"events": 1, "seconds": 24 * 60 * 60})
        assert "femsteg_log_ahead_seconds 86400.0" in office.http.get("/metrics").text
        office.calendar.pass_days(2)
        assert ready(office)["warnings"] == []


class TestAClockThatIsPutBack:
    @pytest.mark.parametrize("seconds", [11, 60, 600])
    def test_changes_no_answer_that_was_given(self, office: Office, seconds: int) -> None:
        calendar = office.calendar
        for _ in range(3):
            record(office)
            calendar.ahead += 4 * MINUTE
        now = calendar.now()
        moments = [now - each * MINUTE / 4 for each in range(60)]
        answers = [known(office, each) for each in moments]
        assert len(set(answers)) >= 3, "void: nothing was known at one moment more than at another"
        calendar.ahead -= timedelta(seconds=seconds)
        last = record(office)
        calendar.ahead += timedelta(seconds=seconds) + MINUTE
        assert [known(office, each) for each in moments] == answers
        assert known(office, calendar.now()) == last

    def test_lets_no_time_go_back_whoever_records(self, office: Office, database_url: str) -> None:
        """Another process has a clock of its own, which shows an earlier time."""
        with open_office(database_url) as other:
            other.calendar.ahead -= 5 * MINUTE
            for each in (office, other, office, other, other, office):
                office.calendar.ahead += MINUTE
                other.calendar.ahead += MINUTE
                record(each)
        times = recorded_at(office)
        assert times == sorted(times)

    def test_asks_nobody_to_wait_for_what_they_have_just_recorded(self, office: Office) -> None:
        record(office)
        office.calendar.ahead -= 5 * MINUTE
        last = record(office)
        assert known(office, recorded_at(office)[-1]) == last

"""What watchmen are told: ready or not and why, what is measured, and that it costs little to ask."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from adapters.postgres.log import reader as views_log
from projections.registry import PROJECTIONS
from tests.support.api import Office, open_office
from tests.support.waiting import caught_up, until
from workflows.policies.registry import TIMERS

HERE = "1715"
NAMES = {each.name for each in PROJECTIONS} | {each.name for each in TIMERS}


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        yield made


@pytest.fixture
def standing_still(office: Office) -> Office:
    """Return an office whose views nobody brings forward."""
    assert office.system.views.positions(PROJECTIONS)
    office.system.follower.catch_up()
    office.system.follower.stop()
    return office


def run(url: str, *statements: bytes) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for each in statements:
            connection.execute(each)


def recorded_ago(url: str, seconds: int) -> None:
    """Let every event have been recorded so long ago."""
    then = b"UPDATE log.events SET recorded_at = clock_timestamp() - interval '%d seconds'" % seconds
    off, on = b"ALTER TABLE log.events DISABLE TRIGGER refuse", b"ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse"
    run(url, off, then, on)


def measures(office: Office) -> dict[str, float]:
    lines = office.http.get("/metrics").text.splitlines()
    found = (re.fullmatch(r"([^# ]\S*) (\S+)", line) for line in lines)
    return {match[1]: float(match[2]) for match in found if match}


def test_ready_tells_how_each_view_stands(office: Office) -> None:
    head = office.system.store.head()
    until(lambda: office.http.get("/health/ready").json()["position"] == head)
    answer = office.http.get("/health/ready")
    told = answer.json()
    assert (answer.status_code, told["status"], told["warnings"]) == (200, "ready", [])
    assert told["position"] == told["head"] == office.system.store.head()
    assert set(told["consumers"]) == NAMES
    assert told["consumers"]["county"] == {
        "position": told["head"],
        "lag": 0,
        "lag_seconds": 0,
        "parked": 0,
        "parked_streams": 0,
        "rebuilt": None,
        "stopped": False,
    }


def test_a_view_that_falls_behind_for_long_is_not_ready(standing_still: Office, database_url: str) -> None:
    office = standing_still
    for number in range(3):
        office.coordinator.does(HERE, "support/log-contact", direction="out", key=f"fall-behind-{number}")
    recorded_ago(database_url, 5)
    at_once = office.http.get("/health/ready")
    assert at_once.status_code == 200
    assert at_once.json()["lag"] == 3
    recorded_ago(database_url, 31)
    later = office.http.get("/health/ready")
    assert (later.status_code, later.json()["status"], later.headers["retry-after"]) == (503, "behind", "5")
    assert later.json()["consumers"]["county"]["lag_seconds"] > 30
    office.system.follower.catch_up()
    assert office.http.get("/health/ready").status_code == 200


def test_who_asks_for_what_no_view_has_read_is_told_to_come_back(standing_still: Office) -> None:
    caller = standing_still.coordinator
    caller.does(HERE, "support/log-contact", direction="out")
    for asked in ({"min_position": caller.position}, {"as_of": caller.position}):
        answer = standing_still.http.get("/api/v1/trail", params=asked, headers=caller.headers())
        assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "not-shown-yet", "1")
        assert "sparat syns om en liten stund" in answer.json()["detail"]
    standing_still.system.follower.catch_up()
    assert caller.get("trail")["events"][0]["position"] == caller.position


def test_what_is_set_aside_is_a_warning_and_no_more(standing_still: Office, database_url: str) -> None:
    park = b"INSERT INTO views.parked VALUES ('county', %d, 'support/1715', 'x', %d, 'E')"
    version = next(each.version for each in PROJECTIONS if each.name == "county")
    run(database_url, park % (version, 1), park % (version, 2))
    answer = standing_still.http.get("/health/ready")
    assert (answer.status_code, answer.json()["warnings"]) == (200, ["parked"])
    county = answer.json()["consumers"]["county"]
    assert (county["parked"], county["parked_streams"]) == (2, 1)
    assert "support/1715" not in answer.text


def test_lag_is_counted_no_further_than_anybody_cares(standing_still: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views_log, "MOST_BEHIND", 2)
    for number in range(3):
        standing_still.coordinator.does(HERE, "support/log-contact", direction="out", key=f"not-counted-{number}")
    assert standing_still.http.get("/health/ready").json()["lag"] == 2


def test_metrics_tell_of_appends_views_and_the_database(office: Office) -> None:
    before = measures(office)
    for _ in range(4):
        office.coordinator.does(HERE, "support/log-contact", direction="out")
    caught_up(office.system)
    until(lambda: measures(office)['femsteg_consumer_position{consumer="pause-end"}'] == office.system.store.head())
    after = measures(office)
    for name in ("femsteg_append_seconds_count", "femsteg_append_saves_total", "femsteg_append_batches_total"):
        assert after[name] - before[name] == 4, name
    assert after['femsteg_append_seconds_bucket{le="+Inf"}'] == after["femsteg_append_seconds_count"]
    assert 0 < after["femsteg_append_seconds_sum"] < 60
    assert after["femsteg_database_up"] == 1
    assert after["femsteg_log_head"] == office.system.store.head()
    for name in NAMES:
        assert after[f'femsteg_consumer_position{{consumer="{name}"}}'] == after["femsteg_log_head"]
        assert after[f'femsteg_consumer_lag_events{{consumer="{name}"}}'] == 0
        assert after[f'femsteg_consumer_lag_seconds{{consumer="{name}"}}'] == 0
    assert not any("rebuilt" in name for name in after)


def test_watchmen_are_answered_while_nobody_else_is(office: Office) -> None:
    """Without a database the process still tells what it knows by itself."""
    office.system.watching.close()
    told = measures(office)
    assert told["femsteg_database_up"] == 0
    assert told["femsteg_append_seconds_count"] > 0
    ready: Any = office.http.get("/health/ready")
    assert (ready.status_code, ready.json()["code"]) == (503, "unavailable")
    assert ready.headers["retry-after"]
    assert office.http.get("/health/live").status_code == 200

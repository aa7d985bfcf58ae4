"""The log is exchanged for a shorter one under a running server, as a restore or a failover does.

Sabotage, named in FEMSTEG_SABOTAGE: `checked-for-ever` takes what was found out over a lost connection for true, and
turns the follower red; `any-installation` goes on with whichever database is there, and turns the other one red;
`any-position` takes any position for one of the log, and turns the health page red.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from adapters import main
from adapters.postgres.identity import Identity
from adapters.postgres.views import store
from adapters.postgres.views.leading import Leading
from adapters.postgres.views.origin import AnotherLog
from adapters.runtime import diagnostics
from projections.county import COUNTY
from projections.registry import PROJECTIONS
from tests.support.api import Office, open_office
from tests.support.database import run
from tests.support.views import Desk, more_of_the_same, open_desk
from tests.support.waiting import caught_up, until

HERE = "1715"
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")
CUT = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE application_name = 'femsteg-leading' AND datname = current_database()
"""
CUT_ALL = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "checked-for-ever":
        monkeypatch.setattr(Leading, "term", lambda _: 1)
        monkeypatch.setattr(store, "check_origin", lambda *_: None)
    if SABOTAGE == "any-installation":
        monkeypatch.setattr(Identity, "check", lambda *_: None)
    if SABOTAGE == "any-position":
        monkeypatch.setattr(main, "lost_entries", lambda *_: None)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    diagnostics.configure()
    with open_desk(database_url) as made:
        yield made


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        yield made


def shorten(url: str, by: int, *, cutting: bool = True) -> None:
    """Take the last events away at once, and the leading connection with them; positions begin again after the rest."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT max(notification_id) FROM log.events").fetchone()
        assert found
        left = found[0] - by
        connection.execute("ALTER TABLE log.events DISABLE TRIGGER refuse")
        connection.execute("DELETE FROM log.events WHERE notification_id > %s", [left])
        connection.execute("ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse")
        connection.execute(f"ALTER TABLE log.events ALTER notification_id RESTART WITH {left + 1}".encode())
        if cutting:
            connection.execute(CUT)


def refusals(told: list[EventDict]) -> list[tuple[int, int]]:
    """Return how many entries are missing, and from where, as the follower has told of the county's view."""
    lines = [each for each in told if each.get("consumer") == "county" and "AnotherLog" in each["where"]]
    return [(each["count"], each["position"]) for each in lines]


def is_up(desk: Desk) -> bool:
    return all(desk.state(each).lag == 0 for each in PROJECTIONS)


@pytest.mark.parametrize("cutting", [True, False], ids=["leader cut", "leader connected"])
def test_no_view_skips_what_is_recorded_at_positions_that_it_has_read(desk: Desk, *, cutting: bool) -> None:
    follower = desk.following()
    until(lambda: is_up(desk))
    before = desk.shown(COUNTY)
    head = desk.log.head()
    with capture_logs() as told:
        shorten(desk.url, 5, cutting=cutting)
        desk.store.append([more_of_the_same(number) for number in range(9)])
        assert desk.log.head() > head, "void: the log has not grown beyond where the views are"
        until(lambda: is_up(desk) or refusals(told) != [])
    assert refusals(told)[:1] == [(5, head - 4)]
    with pytest.raises(
        AnotherLog, match=f"5 entries that were read are missing from the log, from position {head - 4} on"
    ):
        desk.views.prepare(PROJECTIONS)
    follower.stop()
    assert desk.views.position(COUNTY) == head
    assert desk.shown(COUNTY) == before


def test_another_installation_behind_the_same_address_is_not_used(office: Office, database_url: str) -> None:
    """As when the backup of another county, or of a demonstration, is restored under a running server."""
    caller = office.coordinator
    for other in ("county_code = '18'", "kind = 'demo'"):
        head = office.system.store.head()
        run(database_url, f"UPDATE log.installation SET {other}", CUT_ALL)  # noqa: S608 -- ours
        answers = [caller.send(HERE, "support/log-contact", direction="out"), office.http.get("/health/ready")]
        answers.append(office.http.get("/api/v1/trail", headers=caller.headers()))
        assert {each.status_code for each in answers} == {503}
        run(database_url, "UPDATE log.installation SET county_code = '17', kind = 'real'", CUT_ALL)
        until(lambda: office.http.get("/health/ready").status_code == 200)
        assert office.system.store.head() == head
        caller.does(HERE, "support/log-contact", direction="out")


class TestReady:
    def test_is_refused_as_long_as_a_position_exceeds_the_head(self, office: Office, database_url: str) -> None:
        for number in range(4):
            office.coordinator.does(HERE, "support/log-contact", direction="out", key=f"to-be-lost-{number}")
        caught_up(office.system)
        until(lambda: office.http.get("/health/ready").status_code == 200)
        head = office.system.store.head()
        shorten(database_url, 3)
        answer = office.http.get("/health/ready")
        assert (answer.status_code, answer.json()["status"], answer.headers["retry-after"]) == (503, "another-log", "5")
        assert answer.json()["missing"] == {"entries": 3, "from_position": head - 2}

    def test_is_refused_when_the_positions_were_handed_out_anew(self, office: Office, database_url: str) -> None:
        office.coordinator.does(HERE, "support/log-contact", direction="out", key="to-be-lost")
        caught_up(office.system)
        shorten(database_url, 1)
        office.coordinator.send(HERE, "support/note-need", need_code="basic-training")
        answer = office.http.get("/health/ready")
        reached = answer.json()["consumers"]["county"]["position"]
        assert reached == answer.json()["head"], "void: the position tells by itself"
        assert (answer.status_code, answer.json()["status"]) == (503, "another-log")
        assert answer.json()["missing"] == {"entries": 1, "from_position": answer.json()["head"]}

    def test_a_log_that_is_whole_misses_nothing(self, office: Office) -> None:
        caught_up(office.system)
        assert office.http.get("/health/ready").json()["missing"] is None

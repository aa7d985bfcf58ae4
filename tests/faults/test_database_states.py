"""A database that answers and cannot be used as it is: 503 in words on pages, in the API and to watchmen, never 500.

What is missing of the views is made again by whoever leads for them.

Sabotage, named in FEMSTEG_SABOTAGE: `any-state` takes every such error for a bug, and turns the words red;
`left-empty` makes tables that are gone without filling them, and turns the views red.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from adapters.postgres import pool
from adapters.postgres.migrate import grant
from adapters.postgres.views.lasting import LastingViews
from adapters.postgres.views.store import PostgresViews
from projections.audit_trail import AUDIT_TRAIL
from tests.support.api import Office, open_office
from tests.support.database import acting_as, run
from tests.support.people import COORDINATOR
from tests.support.waiting import caught_up, until

HERE = "1715"
CONTACT = "support/log-contact"
PAGES = ["/counties/17", f"/municipalities/{HERE}", "/work", "/trail"]
QUESTIONS = ["counties/17", f"municipalities/{HERE}", f"municipalities/{HERE}/actions", "work-queue", "trail"]
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")
TRAIL_TABLE = AUDIT_TRAIL.table(AUDIT_TRAIL.kinds[0])


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "any-state":
        monkeypatch.setattr(pool, "_TROUBLE", (psycopg.OperationalError,))
    if SABOTAGE == "left-empty":
        monkeypatch.setattr(LastingViews, "check", lambda views, each: PostgresViews.prepare(views, [each]))


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """An office on the database as an operator's own role reaches it."""
    grant(database_url)
    with acting_as(database_url, "femsteg_server") as url, open_office(url, HERE) as made:
        made.coordinator.does(HERE, CONTACT, direction="out")
        caught_up(made.system)
        yield made


@pytest.fixture
def person(office: Office) -> Iterator[TestClient]:
    """A coordinator's browser."""
    secret = office.system.access.sign_in(COORDINATOR, None, "sv", office.calendar.now())
    with TestClient(office.system.app(), raise_server_exceptions=False, follow_redirects=False) as made:
        made.cookies.set("femsteg_session", secret)
        assert all(made.get(each).status_code == 200 for each in PAGES)
        yield made


def cut(url: str) -> None:
    """Cut all connections but one's own, so that settings of the database reach those that follow."""
    run(url, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
             " WHERE datname = current_database() AND pid <> pg_backend_pid()")  # fmt: skip


def name_of(url: str) -> str:
    """Return the database's name."""
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


@contextmanager
def read_only(url: str) -> Iterator[None]:
    """Let nothing change in the database, for whoever connects from now on."""
    name = name_of(url)
    run(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    cut(url)
    try:
        yield
    finally:
        reset = f"ALTER DATABASE {name} RESET default_transaction_read_only"
        run(url, "SET default_transaction_read_only = off", reset)
        cut(url)


def answers(office: Office, person: TestClient) -> dict[str, Any]:
    """Return what pages and questions are answered, and a command."""
    headers = office.coordinator.headers()
    found = {each: person.get(each) for each in PAGES}
    found |= {each: office.http.get(f"/api/v1/{each}", headers=headers) for each in QUESTIONS}
    found["command"] = office.coordinator.send(HERE, CONTACT, direction="out")
    return found


def taken(schema: str, table: str) -> tuple[str, str]:
    """Return what takes a table away, and what gives it back."""
    return f"ALTER TABLE {schema}.{table} RENAME TO gone", f"ALTER TABLE {schema}.gone RENAME TO {table}"


def forbidden(privilege: str, table: str) -> tuple[str, str]:
    """Return what takes a privilege away, and what gives it back."""
    return f"REVOKE {privilege} ON {table} FROM femsteg_api", f"GRANT {privilege} ON {table} TO femsteg_api"


# What takes something away, what gives it back, and what watchmen are told.
STATES = {
    "no sessions": (*taken("access", "sessions"), "incomplete", ["access.sessions"]),
    "no tokens": (*taken("access", "tokens"), "incomplete", ["access.tokens"]),
    "no receipts": (*taken("log", "receipts"), "incomplete", ["log.receipts"]),
    "no log": (
        "ALTER SCHEMA log RENAME TO gone",
        "ALTER SCHEMA gone RENAME TO log",
        "incomplete",
        ["log.events", "log.installation", "log.receipts"],
    ),
    "no right to add": (*forbidden("INSERT", "log.events"), "forbidden", ["INSERT log.events"]),
    "no right to read": (*forbidden("SELECT", "log.events"), "forbidden", ["SELECT log.events"]),
    "no right to sessions": (*forbidden("SELECT", "access.sessions"), "forbidden", ["SELECT access.sessions"]),
}


def test_what_is_wrong_is_said_in_words_and_nothing_is_a_500(
    office: Office, person: TestClient, database_url: str
) -> None:
    for state, (change, undo, what, names) in STATES.items():
        run(database_url, change)
        told = answers(office, person)
        assert {each.status_code for each in told.values()} <= {200, 503}, state
        struck = [each for each in told.values() if each.status_code == 503]
        assert struck, f"void: nobody noticed {state}"
        for each in struck:
            if each.headers["content-type"].startswith("text/html"):
                assert "Databasen" in each.text
            else:
                assert each.json()["code"] == f"database-{what}", state
        ready = office.http.get("/health/ready", headers={"Accept-Language": "en"})
        assert (ready.status_code, ready.json()["code"]) == (503, f"database-{what}"), state
        assert ready.json()["names"] == names
        assert ready.json()["detail"].startswith(("Tables", "The service lacks"))
        assert office.http.get("/metrics").status_code == 200
        run(database_url, undo)
        until(lambda: office.http.get("/health/ready").status_code == 200)


def test_a_database_that_is_read_only_says_so_until_it_is_not(
    office: Office, person: TestClient, database_url: str
) -> None:
    with read_only(database_url):
        until(lambda: office.http.get("/health/ready").json()["code"] == "database-read-only")
        told = answers(office, person)
        assert {each.status_code for each in told.values()} <= {200, 503}
        assert (told["command"].status_code, told["command"].json()["code"]) == (503, "database-read-only")
    until(lambda: office.http.get("/health/ready").status_code == 200)
    office.coordinator.does(HERE, CONTACT, direction="out")


VIEWS_GONE = (
    f"DROP TABLE views.{TRAIL_TABLE}",
    "DROP TABLE views.tracking",
    "DROP TABLE views.parked",
    "DROP SCHEMA views CASCADE",
)


def test_views_that_are_gone_are_made_again_by_who_leads_for_them(
    office: Office, person: TestClient, database_url: str
) -> None:
    # The schema itself only whoever may make one.
    run(database_url, f"GRANT CREATE ON DATABASE {name_of(database_url)} TO femsteg_server")
    for gone in VIEWS_GONE:
        caught_up(office.system)
        before = trail(office)
        run(database_url, gone)
        told = answers(office, person)
        assert {each.status_code for each in told.values()} <= {200, 503}, gone
        took = until(lambda: office.http.get("/health/ready").status_code == 200)
        print(f"{gone}: made again after {took:.1f} s")
        after = trail(office)
        assert after[-len(before) :] == before, gone
        assert len(after) > len(before)
        assert {person.get(each).status_code for each in PAGES} == {200}


def trail(office: Office) -> list[str]:
    """Return the ids of all entries, the newest first."""
    return [each["event_id"] for each in office.coordinator.get("trail")["events"]]


def test_a_table_that_is_gone_at_the_start_is_filled_before_it_is_read(database_url: str) -> None:
    with open_office(database_url, HERE) as office:
        office.coordinator.does(HERE, CONTACT, direction="out")
        caught_up(office.system)
        before = trail(office)
    run(database_url, f"DROP TABLE views.{TRAIL_TABLE}")
    with open_office(database_url) as office:
        assert trail(office) == before

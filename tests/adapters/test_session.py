"""Femsteg on a database of one's own: what role, database, environment and service file set changes nothing it says."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from adapters.postgres.loading import line, load
from adapters.postgres.session import connect
from adapters.serialization.mapper import FemstegMapper
from tests.architecture.checkout import ROOT
from tests.support.api import Office, open_office
from tests.support.database import Databases, run
from tests.support.log import fact
from tests.support.site import femsteg

HERE, COUNTY = "1715", "17"
TEXT = "Att bejaka våld som medel, ”våld” på čeština, по-русски och 日本語."
ODD = {
    "client_encoding": "LATIN1",
    "datestyle": "German",
    "intervalstyle": "sql_standard",
    "timezone": "Pacific/Chatham",
    "search_path": "nowhere",
    "default_transaction_isolation": "serializable",
    "standard_conforming_strings": "off",
    "array_nulls": "off",
    "bytea_output": "escape",
    "extra_float_digits": "-15",
    "row_security": "off",
    "client_min_messages": "error",
    "statement_timeout": "401ms",
    "lock_timeout": "402ms",
    "idle_session_timeout": "403ms",
    "idle_in_transaction_session_timeout": "404ms",
    "transaction_timeout": "405ms",
    "synchronous_commit": "off",
}


@contextmanager
def by_database(url: str, _: Path) -> Iterator[str]:
    name = urlsplit(url).path[1:]
    run(url, *(f"ALTER DATABASE {name} SET {each} = '{value}'" for each, value in ODD.items()))
    yield url


@contextmanager
def by_role(url: str, _: Path) -> Iterator[str]:
    role = f"femsteg_odd_{os.getpid()}"
    run(
        url,
        f"CREATE ROLE {role} LOGIN SUPERUSER",
        *(f"ALTER ROLE {role} SET {each} = '{value}'" for each, value in ODD.items()),
    )
    parts = urlsplit(url)
    try:
        yield parts._replace(netloc=f"{role}@{parts.netloc.rpartition('@')[2]}").geturl()
    finally:
        run(url, f"REASSIGN OWNED BY {role} TO postgres", f"DROP OWNED BY {role}", f"DROP ROLE {role}")


@contextmanager
def by_environment(url: str, _: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PGOPTIONS", " ".join(f"-c {each}={value}" for each, value in ODD.items()))
        environment.setenv("PGCLIENTENCODING", "LATIN1")
        environment.setenv("PGDATESTYLE", "Postgres, DMY")
        environment.setenv("PGTZ", "Pacific/Chatham")
        yield url


@contextmanager
def by_service(url: str, folder: Path) -> Iterator[str]:
    parts = psycopg.conninfo.conninfo_to_dict(url)
    options = " ".join(f"-c {each}={value}" for each, value in ODD.items())
    lines = [f"{name}={value}" for name, value in {**parts, "client_encoding": "LATIN1", "options": options}.items()]
    (folder / "services").write_text("\n".join(["[odd]", *lines]))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PGSERVICEFILE", str(folder / "services"))
        yield "postgresql://?service=odd"


EVENT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Way = Callable[[str, Path], AbstractContextManager[str]]
WAYS: list[Way] = [by_database, by_role, by_environment, by_service]


def answers(office: Office) -> dict[str, Any]:
    """Let something happen, and return what is told of it."""
    does = office.coordinator.does
    named = {"programme_name": "Värna Värmland mot våld", "owner_org": "bfc-varmland", "status": "pilot"}
    does(COUNTY, "programme/establish-programme", **named)
    does(COUNTY, "programme/adopt-definition", term="violent-extremism", text=TEXT, source="own-wording")
    does(HERE, "municipality/join-municipality")
    does(HERE, "support/log-contact", direction="out", occurred_on="2024-01-05")
    paths = [f"counties/{COUNTY}", f"counties/{COUNTY}/programme", "work-queue", f"municipalities/{HERE}"]
    return numbered({path: office.coordinator.get(path) for path in paths})


def numbered(told: dict[str, Any]) -> dict[str, Any]:
    """Return what is told with each event's id as its number in the order of mention: ids are new in every log."""
    numbers: dict[str, int] = {}
    text = EVENT_ID.sub(lambda found: str(numbers.setdefault(found[0], len(numbers))), json.dumps(told))
    again: dict[str, Any] = json.loads(text)
    return again


@pytest.mark.parametrize("way", [by_database, by_service])
def test_what_is_recorded_and_answered_is_the_same(
    database_url: str, databases: Databases, tmp_path: Path, way: Way
) -> None:
    with databases.lent() as plain, open_office(plain, HERE, day=date(2024, 1, 15)) as office:
        expected = answers(office)
    with way(database_url, tmp_path) as url, open_office(url, HERE, day=date(2024, 1, 15)) as office:
        told = answers(office)

    assert told[f"counties/{COUNTY}/programme"]["definitions"][0]["text"] == TEXT
    assert told == expected


@pytest.mark.parametrize("way", [by_role, by_service])
def test_every_command_works(database_url: str, databases: Databases, tmp_path: Path, way: Way) -> None:
    with way(database_url, tmp_path) as url, databases.lent(migrated=False) as other:
        token = ("token", "create", "--role", "coordinator")
        words = [
            token,
            ("import", str(ROOT / "docs/examples/varmland.csv"), "--yes"),
            ("token", "list"),
            ("rebuild", "all"),
            ("verify", "projections"),
            ("verify", "decisions"),
            ("db", "migrate", "--grant"),
            ("db", "backup", str(tmp_path / "odd.dump")),
            ("db", "status"),
        ]
        for each in words:
            assert femsteg(tmp_path, *each, url=url).returncode == 0, each
        empty = f"{url}&dbname={urlsplit(other).path[1:]}"
        restored = femsteg(tmp_path, "db", "restore", str(tmp_path / "odd.dump"), url=empty)
        assert restored.returncode == 0, restored.stderr


def test_a_long_history_is_loaded_as_it_is(database_url: str, tmp_path: Path) -> None:
    told = FemstegMapper().to_stored_event(fact("journey/0180", 1))
    with by_database(database_url, tmp_path) as url:
        assert load(url, [(1, line(told))], lambda _: None) == 1

    with connect(database_url) as connection:
        row = connection.execute("SELECT state, recorded_at FROM log.events").fetchone()
    assert row == (told.state, told.recorded_at)


@pytest.mark.parametrize("way", WAYS)
def test_each_connection_has_our_settings(database_url: str, tmp_path: Path, way: Way) -> None:
    with way(database_url, tmp_path) as url, connect(url) as connection:
        assert connection.info.encoding == "utf-8"
        asked = sql.SQL("SELECT current_setting({}, true)")
        for name, value in ODD.items():
            row = connection.execute(asked.format(name)).fetchone()
            assert row is not None
            assert row[0] != value, name


def test_no_connection_is_made_elsewhere() -> None:
    modules = {path for path in (ROOT / "adapters").rglob("*.py") if "psycopg.connect(" in path.read_text()}
    # The embedded server is looked for before it has a database of ours.
    embedded = ROOT / "adapters/postgres/server"

    assert {path for path in modules if path.parent != embedded} == {ROOT / "adapters/postgres/session.py"}

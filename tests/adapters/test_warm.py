"""A server is warm before anybody can reach it, and starts all the same where the database leaves it cold."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from adapters.cli.serving import remembering
from adapters.http.pages import templates
from adapters.main import System, open_system
from adapters.postgres.views.leading import Leading
from adapters.postgres.views.notifications import Notifications
from adapters.runtime import diagnostics
from adapters.runtime.consumers import ProjectionConsumer
from adapters.runtime.following import Follower
from adapters.settings import Settings
from projections.engine.projection import Projection
from projections.registry import PROJECTIONS
from tests.support.api import open_office
from tests.support.database import away
from tests.support.site import connections
from tests.support.waiting import until
from workflows.states import States


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    """Have what is logged, whatever an earlier test made of it."""
    diagnostics.configure()
    yield
    diagnostics.configure(level=50)


@pytest.fixture
def system(database_url: str) -> Iterator[System]:
    with open_system(Settings(database_url=database_url, data_folder=Path("/nonexistent")), "real") as opened:
        yield opened


@contextmanager
def locked(url: str, *tables: sql.Identifier) -> Iterator[None]:
    """Let nobody read these tables."""
    with psycopg.connect(url) as holder:
        holder.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.SQL(", ").join(tables)))
        yield
        holder.rollback()


def warmed(system: System) -> bool:
    """Warm the system, and return whether nothing stood in the way."""
    with capture_logs() as told:
        system.warm()
    return "not_warm" not in [each["event"] for each in told]


def test_connections_are_open_before_anybody_asks(system: System, database_url: str) -> None:
    before = connections(database_url)
    assert warmed(system)
    assert before < 14 <= connections(database_url), "four for commands, questions and views each, two for who watches"


@pytest.mark.parametrize("projection", PROJECTIONS, ids=[each.name for each in PROJECTIONS])
def test_each_view_has_been_asked(system: System, database_url: str, projection: Projection) -> None:
    tables = [sql.Identifier("views", projection.table(kind)) for kind in projection.kinds]
    with locked(database_url, *tables):
        assert not warmed(system)
    assert warmed(system)


def test_the_log_has_been_asked(system: System, database_url: str) -> None:
    with locked(database_url, sql.Identifier("log", "events")):
        assert not warmed(system)


def test_a_database_that_is_away_is_waited_for_by_those_who_ask(system: System, database_url: str) -> None:
    with away(database_url):
        assert not warmed(system)
        with TestClient(system.app()) as http:
            assert http.get("/health/ready").status_code == 503
    with TestClient(system.app()) as http:
        until(lambda: http.get("/health/ready").status_code == 200)


def test_views_have_been_looked_after_when_a_follower_has_started(system: System, database_url: str) -> None:
    leading = Leading(database_url)
    consumers = [ProjectionConsumer(each, system.log, system.views) for each in PROJECTIONS]
    follower = Follower(system.log, consumers, system.views.positions, leading, Notifications(database_url))
    follower.start()
    try:
        assert leading.led() == {each.name for each in PROJECTIONS}
    finally:
        follower.stop()


def test_the_pages_have_been_read(system: System) -> None:
    pages = templates.ENVIRONMENT
    assert pages.cache is not None
    pages.cache.clear()
    assert warmed(system)
    assert {name for _, name in pages.cache} == set(templates.template_names())


def test_what_streams_say_is_remembered_of_every_municipality(database_url: str) -> None:
    with open_office(database_url, "1715", "1730") as office:
        before = len(office.system.states)
        office.system.remember(lambda: False)
        assert len(office.system.states) == before
        office.system.remember()
        assert len(office.system.states) >= before + 2
        names = [each for code in ("1715", "1730") for each in office.system.store.streams(code)]
        last = office.system.store.last_of(names)
        assert all(office.system.states.known(name, event) for name, event in last.items() if event)


def test_what_is_there_by_then_is_left_out_of_later_searches_for_cycles(system: System) -> None:
    def is_searched() -> bool:
        return any(each is system.states for each in gc.get_objects())

    assert is_searched()
    with remembering(system):
        until(lambda: gc.get_freeze_count() > 0)
    left_out = not is_searched()
    gc.unfreeze()

    assert left_out


def test_a_database_that_is_away_leaves_nothing_remembered_and_nothing_broken(
    system: System, database_url: str
) -> None:
    with away(database_url), capture_logs() as told:
        system.remember()

    assert [each["event"] for each in told if each["event"] == "not_remembered"] == ["not_remembered"]


def test_a_municipality_that_takes_too_long_does_not_keep_the_others_from_being_remembered(database_url: str) -> None:
    with open_office(database_url, "1715", "1730") as office, ExitStack() as reading:
        diagnostics.configure()
        system = replace(office.system, states=States())
        reading.enter_context(locked(database_url, sql.Identifier("log", "events")))
        asked = count()

        def goes_on() -> bool:
            if next(asked) == 1:
                reading.close()
            return True

        with capture_logs() as told:
            system.remember(goes_on)

        left_out = [each["scope"] for each in told if each["event"] == "not_remembered"]
        assert len(left_out) == 1
        (read,) = {"1715", "1730"} - set(left_out)
        assert all(
            system.states.known(name, event)
            for name, event in system.store.last_of(system.store.streams(read)).items()
            if event
        )

"""The server as an operator's cluster runs it: logged in as a role that owns nothing but the views."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.migrate import grant
from adapters.postgres.pool import Pool
from adapters.postgres.views.rebuilding import Rebuild
from projections.registry import PROJECTIONS
from tests.support.api import open_office
from tests.support.database import run

HERE = "1715"


@pytest.fixture
def url(database_url: str) -> Iterator[str]:
    """The database, as a login role of the operator's own reaches it."""
    login = f"femsteg_login_{os.getpid()}"
    grant(database_url)
    run(
        database_url,
        f"CREATE ROLE {login} LOGIN IN ROLE femsteg_server",
        f"ALTER ROLE {login} SET role = 'femsteg_server'",
    )
    parts = urlsplit(database_url)
    yield parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}").geturl()
    run(database_url, f"DROP ROLE {login}")


def test_commands_questions_and_a_rebuild_work(url: str, database_url: str) -> None:
    with open_office(url, HERE) as office:
        office.coordinator.does(HERE, "support/log-contact", direction="out")
        before = office.coordinator.told(HERE, "en")
        grant(database_url)  # again, now that there are tables
        pool = Pool(url, 4)
        Rebuild(pool, PostgresLog(pool), *PROJECTIONS).run()
        pool.close()
        assert office.coordinator.told(HERE, "en") == before


@pytest.mark.parametrize(
    "change", ["UPDATE log.events SET topic = topic", "DELETE FROM log.events", "TRUNCATE log.events"]
)
def test_what_is_recorded_is_out_of_reach(url: str, change: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(url, change)

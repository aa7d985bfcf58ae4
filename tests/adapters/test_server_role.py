"""The server as an operator's cluster runs it: logged in as a role that owns nothing but the views."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.migrate import grant
from adapters.postgres.pool import Pool
from adapters.postgres.views.rebuilding import Rebuild
from projections.registry import PROJECTIONS
from tests.support.api import open_office
from tests.support.database import acting_as, run

HERE = "1715"


@pytest.fixture
def url(database_url: str) -> Iterator[str]:
    """The database, as a login role of the operator's own reaches it."""
    grant(database_url)
    with acting_as(database_url, "femsteg_server") as found:
        yield found


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

"""The demonstration with its whole history, on a database and a day of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.demo.filling import fill
from adapters.main import System, open_system
from adapters.settings import Settings
from tests.support.database import Databases
from workflows.ports import Clock


@contextmanager
def demonstration(databases: Databases, clock: Clock) -> Iterator[System]:
    """Open a demonstration whose views have caught up, and leave nothing of it."""
    with databases.lent() as url:
        settings = Settings(database_url=url, data_folder=Path("unused"))
        with open_system(settings, "demo", clock) as system:
            fill(system, history=True)
            system.follower.catch_up()
            yield system

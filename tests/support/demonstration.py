"""The demonstration with its whole history, on a database and a day of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from adapters.demo.filling import fill
from adapters.main import System, open_system
from adapters.settings import Settings
from tests.support.database import Databases
from tests.support.people import SetClock
from workflows.ports import Clock


@contextmanager
def demonstration(databases: Databases, clock: Clock) -> Iterator[System]:
    """Open a demonstration whose views have caught up, and leave nothing of it."""
    # Filled once for each day: they begin alike, and one is soon copied.
    day = clock.today()
    filled = databases.filled(f"demonstration of {day}", lambda url: _fill(url, SetClock(day, count(10**6))))
    with databases.lent(like=filled) as url, _opened(url, clock) as system:
        yield system


def _fill(url: str, clock: Clock) -> None:
    with _opened(url, clock) as system:
        fill(system, history=True)
        system.follower.catch_up()


@contextmanager
def _opened(url: str, clock: Clock) -> Iterator[System]:
    with open_system(Settings(database_url=url, data_folder=Path("unused")), "demo", clock) as system:
        yield system

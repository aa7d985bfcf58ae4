"""The whole system on a database, its views following the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.main import System, open_system
from adapters.settings import Settings


@contextmanager
def followed(database_url: str) -> Iterator[System]:
    """Open the system as it is served."""
    with open_system(Settings(database_url=database_url, data_folder=Path("unused")), "real") as system:
        system.follower.start()
        try:
            yield system
        finally:
            system.follower.stop()

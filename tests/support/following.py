"""The whole system on a database, its views following the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from adapters.main import System, open_system
from adapters.settings import Settings
from workflows.ports import Clock


@contextmanager
def followed(database_url: str, kind: Literal["real", "demo"] = "real", clock: Clock | None = None) -> Iterator[System]:
    """Open the system as it is served; a demonstration knows municipalities that its log invents."""
    with open_system(Settings(database_url=database_url, data_folder=Path("unused")), kind, clock) as system:
        system.follower.start()
        try:
            yield system
        finally:
            system.follower.stop()

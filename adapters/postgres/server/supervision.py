"""Keeping the embedded database up while a server needs it: one that was killed is started again."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from adapters.postgres.server import embedded, processes
from adapters.runtime import diagnostics

_TICK_SECONDS = 0.5


class Keeper:
    """A thread that looks after the embedded server of a folder."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder
        self._ending = Event()
        self._thread = Thread(target=self._run, name="keep-database", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._ending.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._ending.wait(_TICK_SECONDS):
            self._look_after()

    def _look_after(self) -> None:
        try:
            if processes.was_killed(self._folder / "cluster"):
                diagnostics.logger().error("database_killed")
                embedded.start(self._folder)
        except Exception as error:  # noqa: BLE001 -- a keeper never dies: it says what is wrong and tries again
            diagnostics.logger().error("database_not_started", where=diagnostics.where(error))

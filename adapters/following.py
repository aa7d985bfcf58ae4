"""Keeping the views up with the log: at once when told, every second otherwise, whatever goes wrong."""

from __future__ import annotations

from threading import Event, Thread

from adapters import log
from projections.projection import Log, Projection, Views
from projections.registry import PROJECTIONS
from projections.running import follow

_TICK_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0


class Follower:
    """A thread for each projection, so that one in trouble holds up no other."""

    def __init__(self, store: Log, views: Views) -> None:
        self._store = store
        self._views = views
        self._stopping = Event()
        self._news = {each.name: Event() for each in PROJECTIONS}
        self._threads = [
            Thread(target=self._run, args=(each,), name=f"follow-{each.name}", daemon=True) for each in PROJECTIONS
        ]

    def start(self) -> None:
        """Begin to follow."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Tell that something was appended."""
        for news in self._news.values():
            news.set()

    def stop(self) -> None:
        """Stop, after the batch at hand."""
        self._stopping.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout=5)

    def catch_up(self) -> None:
        """Bring every projection up to the log's end now."""
        for projection in PROJECTIONS:
            follow(projection, self._store, self._views)

    def _run(self, projection: Projection) -> None:
        pause, news = _TICK_SECONDS, self._news[projection.name]
        while not self._stopping.is_set():
            news.clear()
            try:
                follow(projection, self._store, self._views)
                pause = _TICK_SECONDS
            except Exception as error:  # noqa: BLE001 -- a follower never dies: it says what is wrong and tries again
                log.logger().error("projection_failed", projection=projection.name, where=log.where(error))
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            news.wait(pause)

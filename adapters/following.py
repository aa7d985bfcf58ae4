"""Keeping the views up with the log: at once when told, every second otherwise, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import Protocol

from adapters import log
from projections.projection import Log, Projection, Views
from projections.registry import PROJECTIONS
from projections.running import follow

_TICK_SECONDS = 1.0
# Where events come one after another, a batch of some costs little more than a batch of one. Who comes alone waits not.
_REST_SECONDS = 0.008
_SHORTEST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 3.0


class CheckedViews(Views, Protocol):
    """Views that can tell whether they belong to the log."""

    def check(self, projection: Projection) -> None:
        """Raise an error where the projection has read events that the log does not hold."""


class Leading(Protocol):
    """Which projections this process is to look after."""

    def leads(self, projection: Projection) -> bool:
        """Whether this process leads the projection, which it then does until it ends or loses its connection."""

    def led(self) -> frozenset[str]:
        """Return the names of the projections that this process leads."""

    def close(self) -> None:
        """Let others lead."""


class Bell(Protocol):
    """How processes tell one another that something was appended."""

    def start(self, heard: Callable[[], None]) -> None:
        """Begin to listen."""

    def ring(self) -> None:
        """Tell the others."""

    def stop(self) -> None:
        """End."""


class Follower:
    """A thread for each projection, so that one in trouble holds up no other."""

    def __init__(self, store: Log, views: CheckedViews, leading: Leading, bell: Bell) -> None:
        self._store = store
        self._views = views
        self._leading = leading
        self._bell = bell
        self._stopping = Event()
        self._checked: set[str] = set()
        self._news = {each.name: Event() for each in PROJECTIONS}
        self._threads = [
            Thread(target=self._run, args=(each,), name=f"follow-{each.name}", daemon=True) for each in PROJECTIONS
        ]

    def start(self) -> None:
        """Begin to follow."""
        self._bell.start(self._heard)
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Tell that something was appended: here, and to those who lead what is not led here."""
        self._heard()
        if len(self._leading.led()) < len(PROJECTIONS):
            self._bell.ring()

    def stop(self) -> None:
        """Stop, after the batch at hand."""
        self._stopping.set()
        self._heard()
        for thread in self._threads:
            thread.join(timeout=5)
        self._bell.stop()
        self._leading.close()

    def catch_up(self) -> None:
        """Bring every projection up to the log's end now."""
        for projection in PROJECTIONS:
            follow(projection, self._store, self._views)

    def _heard(self) -> None:
        for news in self._news.values():
            news.set()

    def _run(self, projection: Projection) -> None:
        pause, news = _TICK_SECONDS, self._news[projection.name]
        failing = _SHORTEST_PAUSE_SECONDS
        while not self._stopping.is_set():
            news.clear()
            try:
                self._follow(projection)
                pause, failing = _TICK_SECONDS, _SHORTEST_PAUSE_SECONDS
            except Exception as error:  # noqa: BLE001 -- a follower never dies: it says what is wrong and tries again
                log.logger().error("projection_failed", projection=projection.name, where=log.where(error))
                pause = failing
                failing = min(failing * 2, _LONGEST_PAUSE_SECONDS)
            rested = monotonic() + _REST_SECONDS
            news.wait(pause)
            self._stopping.wait(max(rested - monotonic(), 0))

    def _follow(self, projection: Projection) -> None:
        if not self._leading.leads(projection):
            self._checked.discard(projection.name)
            return
        if projection.name not in self._checked:
            self._views.check(projection)
            self._checked.add(projection.name)
        follow(projection, self._store, self._views)

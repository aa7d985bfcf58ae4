"""Keeping the views up with the log: at once when told, every second otherwise, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Thread
from time import monotonic
from typing import Protocol

from adapters.runtime import diagnostics
from projections.engine.projection import Entry, Log, Projection, Views
from projections.engine.running import advance, follow
from projections.registry import PROJECTIONS

_TICK_SECONDS = 1.0
# Where events come one after another, a batch of some costs little more than a batch of one. Who comes alone waits not.
_REST_SECONDS = 0.008
# And the longer the batches take, the longer the rests, so that requests are not kept from the processor.
_REST = 2
_PAGE = 500
_BEGINNING_SECONDS = 5.0
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
    """One thread keeps all that are well in step; who lags or fails gets one of its own, and holds up no other."""

    def __init__(self, store: Log, views: CheckedViews, leading: Leading, bell: Bell) -> None:
        self._store = store
        self._views = views
        self._leading = leading
        self._bell = bell
        self._stopping = Event()
        self._news = Event()
        self._begun = Event()
        self._checked: set[str] = set()
        self._alone: dict[str, Thread] = {}
        self._thread = Thread(target=self._run, name="follow", daemon=True)

    def start(self) -> None:
        """Begin to follow; come back when all views have been looked after once, or could not be, or it takes long."""
        self._bell.start(self._news.set)
        self._thread.start()
        self._begun.wait(_BEGINNING_SECONDS)

    def wake(self) -> None:
        """Tell that something was appended: here, and to those who lead what is not led here."""
        self._news.set()
        if len(self._leading.led()) < len(PROJECTIONS):
            self._bell.ring()

    def stop(self) -> None:
        """Stop, after the batch at hand."""
        self._stopping.set()
        self._news.set()
        for thread in (self._thread, *list(self._alone.values())):
            thread.join(timeout=5)
        self._bell.stop()
        self._leading.close()

    def catch_up(self) -> None:
        """Bring every projection up to the log's end now."""
        for projection in PROJECTIONS:
            follow(projection, self._store, self._views)

    def _run(self) -> None:
        failing = _SHORTEST_PAUSE_SECONDS
        while not self._stopping.is_set():
            self._news.clear()
            began = monotonic()
            try:
                self._follow_together()
                pause, failing = _TICK_SECONDS, _SHORTEST_PAUSE_SECONDS
            except Exception as error:  # noqa: BLE001 -- a follower never dies: it says what is wrong and tries again
                diagnostics.logger().error("projections_failed", where=diagnostics.where(error))
                pause, failing = failing, min(failing * 2, _LONGEST_PAUSE_SECONDS)
            self._begun.set()
            ended = monotonic()
            self._news.wait(pause)
            rest = max(_REST_SECONDS, (ended - began) * _REST)
            self._stopping.wait(max(ended + rest - monotonic(), 0))

    def _follow_together(self) -> None:
        ours = [each for each in PROJECTIONS if each.name not in self._alone and self._is_led(each)]
        positions = self._views.positions(ours) if ours else {}
        pages: dict[int, Sequence[Entry]] = {}
        for each in ours:
            try:
                self._check(each)
                if not self._step(each, positions[each.name], pages):
                    self._set_apart(each)
            except Exception as error:  # noqa: BLE001 -- same
                _say(each, error)
                self._set_apart(each)

    def _step(self, projection: Projection, after: int, pages: dict[int, Sequence[Entry]]) -> bool:
        """Read on by a page, the same for all that are at the same place; return whether that was the log's end."""
        if after not in pages:
            pages[after] = self._store.read(after, _PAGE)
        events = pages[after]
        return not events or (advance(projection, after, events, self._store, self._views) and len(events) < _PAGE)

    def _set_apart(self, projection: Projection) -> None:
        thread = Thread(target=self._follow_alone, args=(projection,), name=f"follow-{projection.name}", daemon=True)
        self._alone[projection.name] = thread
        thread.start()

    def _follow_alone(self, projection: Projection) -> None:
        """Follow until the projection is up to date again, whatever goes wrong on the way."""
        failing = _SHORTEST_PAUSE_SECONDS
        while not self._stopping.is_set():
            try:
                if self._is_led(projection):
                    self._check(projection)
                    follow(projection, self._store, self._views)
                break
            except Exception as error:  # noqa: BLE001 -- same
                _say(projection, error)
                self._stopping.wait(failing)
                failing = min(failing * 2, _LONGEST_PAUSE_SECONDS)
        del self._alone[projection.name]
        self._news.set()

    def _is_led(self, projection: Projection) -> bool:
        """Whether this process leads the projection; one that was lost is to be checked anew."""
        is_led = self._leading.leads(projection)
        if not is_led:
            self._checked.discard(projection.name)
        return is_led

    def _check(self, projection: Projection) -> None:
        """Make sure that the rows of a projection that is newly led are of this log."""
        if projection.name not in self._checked:
            self._views.check(projection)
            self._checked.add(projection.name)


def _say(projection: Projection, error: Exception) -> None:
    diagnostics.logger().error("projection_failed", projection=projection.name, where=diagnostics.where(error))

"""Streams already read and decoded: what is appended to a log never changes, so only news is asked for."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from eventsourcing.persistence import Notification

from domain.messages import Recorded

# An event takes some four kilobytes.
_EVENTS = 10_000


@dataclass(frozen=True)
class History:
    """A stream's events from the first on, and the last of them as the log holds it."""

    events: tuple[Recorded, ...]
    last: Notification


class Histories:
    """The streams used last, up to so many events in all; a longer stream is kept alone."""

    def __init__(self, most: int = _EVENTS) -> None:
        self._most = most
        self._size = 0
        self._lock = Lock()
        self._histories: OrderedDict[str, History] = OrderedDict()

    def get(self, stream: str) -> History | None:
        """Return what is known of the stream; there may be more in the log by now."""
        with self._lock:
            if stream in self._histories:
                self._histories.move_to_end(stream)
            return self._histories.get(stream)

    def put(self, stream: str, history: History | None) -> None:
        """Keep, or with None forget, what is known of the stream."""
        with self._lock:
            if known := self._histories.pop(stream, None):
                self._size -= len(known.events)
            if history is None:
                return
            self._histories[stream] = history
            self._size += len(history.events)
            while self._size > self._most and len(self._histories) > 1:
                _, oldest = self._histories.popitem(last=False)
                self._size -= len(oldest.events)

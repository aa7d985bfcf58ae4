"""Notifications between processes that something was appended, by PostgreSQL's LISTEN and NOTIFY.

A notification is sent after the append and on a connection of its own: inside the append's transaction it would make
committing writers queue one behind another. It may be lost; whoever waits for it looks every second anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from adapters.postgres.session import connect
from adapters.postgres.sql import QUERIES

_CONNECT_SECONDS = 3
_SILENCE_SECONDS = 1.0
_PAUSE_SECONDS = 0.5


class Notifications:
    """One thread that listens and one that notifies; each connects again whenever its connection breaks."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._wanted = Event()
        self._stopping = Event()
        self._threads: list[Thread] = []

    def start(self, heard: Callable[[], None]) -> None:
        """Begin; ``heard`` is called for each notification, and whenever some may have been missed."""
        self._threads = [
            Thread(target=self._listen, args=(heard,), name="notifications-listen", daemon=True),
            Thread(target=self._send, name="notifications-send", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def notify(self) -> None:
        """Notify the others, soon; many calls at once make one notification."""
        self._wanted.set()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        self._wanted.set()
        for thread in self._threads:
            thread.join(timeout=5)

    def _listen(self, heard: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            with suppress(psycopg.Error), self._connect() as connection:
                connection.execute(QUERIES["listen"])
                heard()
                while not self._stopping.is_set():
                    for _ in connection.notifies(timeout=_SILENCE_SECONDS, stop_after=1):
                        heard()
                    connection.execute(QUERIES["ping"])
            self._stopping.wait(_PAUSE_SECONDS)

    def _send(self) -> None:
        while not self._stopping.is_set():
            with suppress(psycopg.Error), self._connect() as connection:
                while not self._stopping.is_set():
                    self._wanted.wait()
                    self._wanted.clear()
                    connection.execute(QUERIES["notify"])
            self._stopping.wait(_PAUSE_SECONDS)

    def _connect(self) -> Connection[TupleRow]:
        session = QUERIES["notifications_session"]
        return connect(self._url, session, autocommit=True, connect_timeout=_CONNECT_SECONDS)

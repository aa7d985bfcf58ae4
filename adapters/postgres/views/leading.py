"""Who leads: one process for each consumer, by a lock that the server lets go of when its holder is gone."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from time import monotonic
from zlib import crc32

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from adapters.postgres.session import connect
from adapters.postgres.sql import QUERIES
from workflows.ports import Unavailable

_CLASS = 1179471176
_CONNECT_SECONDS = 3
_SURE_SECONDS = 0.9


def lock_number(name: str) -> list[int]:
    """Return the two numbers of a name's advisory lock."""
    number = crc32(name.encode())
    return [_CLASS, number - (1 << 32) if number >= 1 << 31 else number]


class Leading:
    """The locks of this process, on a connection of their own.

    They save work and prevent nothing: what keeps two runners from writing the same rows is the row that tracks them.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = Lock()
        self._connection: Connection[TupleRow] | None = None
        self._led: set[str] = set()
        self._sure_until = 0.0
        self._term = 0
        self._closed = False

    def leads(self, name: str) -> bool:
        """Whether this process leads the consumer, as the server said within the last second. Raises Unavailable."""
        with self._lock:
            if self._closed:  # whoever asks late takes no lock that nobody lets go of
                return False
            try:
                connection = self._open()
                if name in self._led:
                    self._make_sure(connection)
                elif connection.execute(QUERIES["take_leadership"], lock_number(name)).fetchone() == (True,):
                    self._led.add(name)
            except psycopg.Error as error:
                self._drop()
                raise Unavailable(type(error).__name__) from error
            return name in self._led

    def term(self) -> int:
        """Return a number that changes with the connection."""
        return self._term

    def led(self) -> frozenset[str]:
        """Return the names of the consumers that this process leads, as far as it knows."""
        return frozenset(self._led)

    def release(self, name: str) -> None:
        """Let another process lead the consumer; a connection that is broken has let go of it already."""
        with self._lock:
            self._led.discard(name)
            if self._connection is not None:
                with suppress(psycopg.Error):
                    self._connection.execute(QUERIES["give_up_leadership"], lock_number(name))

    def close(self) -> None:
        """Let go of everything, for good."""
        with self._lock:
            self._closed = True
            self._drop()

    def _make_sure(self, connection: Connection[TupleRow]) -> None:
        if monotonic() > self._sure_until:
            connection.execute(QUERIES["ping"])
            self._sure_until = monotonic() + _SURE_SECONDS

    def _open(self) -> Connection[TupleRow]:
        if self._connection is None:
            self._connection = connect(
                self._url, QUERIES["leading_session"], autocommit=True, connect_timeout=_CONNECT_SECONDS
            )
            self._term += 1
        return self._connection

    def _drop(self) -> None:
        self._led.clear()
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
        self._connection = None

"""Connections for views and access: transactions that end, and a database in trouble said as ``Unavailable``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from math import inf
from time import monotonic
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool, PoolTimeout
from pydantic_core import from_json

from adapters.postgres.connections import DEADLINE_SECONDS, LivingPool, PatientConnection
from adapters.postgres.faults import STATES, trouble
from adapters.postgres.identity import Identity
from adapters.postgres.sql import QUERIES
from adapters.runtime.deadline import left
from workflows.ports import Unavailable

# As many as callers come at once on an ordinary day; more are opened when there is need, and other servers want some.
_FIRST_CONNECTIONS = 4
_FILLING_SECONDS = 5.0
_TROUBLE: tuple[type[Exception], ...] = (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError, *STATES)


class UnhurriedConnection(PatientConnection):
    """A connection for work that nobody waits for: the server alone says when it has taken too long."""

    @staticmethod
    def longest_silence() -> float:
        """Return no limit."""
        return inf


class Pool:
    """A pool whose connections each hold one transaction.

    ``hurried``: for requests, which somebody waits for; otherwise for work in the background.
    """

    def __init__(self, url: str, size: int, *, hurried: bool = False) -> None:
        self.url = url
        self.identity = Identity()
        session = QUERIES["begin_request_session" if hurried else "begin_background_session"]

        def configure(connection: Connection[Any]) -> None:
            connection.execute(session)
            self.identity.check(connection)
            set_json_loads(from_json, connection)
            connection.commit()

        self._pool = LivingPool.of(url, size, PatientConnection if hurried else UnhurriedConnection, configure)
        self._pool.open()

    def connection(self) -> AbstractContextManager[Connection[Any]]:
        """Yield a connection in a transaction, committed at the end. Raises Unavailable."""
        return self._taken(autocommit=False)

    def single(self) -> AbstractContextManager[Connection[Any]]:
        """Yield a connection whose every statement is a transaction of its own: that saves one of them two round trips.

        Raises Unavailable.
        """
        return self._taken(autocommit=True)

    @contextmanager
    def _taken(self, *, autocommit: bool) -> Iterator[Connection[Any]]:
        try:
            with self._pool.connection() as connection:
                connection.autocommit = autocommit
                if connection.longest_silence() < inf:
                    connection.until = monotonic() + left(DEADLINE_SECONDS)
                with _silent_ones_closed(connection):
                    yield connection
        except _TROUBLE as error:
            raise trouble(error) from error

    def fill(self) -> None:
        """Open the first connections. Raises Unavailable."""
        fill(self._pool)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


def fill(pool: ConnectionPool[Any]) -> None:
    """Open a pool's first connections, however long that takes within reason. Raises Unavailable."""
    try:
        pool.open()
        with ExitStack() as held:
            for _ in range(min(pool.max_size, _FIRST_CONNECTIONS)):
                held.enter_context(pool.connection(timeout=_FILLING_SECONDS))
    except (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Unavailable(type(error).__name__) from error


@contextmanager
def _silent_ones_closed(connection: Connection[Any]) -> Iterator[None]:
    """Close a connection whose server did not answer: to roll back would be to wait for it once more."""
    try:
        yield
    except psycopg.OperationalError as error:
        if error.sqlstate is None:
            connection.close()
        raise

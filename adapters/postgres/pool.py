"""Connections for views and access: transactions that end, and a database in trouble said as ``Unavailable``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolTimeout

from workflows.ports import Unavailable

_CHECKOUT_SECONDS = 3.0
_CONNECT_SECONDS = 3
_SESSION = """
SET timezone = 'UTC'; SET lock_timeout = '4s'; SET statement_timeout = '30s';
SET idle_in_transaction_session_timeout = '60s'
"""


class Pool:
    """A pool whose connections each hold one transaction."""

    def __init__(self, url: str, size: int) -> None:
        self.url = url
        self._pool = ConnectionPool(
            url,
            kwargs={"connect_timeout": _CONNECT_SECONDS},
            min_size=1,
            max_size=size,
            open=False,
            configure=_configure,
            check=ConnectionPool.check_connection,
            timeout=_CHECKOUT_SECONDS,
            reconnect_timeout=2.0,
        )
        self._pool.open()

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        """Yield a connection in a transaction, committed at the end. Raises Unavailable."""
        try:
            with self._pool.connection() as connection:
                yield connection
        except (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise Unavailable(type(error).__name__) from error

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


def _configure(connection: Connection[Any]) -> None:
    connection.execute(_SESSION)
    connection.commit()

"""Connections that cannot hang: every wait ends, and a connection that fails its check is replaced."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from eventsourcing.postgres import ConnectionPool, PostgresDatastore
from psycopg import Connection
from psycopg.errors import Diagnostic
from psycopg.rows import DictRow, dict_row

RV = TypeVar("RV")

# Each shorter than the next, so that the server speaks first and we only break off when it is silent.
_SESSION = """
SET lock_timeout = '4s'; SET statement_timeout = '5s'; SET idle_in_transaction_session_timeout = '5s';
SET default_transaction_isolation = 'read committed'
"""
_SILENCE_SECONDS = 7.0
_CHECKOUT_SECONDS = 3.0
_CONNECT_SECONDS = 3
_RECONNECT_SECONDS = 2.0


class PatientConnection(Connection[DictRow]):
    """A connection that waits for so long and no longer, and remembers the server's warnings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings: list[str] = []
        self.add_notice_handler(self._remember)

    def wait(self, gen: Generator[Any, Any, RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server; OperationalError after seven seconds of silence."""
        return super().wait(gen, interval, timeout or _SILENCE_SECONDS)

    def _remember(self, notice: Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING":
            self.warnings.append(notice.sqlstate or "")


class Datastore(PostgresDatastore):
    """The library's pool of connections, made from a ``DATABASE_URL``.

    There is no way to switch on the library's database functions: they take no lock and lose events.
    """

    def __init__(self, url: str, pool_size: int = 8) -> None:
        super().__init__(dbname="", host="", port="", user="", password="", schema="log")
        self.pool = ConnectionPool(
            url,
            connection_class=PatientConnection,
            kwargs={
                "row_factory": dict_row,
                "connect_timeout": _CONNECT_SECONDS,
                "keepalives_idle": 5,
                "keepalives_interval": 2,
                "keepalives_count": 3,
                "tcp_user_timeout": 7000,
            },
            min_size=1,
            max_size=pool_size,
            open=False,
            configure=_configure,
            check=ConnectionPool.check_connection,
            timeout=_CHECKOUT_SECONDS,
            reconnect_timeout=_RECONNECT_SECONDS,
        )

    def register_type_adapters(self) -> None:
        """Do nothing: our statements need no composite type, and starting needs no database."""


def _configure(connection: psycopg.Connection[Any]) -> None:
    connection.autocommit = True
    connection.execute(_SESSION)

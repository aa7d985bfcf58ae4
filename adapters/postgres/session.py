"""A connection's settings: the same whatever the role, the database, the environment or a service file would have."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from adapters.postgres.sql import QUERIES

# Said when connecting: the driver goes by it before any statement could.
ENCODING = "UTF8"


def connect(
    url: str, *sessions: LiteralString, autocommit: bool = False, connect_timeout: int | None = None
) -> Connection[TupleRow]:
    """Return a connection with our settings, and with those that these statements add."""
    connection = psycopg.connect(url, autocommit=True, connect_timeout=connect_timeout, client_encoding=ENCODING)
    try:
        settle(connection, *sessions)
    except BaseException:
        connection.close()
        raise
    connection.autocommit = autocommit
    return connection


def settle(connection: Connection[Any], *sessions: LiteralString) -> None:
    """Give a connection our settings, and those that these statements add."""
    autocommit, connection.autocommit = connection.autocommit, True
    for statement in (QUERIES["begin_session"], *sessions):
        connection.execute(statement)
    connection.autocommit = autocommit

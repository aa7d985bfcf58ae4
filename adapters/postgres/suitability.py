"""What a database must be, looked at before anything is changed in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from adapters.postgres.connections import PatientConnection
from adapters.postgres.session import ENCODING
from adapters.postgres.sql import QUERIES

OLDEST = 15
_CONNECT_SECONDS = 10

# In this order two connections meet at one server process if a pooler shares it, whether it gives out the one used
# last or the one that has rested longest.
_ORDER = (0, 0, 1, 1, 0)

_TOO_OLD = "The server is PostgreSQL {found}: Femsteg needs {oldest} or later. Nothing was changed."
_POOLED = (
    "DATABASE_URL leads to a pooler that gives a connection for one transaction at a time. Femsteg needs connections\n"
    "of its own: set the pool mode to session for it, or name the server itself."
)
_ALONE = (
    "There is no second connection to be had. A server of Femsteg's takes up to two for each of FEMSTEG_POOL_SIZE\n"
    "and 25 more: let the pooler, the role and the database have as many."
)
_ENCODED = (
    "The database keeps text as {encoding}, which cannot hold all that is written: make one with\n"
    "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0. A backup of this one can be restored there."
)
_STANDBY = "The server is a standby, which can only be read: DATABASE_URL must name the primary."
_READ_ONLY = (
    "The database is read-only for this user (default_transaction_read_only): Femsteg starts when it can be written to."
)


class UnsuitableDatabase(RuntimeError):
    """Femsteg cannot use the database as it is; the message says why, and what to do."""


def check_suitable(url: str, *, writing: bool = True) -> None:
    """Look at the server and the way to it; ``writing``: at what it takes to change the database, too.

    Raises UnsuitableDatabase.
    """
    with _looking(url) as first:
        if first.info.server_version < OLDEST * 10_000:
            found = first.info.parameter_status("server_version")
            raise UnsuitableDatabase(_TOO_OLD.format(found=found, oldest=OLDEST))
        try:
            with _looking(url) as second:
                _check_own_connections(first, second)
        except psycopg.OperationalError as error:
            if error.sqlstate:
                raise
            raise UnsuitableDatabase(_ALONE) from error
        if writing:
            _check_writable(first)


@contextmanager
def _looking(url: str) -> Iterator[Connection[TupleRow]]:
    """Yield a connection with the settings that it inherits, which are what is looked at."""
    connection = PatientConnection.connect(
        url, autocommit=True, connect_timeout=_CONNECT_SECONDS, client_encoding=ENCODING
    )
    with connection:
        yield connection


def _check_own_connections(*connections: Connection[TupleRow]) -> None:
    processes: tuple[set[int], ...] = tuple(set() for _ in connections)
    for index in _ORDER:
        row = connections[index].execute(QUERIES["server_process"]).fetchone()
        processes[index].update(row or ())
    if len(set().union(*processes)) < len(connections) or any(len(each) > 1 for each in processes):
        raise UnsuitableDatabase(_POOLED)


def _check_writable(connection: Connection[TupleRow]) -> None:
    row = connection.execute(QUERIES["database_kind"]).fetchone()
    encoding, standby, read_only = row or ("", False, False)
    if encoding != "UTF8":
        raise UnsuitableDatabase(_ENCODED.format(encoding=encoding))
    if read_only:
        raise UnsuitableDatabase(_STANDBY if standby else _READ_ONLY)

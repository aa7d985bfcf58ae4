"""The log's connections: a pool for those who read, and one of them for all who write."""

from __future__ import annotations

from typing import Any, cast

import psycopg
from eventsourcing.postgres import ConnectionPool, PostgresDatastore
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from adapters.postgres.connections import LivingPool, PatientConnection
from adapters.postgres.identity import Identity
from adapters.postgres.log.appending import STATEMENTS
from adapters.postgres.log.pipeline import Pipeline
from adapters.postgres.sql import QUERIES


class Datastore(PostgresDatastore):
    """The library's pool of connections, made from a ``DATABASE_URL``.

    There is no way to switch on the library's database functions: they take no lock and lose events.
    ``readers``: how many may read at once.
    """

    def __init__(self, url: str, readers: int = 8) -> None:
        super().__init__(dbname="", host="", port="", user="", password="", schema="log")
        self.identity = Identity()
        pool = LivingPool.of(url, readers + 1, PatientConnection, self._configure, row_factory=dict_row)
        self.pool = cast("ConnectionPool[Connection[DictRow]]", pool)
        self.pipeline = Pipeline(pool, STATEMENTS)

    def close(self) -> None:
        """Close the connections."""
        self.pipeline.close()
        super().close()

    def register_type_adapters(self) -> None:
        """Do nothing: our statements need no composite type, and starting needs no database."""

    def _configure(self, connection: psycopg.Connection[Any]) -> None:
        connection.autocommit = True
        connection.execute(QUERIES["begin_log_session"])
        self.identity.check(connection)

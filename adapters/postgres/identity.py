"""Which installation a database is: looked up over each new connection, since behind an address it may be another."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import tuple_row

from adapters.postgres.faults import STATES
from adapters.postgres.sql import QUERIES
from adapters.runtime import diagnostics


class Identity:
    """What the database was found to be at the start; any at first."""

    def __init__(self) -> None:
        self.known: tuple[str, str] | None = None

    def check(self, connection: Connection[Any]) -> None:
        """Raise OperationalError where the database is another county's, or holds the other kind of data."""
        if self.known is None:
            return
        try:
            found = connection.cursor(row_factory=tuple_row).execute(QUERIES["installation"]).fetchone()
        except STATES:  # whoever uses the connection is told what is wrong
            connection.rollback()
            return
        if found is not None and found != self.known:
            diagnostics.logger().error("another_installation")
            raise psycopg.OperationalError("the database is another installation's")

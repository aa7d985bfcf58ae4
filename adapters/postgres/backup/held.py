"""What a database holds, to be told and to be compared with a backup of it."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import TupleRow

from adapters.postgres.installation import Kind
from adapters.postgres.session import connect
from adapters.postgres.sql import QUERIES


@dataclass(frozen=True)
class Held:
    """Events and their last position, receipts, valid tokens, and whose log it is."""

    events: int
    head: int
    receipts: int
    tokens: int
    kind: Kind
    county: str
    epoch: str


def held(url: str) -> Held | None:
    """Return what a database holds, None if it is not Femsteg's or was never used."""
    with connect(url, autocommit=True) as connection:
        exists = connection.execute(QUERIES["table_exists"], ["log.installation"]).fetchone()
        return held_in(connection) if exists == (True,) else None


def held_in(connection: Connection[TupleRow]) -> Held | None:
    """Return what Femsteg's schemas hold, None if they were never used."""
    row = connection.execute(QUERIES["held"]).fetchone()
    return Held(*row) if row else None

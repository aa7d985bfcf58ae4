"""How far each consumer of the log has read, and what it has set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from projections.engine.projection import Parked, Subscription

_SCHEMA = "CREATE SCHEMA views"
_TABLES = """
CREATE TABLE IF NOT EXISTS views.tracking (
    projection text NOT NULL, version integer NOT NULL, position bigint NOT NULL DEFAULT 0,
    generation integer NOT NULL DEFAULT 0, event_id text,
    PRIMARY KEY (projection, version)
);
CREATE TABLE IF NOT EXISTS views.parked (
    projection text NOT NULL, version integer NOT NULL, stream text NOT NULL, event_id text NOT NULL,
    position bigint NOT NULL, error text NOT NULL,
    PRIMARY KEY (projection, version, position)
);
CREATE TABLE IF NOT EXISTS views.origin (
    only_row boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (only_row),
    epoch text NOT NULL, system_identifier text NOT NULL
)
"""


class Superseded(Exception):
    """What a process that was given up wanted to write into tables that are another's by now."""


@dataclass(frozen=True)
class Tracked:
    """A position and its event; the generation grows when the tables are exchanged for others."""

    position: int
    generation: int
    event_id: str | None


def make_tracking(connection: Connection[Any]) -> None:
    """Make the tables that are not there; the schema may have been made by someone who may."""
    if connection.execute("SELECT to_regnamespace('views')").fetchone() == (None,):
        connection.execute(_SCHEMA)
    connection.execute(_TABLES)


def tracked(connection: Connection[Any], of: Subscription, place: str = "", *, locking: bool = False) -> Tracked | None:
    """Return how far a consumer has read; with ``locking`` nobody else moves it until the transaction's end."""
    statement = (
        "SELECT position, generation, event_id FROM views.tracking WHERE projection = %s AND version = %s FOR UPDATE"
        if locking
        else "SELECT position, generation, event_id FROM views.tracking WHERE projection = %s AND version = %s"
    )
    found = connection.execute(statement, [of.name + place, of.version]).fetchone()
    return Tracked(*found) if found else None


def parked(connection: Connection[Any], of: Subscription, place: str = "") -> list[Parked]:
    """Return the events that a consumer has set aside, in the log's order."""
    found = connection.execute(
        "SELECT stream, event_id, position, error FROM views.parked"
        " WHERE projection = %s AND version = %s ORDER BY position",
        [of.name + place, of.version],
    )
    return [Parked(*row) for row in found]


def park(connection: Connection[Any], of: Subscription, events: Sequence[Parked], place: str = "") -> None:
    """Set events aside."""
    if not events:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO views.parked VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [[of.name + place, of.version, each.stream, each.event_id, each.position, each.error] for each in events],
        )


def move(connection: Connection[Any], of: Subscription, to: int, event_id: str | None, place: str = "") -> None:
    """Note how far a consumer has read, and the last event's id."""
    connection.execute(
        "UPDATE views.tracking SET position = %s, event_id = %s WHERE projection = %s AND version = %s",
        [to, event_id, of.name + place, of.version],
    )


def begin_load(connection: Connection[Any], subscriptions: Iterable[Subscription], place: str) -> str:
    """Note that tables are to be filled, and return a token that no other filling has."""
    found = connection.execute("SELECT pg_current_xact_id()::text").fetchone()
    token = str(found and found[0])
    for each in subscriptions:
        connection.execute(
            "INSERT INTO views.tracking (projection, version, event_id) VALUES (%s, %s, %s)",
            [each.name + place, each.version, token],
        )
    return token


def load_on(connection: Connection[Any], of: Subscription, events: int, token: str, place: str) -> None:
    """Count events that were written. Raises Superseded when the tables belong to another filling."""
    found = connection.execute(
        "UPDATE views.tracking SET position = position + %s WHERE projection = %s AND version = %s AND event_id = %s",
        [events, of.name + place, of.version, token],
    )
    if not found.rowcount:
        raise Superseded

"""How far each projection has read, and what it has set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from projections.projection import Parked, Projection

TRACKING = """
CREATE SCHEMA IF NOT EXISTS views;
CREATE TABLE IF NOT EXISTS views.tracking (
    projection text NOT NULL, version integer NOT NULL, position bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (projection, version)
);
ALTER TABLE views.tracking ADD COLUMN IF NOT EXISTS generation integer NOT NULL DEFAULT 0;
ALTER TABLE views.tracking ADD COLUMN IF NOT EXISTS event_id text;
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


@dataclass(frozen=True)
class Tracked:
    """A position and its event; the generation grows when the tables are exchanged for others."""

    position: int
    generation: int
    event_id: str | None


def tracked(
    connection: Connection[Any], projection: Projection, place: str = "", *, locking: bool = False
) -> Tracked | None:
    """Return how far a projection has read; with ``locking`` nobody else moves it until the transaction's end."""
    statement = (
        "SELECT position, generation, event_id FROM views.tracking WHERE projection = %s AND version = %s FOR UPDATE"
        if locking
        else "SELECT position, generation, event_id FROM views.tracking WHERE projection = %s AND version = %s"
    )
    found = connection.execute(statement, [projection.name + place, projection.version]).fetchone()
    return Tracked(*found) if found else None


def parked(connection: Connection[Any], projection: Projection, place: str = "") -> list[Parked]:
    """Return the events that a projection has set aside, in the log's order."""
    found = connection.execute(
        "SELECT stream, event_id, position, error FROM views.parked"
        " WHERE projection = %s AND version = %s ORDER BY position",
        [projection.name + place, projection.version],
    )
    return [Parked(*row) for row in found]


def park(connection: Connection[Any], projection: Projection, events: Sequence[Parked], place: str = "") -> None:
    """Set events aside."""
    if not events:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO views.parked VALUES (%s, %s, %s, %s, %s, %s)",
            [
                [projection.name + place, projection.version, each.stream, each.event_id, each.position, each.error]
                for each in events
            ],
        )

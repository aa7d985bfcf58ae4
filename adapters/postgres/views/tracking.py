"""How far each consumer of the log has read, and what it has set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from adapters.postgres.sql import QUERIES
from projections.engine.log import Subscription
from projections.engine.rows import Parked


class Superseded(Exception):
    """What a process that was given up wanted to write into tables that are another's by now."""


@dataclass(frozen=True)
class Tracked:
    """A position and its event; the generation grows when the tables are exchanged for others.

    ``is_of_log``: whether the log holds that event at that position; looked up with the locking alone.
    """

    position: int
    generation: int
    event_id: str | None
    is_of_log: bool = True


def make_tracking(connection: Connection[Any]) -> None:
    """Make the tables that are not there; the schema may have been made by someone who may."""
    if connection.execute(QUERIES["views_schema"]).fetchone() == (None,):
        connection.execute(QUERIES["create_views_schema"])
    connection.execute(QUERIES["create_views_books"])


def tracked(connection: Connection[Any], of: Subscription, place: str = "", *, locking: bool = False) -> Tracked | None:
    """Return how far a consumer has read; with ``locking`` nobody else moves it until the transaction's end."""
    statement = QUERIES["tracked_locking" if locking else "tracked"]
    found = connection.execute(statement, [of.name + place, of.version]).fetchone()
    return Tracked(*found) if found else None


def parked(connection: Connection[Any], of: Subscription, place: str = "") -> list[Parked]:
    """Return the events that a consumer has set aside, in the log's order."""
    found = connection.execute(QUERIES["parked"], [of.name + place, of.version])
    return [Parked(*row) for row in found]


def park(connection: Connection[Any], of: Subscription, events: Sequence[Parked], place: str = "") -> None:
    """Set events aside."""
    if not events:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            QUERIES["park"],
            [[of.name + place, of.version, each.stream, each.event_id, each.position, each.error] for each in events],
        )


def move(connection: Connection[Any], of: Subscription, to: int, event_id: str | None, place: str = "") -> None:
    """Note how far a consumer has read, and the last event's id."""
    connection.execute(
        QUERIES["move"],
        [to, event_id, of.name + place, of.version],
    )


def begin_load(connection: Connection[Any], subscriptions: Iterable[Subscription], place: str) -> str:
    """Note that tables are to be filled, and return a token that no other filling has."""
    found = connection.execute(QUERIES["transaction_id"]).fetchone()
    token = str(found and found[0])
    for each in subscriptions:
        connection.execute(QUERIES["begin_filling"], [each.name + place, each.version, token])
    return token


def load_on(connection: Connection[Any], of: Subscription, events: int, token: str, place: str) -> None:
    """Count events that were written. Raises Superseded when the tables belong to another filling."""
    found = connection.execute(
        QUERIES["count_filled"],
        [events, of.name + place, of.version, token],
    )
    if not found.rowcount:
        raise Superseded

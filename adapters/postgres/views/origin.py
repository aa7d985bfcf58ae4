"""Whether the rows come of the very log that lies beside them.

A restored or failed-over log can hand out positions again that projections have passed: they would skip new events
without a word. So each consumer remembers the last event that it read, and all of them the log's epoch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from adapters.postgres.migrate import SchemaMismatchError
from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.tables import statement_on, table
from adapters.runtime.consumers import WrongLog
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.engine.log import Subscription


class AnotherLog(WrongLog, SchemaMismatchError):
    """The views were made from another log, or from events that this log has lost."""


@dataclass(frozen=True)
class Lost:
    """Entries that ``readers`` have read and that the log does not hold: how many, and from which position on."""

    entries: int
    first: int
    readers: tuple[str, ...]

    def __str__(self) -> str:
        many = "1 entry that was read is" if self.entries == 1 else f"{self.entries} entries that were read are"
        return f"{many} missing from the log, from position {self.first} on"


def check_origin(connection: Connection[Any], subscriptions: Iterable[Subscription]) -> None:
    """Compare epoch, server and each consumer's last event with the log; note the first two on a first start.

    Raises AnotherLog.
    """
    now = connection.execute(QUERIES["log_here"]).fetchone()
    then = connection.execute(QUERIES["origin"]).fetchone()
    if then is None or then[0] == "":
        note_origin(connection)
    elif then != now:
        raise AnotherLog(_told("The views were made from another log than this one."))
    if found := lost(connection, subscriptions):
        raise AnotherLog(_told(f"{', '.join(found.readers)}: {found}."), found.entries, found.first)


def note_origin(connection: Connection[Any]) -> None:
    """Let the log that is here now be the one that the rows come of."""
    now = connection.execute(QUERIES["log_here"]).fetchone()
    connection.execute(QUERIES["note_origin"], now)


def lost(connection: Connection[Any], subscriptions: Iterable[Subscription]) -> Lost | None:
    """Return what consumers have read that the log does not hold, None where it holds all of it."""
    rows = connection.execute(QUERIES["read_but_not_there"]).fetchall()
    found = {(name, version): (position, head) for name, version, position, head in rows}
    astray = [each for each in subscriptions if (each.name, each.version) in found]
    if not astray:
        return None
    reached, head = max(found[each.name, each.version] for each in astray)
    count, first = _by_the_trail(connection)
    if not count:
        count, first = (reached - head, head + 1) if reached > head else (1, reached)
    return Lost(count, first, tuple(each.name for each in astray))


def lost_entries(pool: Pool, subscriptions: Iterable[Subscription]) -> Lost | None:
    """Return what ``lost`` would, on a connection of the pool's."""
    with pool.connection() as connection:
        return lost(connection, subscriptions)


def _by_the_trail(connection: Connection[Any]) -> tuple[int, int]:
    """Return how many entries the trail has seen that are gone, and the first one's position."""
    name = table(AUDIT_TRAIL, TrailRow).as_string(connection)
    if connection.execute(QUERIES["table_exists"], [name]).fetchone() != (True,):
        return 0, 0
    found = connection.execute(statement_on("entries_lost", AUDIT_TRAIL, TrailRow)).fetchone()
    return (found[0], found[1] or 0) if found else (0, 0)


def _told(what: str) -> str:
    return f"{what} Where this is the right log, make the views anew with: femsteg rebuild all"


def accept_this_log(pool: Pool) -> None:
    """Let the log that is here now be the one that the rows come of, once they are made anew from it."""
    with pool.connection() as connection:
        note_origin(connection)

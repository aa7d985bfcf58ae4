"""Whether the rows come of the very log that lies beside them.

A restored or failed-over log can hand out positions again that projections have passed: they would skip new events
without a word. So each consumer remembers the last event that it read, and all of them the log's epoch.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg import Connection

from adapters.postgres.migrate import SchemaMismatchError
from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.tracking import tracked
from adapters.runtime.consumers import WrongLog
from projections.engine.log import Subscription


class AnotherLog(SchemaMismatchError, WrongLog):
    """The views were made from another log, or from events that this log has lost."""


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
    for each in subscriptions:
        _check_last(connection, each)


def note_origin(connection: Connection[Any]) -> None:
    """Let the log that is here now be the one that the rows come of."""
    now = connection.execute(QUERIES["log_here"]).fetchone()
    connection.execute(QUERIES["forget_origin"])
    connection.execute(QUERIES["note_origin"], now)


def _check_last(connection: Connection[Any], of: Subscription) -> None:
    found = tracked(connection, of)
    if found is None or found.position == 0 or found.event_id is None:
        return
    there = connection.execute(QUERIES["event_at"], [found.position]).fetchone()
    if there != (found.event_id,):
        raise AnotherLog(_told(f"{of.name} has read events that the log does not hold."))


def _told(what: str) -> str:
    return f"{what} Make them anew with: femsteg rebuild all"


def accept_this_log(pool: Pool) -> None:
    """Let the log that is here now be the one that the rows come of, once they are made anew from it."""
    with pool.connection() as connection:
        note_origin(connection)

"""Restoring a backup: in one transaction, which ends well only if all came that was to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from adapters.postgres.access import Token, valid_tokens
from adapters.postgres.backup.companion import Backup, BackupError
from adapters.postgres.backup.held import Held, held_in
from adapters.postgres.backup.script import replay
from adapters.postgres.migrate import check_known, in_the_way, migrations
from adapters.postgres.session import connect
from adapters.postgres.sql import QUERIES


@dataclass(frozen=True)
class Restored:
    """What the database holds now, and the tokens that open it: those that were valid when the backup was made."""

    held: Held
    tokens: list[Token]


def restore(url: str, backup: Backup, *, revoked_at: datetime | None = None) -> Restored:
    """Fill an empty database, wholly or not at all; ``revoked_at``: revoke all tokens in it, too.

    Raises BackupError, and SchemaMismatchError for a backup of a newer version.
    """
    try:
        with connect(url) as connection:
            if names := in_the_way(connection):
                raise BackupError(f"the database is not empty ({names}): restore into a new one")
            replay(connection, backup.file)
            check_known(connection, migrations())
            _check(connection, backup)
            connection.execute(QUERIES["end_all_sessions"])
            if revoked_at:
                connection.execute(QUERIES["revoke_all_tokens"], [revoked_at])
            tokens = valid_tokens(connection)
            return Restored(replace(backup.held, tokens=len(tokens)), tokens)
    except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege):
        raise
    except psycopg.Error as error:
        raise BackupError(f"{backup.file} cannot be restored: {error.diag.message_primary or error}") from error


def _check(connection: Connection[TupleRow], backup: Backup) -> None:
    found, holes = held_in(connection), connection.execute(QUERIES["streams_with_holes"]).fetchone()
    if found != backup.held:
        raise BackupError(f"the backup is said to hold {backup.held}, and holds {found}: nothing was restored")
    if holes != (0,):
        raise BackupError(f"{holes and holes[0]} streams of the backup have holes: nothing was restored")

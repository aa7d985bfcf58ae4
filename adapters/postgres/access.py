"""Who may come in: API tokens and signed-in sessions, kept as hashes of their secrets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex, token_urlsafe
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.errors import DiskFull, ReadOnlySqlTransaction
from psycopg.rows import dict_row

from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from domain.people import Actor
from domain.values import Role

_IDLE = timedelta(minutes=30)
_ABSOLUTE = timedelta(hours=8)
# A session's use is noted so seldom, and so much longer does it last: whoever reads pages causes few writes.
_NOTED_EVERY = timedelta(minutes=1)
_PREFIX = "femsteg_"


@dataclass(frozen=True)
class Token:
    """A token as an operator lists it; the secret is shown once, when it is made."""

    id: UUID
    actor_ref: str
    role: str
    municipality: str | None
    label: str
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class Session:
    """Someone signed in: who, in which language, the value that forms must carry, and until when.

    ``ends_at``: unless it is used before; ``expires_at``: however much it is used.
    """

    actor: Actor
    language: str
    csrf: str
    ends_at: datetime
    expires_at: datetime


def new_person_ref() -> str:
    """Return a random pseudonym."""
    return f"p-{token_hex(16)}"


def _hash(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


class PostgresAccess:
    """Tokens and sessions in the schema ``access``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def create_token(self, actor: Actor, label: str, token_id: UUID, now: datetime) -> str:
        """Store a token for this person and return its secret, which is kept nowhere."""
        secret = _PREFIX + token_urlsafe(32)
        with self._pool.connection() as connection:
            connection.execute(
                QUERIES["create_token"],
                [token_id, _hash(secret), actor.ref, str(actor.role), actor.municipality, label, now],
            )
        return secret

    def tokens(self) -> list[Token]:
        """Return every token, the newest first."""
        with self._pool.single() as connection:
            return _tokens(connection)

    def revoke_token(self, token_id: UUID, now: datetime) -> bool:
        """Revoke a token and end the sessions that came of it; return whether there was one."""
        with self._pool.connection() as connection:
            found = connection.execute(
                QUERIES["revoke_token"],
                [now, token_id],
            ).fetchone()
            connection.execute(QUERIES["end_sessions_of_token"], [token_id])
        return found is not None

    def has_any(self) -> bool:
        """Whether anyone at all can come in."""
        with self._pool.single() as connection:
            found = connection.execute(QUERIES["any_token"]).fetchone()
        return found is not None

    def holder(self, secret: str) -> tuple[Actor, UUID] | None:
        """Return whom a token's secret stands for, and the token's id."""
        with self._pool.single() as connection, connection.cursor(row_factory=dict_row) as cursor:
            row = cursor.execute(
                QUERIES["holder_of_token"],
                [_hash(secret)],
            ).fetchone()
        return (_actor(row), row["id"]) if row else None

    def coordinators(self) -> list[str]:
        """Return the pseudonyms of those who may come in as coordinators."""
        with self._pool.single() as connection:
            rows = connection.execute(QUERIES["coordinators"], [str(Role.COORDINATOR)])
            return [str(row[0]) for row in rows]

    def sign_in(
        self, actor: Actor, token_id: UUID | None, language: str, now: datetime, earlier: str | None = None
    ) -> str:
        """Open a session in place of an earlier one of the same browser, and return its secret, for the cookie."""
        secret = token_urlsafe(32)
        with self._sessions() as connection:
            connection.execute(QUERIES["delete_expired_sessions"], [now])
            connection.execute(QUERIES["end_session"], [_hash(earlier or "")])
            connection.execute(
                QUERIES["open_session"],
                [
                    _hash(secret),
                    token_id,
                    actor.ref,
                    str(actor.role),
                    actor.municipality,
                    language,
                    token_urlsafe(24),
                    now,
                    now,
                    now + _ABSOLUTE,
                ],
            )
        return secret

    def session(self, secret: str, now: datetime, *, is_use: bool = True) -> Session | None:
        """Return the session, unless its token was revoked, or it has rested for half an hour or lasted for eight.

        ``is_use``: whether somebody is there, so that it rests no longer.
        """
        with self._pool.single() as connection, connection.cursor(row_factory=dict_row) as cursor:
            row = cursor.execute(QUERIES["session"], [_hash(secret), now, now - _IDLE - _NOTED_EVERY]).fetchone()
            if row and is_use and row["last_seen_at"] <= now - _NOTED_EVERY and _note_use(connection, secret, now):
                row["last_seen_at"] = now
        return _session(row) if row else None

    def set_language(self, secret: str, language: str) -> None:
        """Keep the language that the person chose."""
        with self._sessions() as connection:
            connection.execute(QUERIES["set_language"], [language, _hash(secret)])

    def sign_out(self, secret: str) -> None:
        """End the session."""
        with self._sessions() as connection:
            connection.execute(QUERIES["end_session"], [_hash(secret)])

    @contextmanager
    def _sessions(self) -> Iterator[Connection[Any]]:
        """Yield a connection that changes sessions: who comes and goes waits for no standby."""
        with self._pool.connection() as connection:
            connection.execute(QUERIES["commit_locally"])
            yield connection


def _session(row: dict[str, Any]) -> Session:
    ends_at = min(row["last_seen_at"] + _IDLE + _NOTED_EVERY, row["expires_at"])
    return Session(_actor(row), row["language"], row["csrf"], ends_at, row["expires_at"])


def _note_use(connection: Connection[Any], secret: str, now: datetime) -> bool:
    """Note that a session was used, where that is done at once: nobody waits for it, and no page is refused by it."""
    with suppress(DiskFull, ReadOnlySqlTransaction), connection.transaction():
        connection.execute(QUERIES["commit_asynchronously"])
        return connection.execute(QUERIES["note_use"], [now, _hash(secret)]).rowcount > 0
    return False


def valid_tokens(connection: Connection[Any]) -> list[Token]:
    """Return the tokens that let someone come in, the newest first."""
    return [each for each in _tokens(connection) if each.revoked_at is None]


def _tokens(connection: Connection[Any]) -> list[Token]:
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(QUERIES["list_tokens"])
        return [Token(**row) for row in cursor]


def _actor(row: dict[str, Any]) -> Actor:
    return Actor(ref=row["actor_ref"], role=Role(row["role"]), municipality=row["municipality"])

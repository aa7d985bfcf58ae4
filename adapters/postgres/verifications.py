"""Verifications: whose turn it is, and what came of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection
from psycopg.types.json import Jsonb

from adapters.postgres.faults import trouble
from adapters.postgres.pool import Pool
from adapters.postgres.session import connect
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.leading import lock_number
from adapters.runtime.verification import KEPT_OF_A_KIND, Finding, Kind, Outcome, UnderWay, Verification
from domain.people import Actor

_TURN = lock_number("verification")
_CONNECT_SECONDS = 3


class PostgresVerifications:
    """The table of verifications; who has asked for one first holds the turn (``turn``)."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def all(self) -> list[Verification]:
        """Return what came of the verifications, the latest first."""
        found = self._read()
        if not found or found[0].outcome:
            return found
        newest = found[0].run_id
        with self._pool.single() as connection:
            is_held = connection.execute(QUERIES["verification_is_under_way"], _TURN).fetchone() == (True,)
        if is_held:
            return [replace(each, is_alive=each.run_id == newest) for each in found]
        return self._read()  # it may have come to its end between the two questions

    def _read(self) -> list[Verification]:
        with self._pool.single() as connection:
            return [_verification(*row) for row in connection.execute(QUERIES["verifications"])]

    def is_known(self, run_id: UUID) -> bool:
        """Whether a run was asked for."""
        with self._pool.single() as connection:
            return connection.execute(QUERIES["verification_is_known"], [run_id]).fetchone() == (True,)

    def ask(self, run_id: UUID, kinds: Sequence[Kind], actor: Actor | None, version: str) -> None:
        """Note what is to be verified, and forget the oldest."""
        role = str(actor.role) if actor else None
        with self._pool.connection() as connection:
            connection.execute(QUERIES["ask_for_verification"], [run_id, actor and actor.ref, role, version, [*kinds]])
            connection.execute(QUERIES["forget_verifications"], [KEPT_OF_A_KIND])

    def begin(self, run_id: UUID, kind: Kind) -> None:
        """Note that a verification has begun."""
        with self._pool.single() as connection:
            connection.execute(QUERIES["begin_verification"], [run_id, kind])

    def progress(self, run_id: UUID, kind: Kind, percent: int) -> None:
        """Note how far a verification has come."""
        with self._pool.single() as connection:
            connection.execute(QUERIES["note_verification"], [percent, run_id, kind])

    def end(self, run_id: UUID, kind: Kind, outcome: Outcome) -> None:
        """Note what came of a verification."""
        findings = Jsonb([asdict(each) for each in outcome.findings])
        values = [outcome.position, outcome.checked, outcome.breaches, findings, run_id, kind]
        with self._pool.single() as connection:
            connection.execute(QUERIES["end_verification"], values)


@contextmanager
def turn(url: str) -> Iterator[None]:
    """Be the only one who verifies this database; the server lets go of it when its holder is gone.

    Waits a second for one that is just ending. Raises UnderWay, or Unavailable.
    """
    # On a connection of its own, which no other work has to do without for as long as this takes.
    try:
        connection = connect(url, QUERIES["verifying_session"], connect_timeout=_CONNECT_SECONDS)
    except psycopg.Error as error:
        raise trouble(error) from error
    with closing(connection):
        _take(connection)
        yield
        with suppress(psycopg.Error):
            connection.rollback()  # it is let go of before anybody else asks


def _take(connection: Connection[Any]) -> None:
    try:
        connection.execute(QUERIES["wait_for_lock"], _TURN)
    except psycopg.errors.LockNotAvailable as error:
        raise UnderWay from error
    except psycopg.Error as error:
        raise trouble(error) from error


def _verification(
    run_id: UUID,
    kind: Kind,
    actor_ref: str | None,
    role: str | None,
    version: str,
    asked_at: datetime,
    began_at: datetime | None,
    progress: int,
    ended_at: datetime | None,
    position: int | None,
    checked: int | None,
    breaches: int | None,
    findings: Sequence[dict[str, Any]],
) -> Verification:
    outcome = None
    if position is not None and breaches is not None:
        outcome = Outcome(position, checked or 0, breaches, tuple(Finding(**each) for each in findings))
    return Verification(
        run_id, kind, actor_ref, role, version, asked_at, began_at, progress, ended_at, outcome, is_alive=False
    )

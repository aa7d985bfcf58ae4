"""Connections that cannot hang: every wait ends, and a connection that fails its check is replaced."""

from __future__ import annotations

import select
from collections.abc import Callable, Generator
from math import inf
from time import monotonic
from typing import Any, TypeVar

import psycopg
from eventsourcing import persistence
from eventsourcing.persistence import OperationalError, PersistenceError
from eventsourcing.postgres import ConnectionPool
from psycopg import Connection
from psycopg.errors import AdminShutdown, Diagnostic

from adapters.postgres.session import ENCODING, settle
from adapters.runtime.deadline import left

RV = TypeVar("RV")

# A request is answered within five seconds, also one that had to wait until another gave up: so each wait is short, and
# shorter than the next, so that the server speaks first and we only break off when it is silent.
DEADLINE_SECONDS = 4.5
_SILENCE_SECONDS = 4.0
_CHECKOUT_SECONDS = 1.5
_CONNECT_SECONDS = 2
_RECONNECT_SECONDS = 2.0
_TRUSTED_SECONDS = 1.0
_MOMENT_SECONDS = 0.005
_LEAST_SECONDS = 0.05


class AnswerLost(OperationalError):
    """The statement was sent, and nobody said whether it was committed."""


class Dismissed(AnswerLost):
    """The server broke off and said so: what it had not committed by then, it never will."""


def lost(pool: ConnectionPool[Any], error: BaseException) -> AnswerLost:
    """Return what is known of a statement whose connection, one of the pool's, ended so."""
    if isinstance(error, AdminShutdown):
        # The idle ones may be dying too, and not know it yet.
        pool.drain()
        return Dismissed("connection")
    return AnswerLost("connection")


def translated(error: psycopg.Error) -> PersistenceError:
    """Return the library's error of the same name as the driver's."""
    names = (each.__name__ for each in type(error).__mro__)
    kind: type[PersistenceError] = next(getattr(persistence, each) for each in names if hasattr(persistence, each))
    return kind(str(error))


class PatientConnection(Connection[Any]):
    """A connection that waits for so long and no longer, and remembers the server's warnings.

    ``until``: when whoever uses it gives up, by the monotonic clock.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings: list[str] = []
        self.until = inf
        self._used = monotonic()
        self._unasked = select.poll()
        self._unasked.register(self.pgconn.socket, select.POLLIN)
        self.add_notice_handler(self._remember)

    @staticmethod
    def longest_silence() -> float:
        """Return after how many seconds without an answer a statement is given up."""
        return _SILENCE_SECONDS

    def wait(self, gen: Generator[Any, Any, RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server; OperationalError after too long a silence."""
        limit = min(max(self.until - monotonic(), _LEAST_SECONDS), self.longest_silence())
        result = super().wait(gen, interval, timeout or (limit if limit < inf else None))
        self.heard()
        return result

    def heard(self) -> None:
        """Note that the server has answered just now."""
        self._used = monotonic()

    @property
    def spoke_just_now(self) -> bool:
        """Whether the server has answered a moment ago: to look again would cost more than it tells."""
        return monotonic() - self._used < _MOMENT_SECONDS

    def lives(self) -> bool:
        """Tell whether the server still listens; it is asked where there is reason to doubt.

        There is after a while without use, or when it has spoken unasked: that is how it takes its leave.
        """
        if monotonic() - self._used < _TRUSTED_SECONDS and not self._unasked.poll(0):
            self.until = inf
            return True
        self.until = monotonic() + left(_CHECKOUT_SECONDS)
        try:
            self.execute(b"")
            if not self.autocommit:
                self.rollback()
        except psycopg.Error:
            return False
        self.until = inf
        return True

    def _remember(self, notice: Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING":
            self.warnings.append(notice.sqlstate or "")


class LivingPool(ConnectionPool[PatientConnection]):
    """A pool that gives a live connection without delay; the library's own check sleeps a second for each dead one."""

    @classmethod
    def of(
        cls,
        url: str,
        size: int,
        kind: type[PatientConnection],
        configure: Callable[[PatientConnection], None],
        **more: Any,
    ) -> LivingPool:
        """Return a pool, still closed, of at most so many connections."""

        def settled(connection: PatientConnection) -> None:
            settle(connection)
            configure(connection)

        return cls(
            url,
            connection_class=kind,
            kwargs={
                "connect_timeout": _CONNECT_SECONDS,
                "keepalives_idle": 5,
                "keepalives_interval": 2,
                "keepalives_count": 3,
                "tcp_user_timeout": 4500,
                "client_encoding": ENCODING,
                **more,
            },
            min_size=1,
            max_size=size,
            open=False,
            configure=settled,
            timeout=_CHECKOUT_SECONDS,
            reconnect_timeout=_RECONNECT_SECONDS,
        )

    def getconn(self, timeout: float | None = None) -> PatientConnection:
        """Return a connection that lives; PoolTimeout when there is none in time."""
        until = monotonic() + left(timeout or self.timeout)
        while True:
            connection = super().getconn(until - monotonic())
            if connection.lives():
                return connection
            connection.close()
            self.putconn(connection)

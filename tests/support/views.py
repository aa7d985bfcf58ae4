"""A log on PostgreSQL that holds the invented history, with its views and whoever follows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from uuid import UUID

import psycopg
from psycopg import sql

from adapters.demo.history import build
from adapters.memory.event_store import MemoryEventStore
from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from adapters.postgres.views.lasting import LastingViews
from adapters.postgres.views.leading import Leading
from adapters.postgres.views.notifications import Notifications
from adapters.postgres.views.state import ConsumerState, states
from adapters.postgres.views.store import PostgresViews
from adapters.runtime.consumers import Consumer, ProjectionConsumer
from adapters.runtime.following import Follower
from domain.messages import Recorded
from projections.engine.projection import Projection
from projections.engine.views import Query
from projections.registry import PROJECTIONS
from tests.support.folding import Dump, dump
from workflows.reference.reference import load_reference


@cache
def history() -> tuple[Recorded, ...]:
    """Return three invented years."""
    store = MemoryEventStore()
    build(store, load_reference(), date(2026, 3, 2))
    return tuple(store.read(0, 100_000))


def more_of_the_same(number: int, topic: str = "support.contact-had.v1") -> Recorded:
    """Return an event that follows on the history: the next one, or the one after it, in its stream."""
    each = next(event for event in history() if event.topic == topic)
    last = max(event.envelope.version for event in history() if event.envelope.stream == each.envelope.stream)
    changes = {"version": last + 1 + number, "event_id": UUID(int=7000 + number), "command_id": f"more-{number}"}
    return replace(each, envelope=each.envelope.model_copy(update=changes), position=0)


@dataclass(frozen=True)
class Desk:
    """Everything at hand."""

    url: str
    pool: Pool
    store: PostgresEventStore
    log: PostgresLog
    views: PostgresViews
    ending: ExitStack
    """What is to end with the desk, however its test ends: a follower left behind would speak in other tests' logs."""

    def shown(self, projection: Projection, as_of: int | None = None) -> Dump:
        """Return the rows as canonical JSON."""
        return dump(
            projection,
            [
                row
                for kind in projection.kinds
                for row in self.views.select(projection, Query(kind, limit=10**6), as_of)
            ],
        )

    def state(self, projection: Projection) -> ConsumerState:
        """Return how a projection stands."""
        return states(self.pool, self.log, [projection])[0]

    def following(self, *others: Consumer) -> Follower:
        """Start one more follower of the views and of other consumers, as another process would have it."""
        views = LastingViews(self.pool, self.log)
        consumers = [*(ProjectionConsumer(each, self.log, views) for each in PROJECTIONS), *others]
        follower = Follower(self.log, consumers, views.positions, Leading(self.url), Notifications(self.url))
        follower.start()
        self.ending.callback(follower.stop)
        return follower

    def kill(self, application: str) -> int:
        """Cut the connections of this name, and return how many they were."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE application_name = %s AND datname = current_database()",
                [application],
            ).fetchall()
        return len(found)

    def count(self, table: str) -> int:
        """Return how many rows a table of the views has."""
        with psycopg.connect(self.url) as connection:
            statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("views", table))
            found = connection.execute(statement).fetchone()
        assert found
        return int(found[0])


@contextmanager
def open_desk(url: str, *, events: int = 100_000) -> Iterator[Desk]:
    """Open a database with the history's first events in its log, and empty views."""
    pool = Pool(url, 12)
    store = PostgresEventStore(url)
    if events:
        store.append(list(history()[:events]))
    views = PostgresViews(pool)
    views.prepare(PROJECTIONS)
    with ExitStack() as ending:
        ending.callback(pool.close)
        ending.callback(store.close)
        yield Desk(url, pool, store, PostgresLog(pool), views, ending)

from collections.abc import Iterator
from datetime import date

import pytest

from adapters.demo.history import build
from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import empty_views
from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.pool import Pool
from adapters.postgres.views.store import PostgresViews
from projections.engine.views import Views
from projections.registry import PROJECTIONS
from workflows.reference.reference import load_reference


@pytest.fixture(scope="module")
def log() -> MemoryEventStore:
    """Three invented years."""
    store = MemoryEventStore()
    build(store, load_reference(), date(2026, 3, 2))
    return store


@pytest.fixture(params=["memory", "postgres"])
def views(request: pytest.FixtureRequest, log: MemoryEventStore) -> Iterator[Views]:
    if request.param == "memory":
        yield empty_views()
        return
    url = request.getfixturevalue("database_url")
    with PostgresEventStore(url) as beside:  # views refuse a log that holds nothing of what they have read
        beside.append(list(log.read(0, 100_000)))
    pool = Pool(url, 4)
    stored = PostgresViews(pool)
    stored.prepare(PROJECTIONS)
    yield stored
    pool.close()

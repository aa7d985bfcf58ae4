"""The first table: appending, a command over HTTP, rebuilding; each against what the machine allows.

The server is the embedded one with its durable settings; figures decide no test, ratios are there to be beaten.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from pathlib import Path

import psycopg
import pytest
from starlette.testclient import TestClient

from adapters import log
from adapters.clock import SystemClock
from adapters.demo.history import build
from adapters.main import System, open_system
from adapters.mapper import FemstegMapper
from adapters.memory.event_store import MemoryEventStore
from adapters.postgres import embedded
from adapters.settings import Settings
from domain.messages import Recorded
from domain.people import Actor
from domain.values import Role
from projections.projection import Query
from projections.registry import PROJECTIONS
from projections.running import follow
from tests.benchmarks.measuring import Table
from workflows.ports import Receipt

_TABLE = Table()
_EVENTS = 300
_COMMANDS = 320
_INSERT = """
INSERT INTO bench.events (originator_id, originator_version, topic, state, event_id, recorded_at)
VALUES (%s, %s, %s, %s, %s, %s)
"""


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    log.configure(level=50)
    folder = tmp_path_factory.mktemp("bench") / "data"
    embedded.start(folder)
    with open_system(Settings(database_url=None, data_folder=folder), "real") as made:
        yield made
    embedded.stop(folder)


@pytest.fixture(scope="module", autouse=True)
def _report() -> Iterator[None]:
    yield
    print("\n\n" + "\n".join(_TABLE.lines()))
    _TABLE.write(Path("bench.json"))


@pytest.fixture(scope="module")
def history(system: System) -> list[Recorded]:
    store = MemoryEventStore()
    build(store, system.world, date(2026, 3, 2))
    return store.read(0, 100_000)


def test_append(system: System, history: list[Recorded]) -> None:
    """One event and its receipt through the store; a bare INSERT of the same row by hand."""
    template, numbers, clock = history[-1], count(), SystemClock()
    url = embedded.start(system.settings.data_folder)
    mapper = FemstegMapper()

    def fresh() -> Recorded:
        stream = f"support/bench-{next(numbers)}"
        envelope = template.envelope.model_copy(
            update={"stream": stream, "version": 1, "event_id": clock.new_id(), "scope": "bench"}
        )
        return Recorded(envelope, template.event)

    def ours() -> int:
        for _ in range(_EVENTS):
            recorded = fresh()
            receipt = Receipt("p-bench", str(recorded.envelope.event_id), "0" * 64, 200, "{}")
            system.store.append([recorded], receipt)
        return _EVENTS

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS bench")
        connection.execute("CREATE TABLE bench.events (LIKE log.events INCLUDING ALL)")
        connection.execute("ALTER TABLE bench.events ALTER stream DROP NOT NULL, ALTER scope DROP NOT NULL")

        def limit() -> int:
            for _ in range(_EVENTS):
                row = mapper.to_stored_event(fresh())
                connection.execute(
                    _INSERT,
                    [row.originator_id, 1, row.topic, row.state, row.event_id, row.recorded_at],
                    prepare=True,
                )
            return _EVENTS

        figure = _TABLE.measure("append_1", "one event with its receipt; INSERT by hand", ours, limit)
    assert figure.ratio > 0


def test_command_over_http(system: System) -> None:
    """A whole command by 16 clients on 16 municipalities; an empty endpoint under the same middleware."""
    app = system.app()

    def nothing() -> dict[str, str]:
        return {}

    app.add_api_route("/api/v1/nothing", nothing, methods=["POST"])
    app.router.routes.insert(0, app.router.routes.pop())
    actor = Actor(ref="p-" + "0" * 32, role=Role.COORDINATOR)
    clock = SystemClock()
    token = system.access.create_token(actor, "bench", clock.new_id(), clock.now())
    places = ["1715", "1730", "1737", "1760", "1761", "1762", "1763", "1764", "1765", "1766", "1780", "1781"]
    places += ["1782", "1783", "1784", "1785"]

    with TestClient(app) as http, ThreadPoolExecutor(16) as clients:

        def call(path: str) -> int:
            key = str(clock.new_id())
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "If-Match": "*"}
            return http.post(path, json={}, headers=headers).status_code

        def ours() -> int:
            paths = [f"/api/v1/municipalities/{places[n % 16]}/support/log-contact" for n in range(_COMMANDS)]
            answers = list(clients.map(call, paths))
            assert set(answers) == {200}
            return len(answers)

        def limit() -> int:
            answers = list(clients.map(call, ["/api/v1/nothing"] * _COMMANDS))
            assert set(answers) == {200}
            return len(answers)

        figure = _TABLE.measure("http_command", "log-contact, 16 clients; an empty endpoint", ours, limit, rounds=3)
    assert figure.ratio > 0


def test_rebuild(system: System, history: list[Recorded]) -> None:
    """All views from nothing; every event decoded once and the very same rows copied in."""
    mapper = FemstegMapper()
    stored = [mapper.to_stored_event(each) for each in history]
    url = embedded.start(system.settings.data_folder)
    with psycopg.connect(url, autocommit=True) as connection:

        def empty() -> None:
            for projection in PROJECTIONS:
                for kind in projection.kinds:
                    connection.execute(f"TRUNCATE views.{projection.table(kind)}")
            connection.execute("UPDATE views.tracking SET position = 0")

        log_of_history = MemoryEventStore()
        log_of_history.append(history)

        def ours() -> int:
            empty()
            return sum(follow(each, log_of_history, system.views) for each in PROJECTIONS) // len(PROJECTIONS)

        ours()
        rows = {
            projection.table(kind): system.views.select(projection, Query(kind, limit=1_000_000))
            for projection in PROJECTIONS
            for kind in projection.kinds
        }
        lines = {table: [row.model_dump_json() for row in found] for table, found in rows.items()}

        def limit() -> int:
            for each in stored:
                mapper.to_domain_event(each)
            for table, copied in lines.items():
                connection.execute(f"CREATE TABLE bench_{table} (row jsonb)")
                with connection.cursor().copy(f"COPY bench_{table} FROM STDIN") as copy:
                    for line in copied:
                        copy.write_row([line])
                connection.execute(f"DROP TABLE bench_{table}")
            return len(stored)

        figure = _TABLE.measure("rebuild_all", "all views of the demo; decode once and COPY", ours, limit)
    assert figure.ratio > 0

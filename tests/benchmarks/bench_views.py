"""Views against what the library and the machine allow: following, rebuilding, and the past against the present.

The log is one of FEMSTEG_BENCH_EVENTS events of 290 invented municipalities; FEMSTEG_BENCH_DATA names a folder where
it is kept from one run to the next. The server is the embedded one with its durable settings; figures decide no test,
ratios are there to be beaten.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter

import psycopg
import pytest
from psycopg import sql

from adapters.demo.invented.county import Size
from adapters.demo.loading import fill
from adapters.postgres.migrate import migrate
from adapters.postgres.server import embedded
from adapters.postgres.views.rebuilding import Rebuild
from adapters.serialization.mapper import FemstegMapper
from adapters.settings import Settings
from domain.correction import EntryCorrection
from projections.county import COUNTY, StandingRow
from projections.engine.running import follow
from projections.engine.views import Query
from projections.registry import PROJECTIONS
from tests.benchmarks.measuring import Table
from tests.benchmarks.rebuilding import Until, done, in_a_process
from tests.support import stock
from tests.support.database import run, with_database
from tests.support.views import Desk, open_desk

EVENTS = int(os.environ.get("FEMSTEG_BENCH_EVENTS", "1000000"))
FOLLOWED = min(EVENTS, 20_000)
STOCK_EVENTS = 1000
LOOKS = 40
ROUNDS = 2
_NAMES = [each.name for each in PROJECTIONS]
_HERE = Query(StandingRow, equals=(("county_code", "17"),))


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A log of the whole length, whose views are as an earlier run has left them."""
    with folder() as data:
        url = embedded.start(data)
        migrate(url)
        with open_desk(url, events=0) as made:
            if not made.log.head():
                fill(url, Settings(None, data), "17", Size(290, EVENTS, seed=7), lambda _: None)
            yield made
        embedded.stop(data)


@contextmanager
def folder() -> Iterator[Path]:
    if kept := os.environ.get("FEMSTEG_BENCH_DATA"):
        yield Path(kept)
        return
    with TemporaryDirectory(prefix="femsteg-", ignore_cleanup_errors=True) as outer:
        yield Path(outer) / "data"


@pytest.fixture(scope="module")
def half(desk: Desk) -> Iterator[Desk]:
    """Views beside, that have read half of the log."""
    run(desk.url, "DROP DATABASE IF EXISTS half", "CREATE DATABASE half")
    url = with_database(desk.url, "half")
    migrate(url)
    with open_desk(url, events=0) as made:
        Rebuild(made.pool, Until(desk.log, desk.log.head() // 2), COUNTY, processes=1).run()
        settle(url)
        yield made


@pytest.fixture(scope="module")
def whole(desk: Desk) -> Desk:
    """Views that have read all of it, be it by an earlier test."""
    if desk.views.position(COUNTY) < desk.log.head():
        Rebuild(desk.pool, desk.log, COUNTY).run()
    settle(desk.url)
    return desk


def settle(url: str) -> None:
    run(url, "VACUUM ANALYZE", "CHECKPOINT")


def empty(desk: Desk) -> None:
    with psycopg.connect(desk.url) as connection:
        for projection in PROJECTIONS:
            for kind in projection.kinds:
                of = sql.Identifier("views", projection.table(kind))
                connection.execute(sql.SQL("TRUNCATE {}").format(of))
        connection.execute("UPDATE views.tracking SET position = 0, event_id = NULL, generation = generation + 1")


def test_following(table: Table, desk: Desk) -> None:
    """The county matrix following the log in batches; the library's runner with the same projection."""
    mapper = FemstegMapper()
    # The library's runner knows nothing of corrections: it gets none.
    first = [each for each in desk.store.read(0, 5 * STOCK_EVENTS) if not isinstance(each.event, EntryCorrection)]
    stored = [mapper.to_stored_event(each) for each in first[:STOCK_EVENTS]]
    with psycopg.connect(desk.url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS stock CASCADE")
        connection.execute("CREATE SCHEMA stock")
        stock.fill(desk.url, stored)

        def begin_anew() -> None:
            empty(desk)
            connection.execute("DROP TABLE IF EXISTS stock.county, stock.stock_county_tracking")
            connection.execute("DROP TABLE IF EXISTS stock.stockcounty_tracking")

        def ours() -> int:
            return follow(COUNTY, Until(desk.log, FOLLOWED), desk.views)

        def limit() -> int:
            return stock.run_to_the_end(desk.url, len(stored))

        begin_anew()
        what = "county follows; the library's runner"
        table.measure("follow_vs_stock", what, ours, limit, rounds=3, between=begin_anew)


def test_rebuilding_in_two_processes(table: Table, desk: Desk) -> None:
    """All views by two processes, and by one, over a fifth of the log."""
    until = desk.log.head() // 5

    def shared(processes: int) -> float:
        return until / done(in_a_process(desk.url, until, *_NAMES, processes=processes))[0]

    pairs = [(shared(2), shared(1)) for _ in range(ROUNDS)]
    table.compare("rebuild_2", "events/s, two processes; one", pairs)


def test_rebuilding(table: Table, desk: Desk) -> None:
    """All views from position 0; every event decoded once, and the very rows that they produce copied."""
    head, peaks = desk.log.head(), []

    def ours() -> float:
        seconds, megabytes = done(in_a_process(desk.url, head, *_NAMES))
        peaks.append(megabytes)
        return head / seconds

    def limit() -> float:
        decoding, _ = done(in_a_process(desk.url, head))
        return head / (decoding + copied(desk))

    pairs = [(ours(), limit()) for _ in range(ROUNDS)]
    table.compare("rebuild_all", "events/s, all views; decode once and COPY the rows", pairs)
    table.compare("rebuild_rss_mb", "MB of the processes that rebuild; the budget", [(each, 400) for each in peaks])


def copied(desk: Desk) -> float:
    """Return the seconds that it takes to COPY the rows of all views from files; a million events' fill no memory."""
    seconds = 0.0
    with psycopg.connect(desk.url, autocommit=True) as connection:
        for table in (projection.table(kind) for projection in PROJECTIONS for kind in projection.kinds):
            of, into = sql.Identifier("views", table), sql.Identifier(f"bench_{table}")
            connection.execute(sql.SQL("CREATE TABLE {} (LIKE {})").format(into, of))
            with TemporaryFile() as file:
                with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(of)) as rows:
                    file.writelines(rows)
                file.seek(0)
                started = perf_counter()
                with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(into)) as copy:
                    while block := file.read(1_000_000):
                        copy.write(block)
                seconds += perf_counter() - started
            connection.execute(sql.SQL("DROP TABLE {}").format(into))
    return seconds


def test_growth_of_the_live_county(table: Table, half: Desk, whole: Desk) -> None:
    """The same county read with all of the log, and in turn with half of it; milliseconds."""
    pairs = [(looked(whole, lambda: None), looked(half, lambda: None)) for _ in range(5)]
    table.compare("growth_live", "ms, county after all events; after half of them", pairs)


def test_the_past_against_the_present(table: Table, whole: Desk) -> None:
    """The county as of random positions of the whole log, in turn with the county as it is; milliseconds."""
    dice, head = Random(7), whole.log.head()  # noqa: S311 -- dice for a measurement
    pairs = [(looked(whole, lambda: dice.randrange(1, head)), looked(whole, lambda: None)) for _ in range(5)]
    table.compare("as_of", "ms, county as of a random position; as it is", pairs)


def looked(desk: Desk, at: Callable[[], int | None]) -> float:
    """Return the median of milliseconds that a look at the county took."""
    took = []
    for _ in range(LOOKS):
        position = at()
        started = perf_counter()
        desk.views.select(COUNTY, _HERE, position)
        took.append(perf_counter() - started)
    return median(took) * 1000

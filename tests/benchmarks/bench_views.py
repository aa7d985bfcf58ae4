"""Views against what the library and the machine allow: following, rebuilding, and the past against the present.

The server is the embedded one with its durable settings; figures decide no test, ratios are there to be beaten.
FEMSTEG_BENCH_EVENTS says how long the log is.
"""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import psycopg
import pytest
from psycopg import sql

from adapters import log
from adapters.mapper import FemstegMapper
from adapters.postgres import embedded
from adapters.postgres.migrate import migrate
from adapters.postgres.views.rebuilding import Rebuild
from domain.correction import EntryCorrection
from projections.county import COUNTY, StandingRow
from projections.projection import Query
from projections.registry import PROJECTIONS
from projections.running import follow
from tests.benchmarks.measuring import Table
from tests.support import stock
from tests.support.generating import county_of
from tests.support.views import Desk, open_desk

EVENTS = int(os.environ.get("FEMSTEG_BENCH_EVENTS", "50000"))
STOCK_EVENTS = 1000
LOOKS = 40
_TABLE = Table()
_OTHERS: dict[str, dict[str, float]] = {}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    log.configure(level=50)
    with TemporaryDirectory(prefix="femsteg-") as outer:
        folder = Path(outer) / "data"
        url = embedded.start(folder)
        migrate(url)
        with open_desk(url, events=0) as made:
            for page in county_of(EVENTS // 2):
                made.store.append(page)
            yield made
        embedded.stop(folder)


@pytest.fixture(scope="module", autouse=True)
def _report() -> Iterator[None]:
    yield
    print("\n\n" + "\n".join(_TABLE.lines()))
    for key, each in _OTHERS.items():
        print(f"{key:14} {each['ours']:10.2f} {each['limit']:10.2f} {each['ratio']:6.2f}")
    path = Path("bench.json")
    before = json.loads(path.read_text()) if path.exists() else {}
    _TABLE.write(path)
    path.write_text(json.dumps({**before, **json.loads(path.read_text()), **_OTHERS}, indent=2) + "\n")


def other(key: str, ours: float, limit: float) -> None:
    """Enter a figure that is not a rate."""
    _OTHERS[key] = {"ratio": ours / limit, "ours": ours, "limit": limit}


def empty(desk: Desk) -> None:
    with psycopg.connect(desk.url) as connection:
        for projection in PROJECTIONS:
            for kind in projection.kinds:
                of = sql.Identifier("views", projection.table(kind))
                connection.execute(sql.SQL("TRUNCATE {}").format(of))
        connection.execute("UPDATE views.tracking SET position = 0, event_id = NULL, generation = generation + 1")


def test_following(desk: Desk) -> None:
    """The county matrix following the log in batches; the library's runner with the same projection."""
    mapper = FemstegMapper()
    # The library's runner knows nothing of corrections: it gets none.
    first = [each for each in desk.store.read(0, 5 * STOCK_EVENTS) if not isinstance(each.event, EntryCorrection)]
    stored = [mapper.to_stored_event(each) for each in first[:STOCK_EVENTS]]
    with psycopg.connect(desk.url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA stock")
        stock.fill(desk.url, stored)

        def ours() -> int:
            empty(desk)
            return follow(COUNTY, desk.log, desk.views)

        def limit() -> int:
            connection.execute("DROP TABLE IF EXISTS stock.county, stock.stock_county_tracking")
            connection.execute("DROP TABLE IF EXISTS stock.stockcounty_tracking")
            return stock.run_to_the_end(desk.url, len(stored))

        _TABLE.measure("follow_vs_stock", "county follows; the library's runner", ours, limit, rounds=3)


def test_growth_of_the_live_county(desk: Desk) -> None:
    """The same county read with half of the log, and with all of it."""
    follow(COUNTY, desk.log, desk.views)
    analyze(desk)
    half = looked(desk, lambda: None)
    skipped = desk.log.head()
    total = 0
    for page in county_of(EVENTS):
        total += len(page)
        if total > skipped:
            desk.store.append(page)
    follow(COUNTY, desk.log, desk.views)
    analyze(desk)
    other("growth_live", looked(desk, lambda: None), half)


def test_the_past_against_the_present(desk: Desk) -> None:
    """The county as of random positions of the whole log, in turn with the county as it is; milliseconds."""
    dice, head = Random(7), desk.log.head()  # noqa: S311 -- dice for a measurement
    rounds = [(looked(desk, lambda: dice.randrange(1, head)), looked(desk, lambda: None)) for _ in range(3)]
    past, present = sorted(rounds, key=lambda pair: pair[0] / pair[1])[1]
    other("as_of", past, present)
    # A third of the log in, the first county is whole and every row of it lies in the past's index.
    busy = looked(desk, lambda: dice.randrange(8_000, 12_000))
    other("as_of_busy", busy, looked(desk, lambda: None))


def analyze(desk: Desk) -> None:
    with psycopg.connect(desk.url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def looked(desk: Desk, at: Callable[[], int | None]) -> float:
    """Return the median of milliseconds that a look at the first county took."""
    took = []
    for _ in range(LOOKS):
        position = at()
        started = perf_counter()
        desk.views.select(COUNTY, Query(StandingRow, equals=(("county_code", "00"),)), position)
        took.append(perf_counter() - started)
    return sorted(took)[LOOKS // 2] * 1000


def test_rebuilding(desk: Desk) -> None:
    """All views from position 0; every event decoded once, and the very rows that they produce copied."""
    events = sum(len(page) for page in pages(desk))

    def ours() -> int:
        Rebuild(desk.pool, desk.log, *PROJECTIONS).run()
        return events

    ours()
    with psycopg.connect(desk.url, autocommit=True) as connection:
        tables = [projection.table(kind) for projection in PROJECTIONS for kind in projection.kinds]
        rows: dict[str, list[bytes]] = {}
        for table in tables:
            of = sql.Identifier("views", table)
            connection.execute(sql.SQL("CREATE TABLE {} (LIKE {})").format(sql.Identifier(f"bench_{table}"), of))
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(of)) as copy:
                rows[table] = [bytes(each) for each in copy]

        def limit() -> int:
            total = sum(len(page) for page in pages(desk))
            for table, lines in rows.items():
                into = sql.Identifier(f"bench_{table}")
                connection.execute(sql.SQL("TRUNCATE {}").format(into))
                with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(into)) as copy:
                    for line in lines:
                        copy.write(line)
            return total

        _TABLE.measure("rebuild_all", "all views; decode once and COPY the rows", ours, limit, rounds=2)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    other("rebuild_rss_mb", peak, 400)


def pages(desk: Desk) -> Iterator[list[object]]:
    after = 0
    while page := desk.log.read(after, 2000):
        yield list(page)
        after = page[-1].position

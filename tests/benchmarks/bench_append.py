"""Appending, by one client and by many at once, against what PostgreSQL allows.

Ours stores an event, mapped and validated, with its receipt; the limit is the bare row, ready to be sent. Both get
what they store before the clock starts. The server is the embedded one with its durable settings.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, LiteralString

import psycopg
import pytest

from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.migrate import migrate
from adapters.postgres.server import embedded
from adapters.postgres.server.programs import EmbeddedServerError, binary
from adapters.serialization.mapper import FemstegMapper
from domain.messages import Recorded
from tests.benchmarks.measuring import Figure, Table
from tests.support.log import fact, receipt
from workflows.ports import Receipt

_NUMBERS = count()
_MAPPER = FemstegMapper()
_EVENTS = 1600  # each round's
_ROUNDS = 7
_LONG = 1000
_INSERT: LiteralString = """
INSERT INTO bench.events (originator_id, originator_version, topic, state, event_id, recorded_at)
VALUES (%s, %s, %s, %s, %s, %s)
"""

# Every fdatasync takes a millisecond longer, as on a disk that is further away.
_SLOW = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
int fdatasync(int file) {
    static int (*real)(int);
    struct timespec millisecond = {0, 1000000};
    if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
    nanosleep(&millisecond, 0);
    return real(file);
}
"""

Job = tuple[Recorded, Receipt]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="femsteg-", ignore_cleanup_errors=True) as made:
        data = Path(made) / "data"
        url = embedded.start(data)
        migrate(url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE SCHEMA bench")
            connection.execute("CREATE TABLE bench.events (LIKE log.events INCLUDING ALL)")
        yield data
        embedded.stop(data)


@pytest.fixture
def url(folder: Path) -> str:
    return embedded.start(folder)


@pytest.fixture
def store(url: str) -> Iterator[PostgresEventStore]:
    with PostgresEventStore(url) as made:
        yield made


def jobs(number: int = _EVENTS) -> list[Job]:
    keys = [str(next(_NUMBERS)) for _ in range(number)]
    return [(fact(f"support/bench-{key}", 1), receipt(key)) for key in keys]


def rows(number: int = _EVENTS) -> list[list[Any]]:
    mapped = [_MAPPER.to_stored_event(event) for event, _ in jobs(number)]
    return [[each.originator_id, 1, each.topic, each.state, each.event_id, each.recorded_at] for each in mapped]


def spread(work: Callable[[Any, Any], None], tools: list[Any], things: list[Any]) -> float:
    """Let one thread for each tool work through its share; return how many things a second."""

    def through(tool: object, share: list[object]) -> None:
        for each in share:
            work(tool, each)

    shares = [things[number :: len(tools)] for number in range(len(tools))]
    with ThreadPoolExecutor(len(tools)) as threads:
        began = perf_counter()
        list(threads.map(through, tools, shares))
        return len(things) / (perf_counter() - began)


def save(store: PostgresEventStore, job: Job) -> None:
    store.append([job[0]], job[1])


def insert(connection: psycopg.Connection[Any], row: list[Any]) -> None:
    connection.execute(_INSERT, row, prepare=True)


def compare(table: Table, key: str, what: str, ours: Callable[[], float], limit: Callable[[], float]) -> Figure:
    """Run both in turn and enter the figure; each returns a rate."""
    ours(), limit()  # once to warm up
    pairs = [(ours(), limit()) for _ in range(_ROUNDS)]
    return table.compare(key, what, pairs)


@pytest.mark.parametrize("threads", [1, 8])
def test_append(table: Table, store: PostgresEventStore, url: str, threads: int) -> None:
    connections = [psycopg.connect(url, autocommit=True) for _ in range(threads)]
    figure = compare(
        table,
        f"append_{threads}",
        f"one event with its receipt, {threads} thread(s); INSERT by hand",
        lambda: spread(save, [store] * threads, jobs()),
        lambda: spread(insert, connections, rows()),
    )
    for each in connections:
        each.close()
    assert figure.ratio > 0


def test_append_with_a_slow_disk(table: Table, folder: Path, tmp_path: Path) -> None:
    compiler, pgbench = shutil.which("cc") or shutil.which("gcc"), find_pgbench()
    if not compiler or not pgbench:
        print(f"append_32_slow_fsync skipped: {'no pgbench' if compiler else 'no C compiler'}")
        pytest.skip("needs cc and pgbench")
    script = tmp_path / "insert.sql"
    state = rows(1)[0][3].hex()
    script.write_text(
        "INSERT INTO bench.events (originator_id, originator_version, topic, state, event_id, recorded_at)"  # noqa: S608 -- our own
        f" VALUES (gen_random_uuid(), 1, 'audit.command-refused.v1', '\\x{state}', gen_random_uuid(), now());\n"
    )
    with slow_disk(folder, compiler) as url, PostgresEventStore(url) as store:
        with psycopg.connect(url, autocommit=True) as connection:
            alone = spread(insert, [connection], rows(50))
            assert alone < 1000, "void: the disk is not slow"
        figure = compare(
            table,
            "append_32_slow_fsync",
            "the same by 32 threads, fdatasync 1 ms slower; pgbench INSERT, 32 clients",
            lambda: spread(save, [store] * 32, jobs(3200)),
            lambda: run_pgbench(pgbench, url, script),
        )
    assert figure.ratio > 0


def test_loading_a_long_stream(store: PostgresEventStore, url: str) -> None:
    """A stream of a thousand events: as remembered, and read anew by a store that never saw it."""
    stream = f"support/long-{next(_NUMBERS)}"
    store.append([fact(stream, version) for version in range(1, _LONG + 1)])
    store.load(stream)
    known = median(timed(lambda: store.load(stream)) for _ in range(200))
    with PostgresEventStore(url) as other:
        other.head()
        anew = timed(lambda: other.load(stream))
    print(f"\n{_LONG} events: {known * 1000:.2f} ms remembered, {anew * 1000:.0f} ms read anew")
    assert known < 0.001


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def find_pgbench() -> str | None:
    try:
        return str(binary("pgbench"))
    except EmbeddedServerError:
        return shutil.which("pgbench")


def run_pgbench(program: str, url: str, script: Path) -> float:
    """Return the transactions a second of 32 clients, the time to connect left out."""
    arguments = ["-n", "-M", "prepared", "-c", "32", "-j", "2", "-t", "100", "-f", str(script), url]
    told = subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([0-9.]+)", told)
    assert found, told
    return float(found[1])


@contextmanager
def slow_disk(folder: Path, compiler: str) -> Iterator[str]:
    """Restart the server with a shim before its fdatasync, and again without it."""
    with tempfile.TemporaryDirectory(prefix="femsteg-") as made:
        Path(made).chmod(0o755)
        shim = Path(made) / "slow.so"
        (Path(made) / "slow.c").write_text(_SLOW)
        subprocess.run([compiler, "-shared", "-fPIC", "-o", shim, Path(made) / "slow.c", "-ldl"], check=True)
        url = embedded.start(folder)
        restart(folder, {"LD_PRELOAD": str(shim)})
        try:
            yield url
        finally:
            restart(folder, {})


def restart(folder: Path, environment: dict[str, str]) -> None:
    """Restart the server as the account that owns its data."""
    cluster = folder / "cluster"
    owner = cluster.stat() if os.geteuid() == 0 else None
    subprocess.run(
        [binary("pg_ctl"), "-D", cluster, "-w", "-m", "fast", "-l", folder / "server.log", "restart"],
        env={"PATH": os.defpath, "LC_ALL": "C", **environment},
        cwd=folder,
        user=owner and owner.st_uid,
        group=owner and owner.st_gid,
        extra_groups=[] if owner else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )

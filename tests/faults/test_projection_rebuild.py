"""Rebuilding beside: readers never fail and never see a mixture, and what comes of it is what the log says.

Sabotage that turns these red: exchange the tables outside one transaction, empty the live table and fill it again, or
let `load_on` count without asking for the token.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from adapters.postgres.views import rebuilding
from adapters.postgres.views.loading import Loader
from adapters.postgres.views.rebuilding import Rebuild, RebuildCancelled, RebuildUnderWay
from adapters.postgres.views.store import PostgresViews
from adapters.postgres.views.tracking import Superseded
from domain.messages import Recorded
from projections.audit_trail import AUDIT_TRAIL
from projections.county import COUNTY
from projections.digest import digest
from projections.projection import Projection
from projections.registry import PROJECTIONS
from projections.running import follow
from tests.support.folding import fold
from tests.support.views import Desk, history, more_of_the_same, open_desk

MOST_SECONDS = 60
LEAST_READS = 50


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with open_desk(database_url) as made:
        yield made


@pytest.mark.parametrize("projection", PROJECTIONS, ids=[each.name for each in PROJECTIONS])
def test_what_is_rebuilt_is_what_the_log_says_now_and_at_any_time(desk: Desk, projection: Projection) -> None:
    events: list[Recorded] = list(history())
    told: list[int] = []
    assert Rebuild(desk.pool, desk.log, projection).run(told.append) == len(events)
    assert told[-1] == len(events)
    assert fold(projection, events) == desk.shown(projection)
    for position in range(3, len(events), 97):
        assert fold(projection, events[:position]) == desk.shown(projection, position)


@pytest.mark.parametrize("processes", [1, 2])
def test_shared_work_comes_to_the_same_to_the_last_version(
    desk: Desk, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_PART", 100)
    kept = []
    for each in PROJECTIONS:
        follow(each, desk.log, desk.views, batch=70)
        kept.append(digest(each, desk.views))
    counts: list[int] = []
    Rebuild(desk.pool, desk.log, *PROJECTIONS, processes=processes).run(counts.append)
    assert len(set(counts)) > 10, "void: the work was hardly shared"
    assert kept == [digest(each, desk.views) for each in PROJECTIONS]


def test_a_process_that_was_given_up_writes_nothing_more(desk: Desk) -> None:
    """Its parent was killed, another rebuild has begun: their tables have the same names."""
    late: list[type[BaseException]] = []

    def meanwhile(_position: int) -> None:
        if late:
            return
        last = desk.log.parts(desk.log.head(), 500)[-1]
        try:
            Loader(desk.pool, desk.log, [COUNTY], desk.log.head(), "an older token")(last)
        except (Superseded, psycopg.errors.UniqueViolation) as error:  # the second where the new one wrote it before
            late.append(type(error))

    Rebuild(desk.pool, desk.log, COUNTY).run(meanwhile)
    assert late, "void: nobody was late"
    assert fold(COUNTY, list(history())) == desk.shown(COUNTY)


def test_readers_at_fifty_a_second_see_one_answer_whole(desk: Desk) -> None:
    follow(AUDIT_TRAIL, desk.log, desk.views)
    right, stop = desk.shown(AUDIT_TRAIL), threading.Event()
    reads: list[bool] = []
    failed: list[BaseException] = []

    def read() -> None:
        while not stop.is_set():
            try:
                reads.append(desk.shown(AUDIT_TRAIL) == right)
            except Exception as error:  # noqa: BLE001 -- counted, whatever it is
                failed.append(error)
            time.sleep(0.02)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    exchanges, until = 0, time.monotonic() + MOST_SECONDS
    while (len(reads) < LEAST_READS or exchanges < 5) and time.monotonic() < until:
        Rebuild(desk.pool, desk.log, AUDIT_TRAIL).run()
        exchanges += 1
    stop.set()
    for reader in readers:
        reader.join()
    print(f"{len(reads)} reads over {exchanges} exchanges")
    assert len(reads) >= LEAST_READS, "void: too few reads met a rebuild"
    assert exchanges >= 5, "void: too few exchanges"
    assert failed == []
    assert all(reads)


def test_a_cancelled_rebuild_leaves_nothing_and_the_old_rows_stay(desk: Desk) -> None:
    follow(COUNTY, desk.log, desk.views)
    before = desk.shown(COUNTY)
    with pytest.raises(RebuildCancelled):
        Rebuild(desk.pool, desk.log, COUNTY).run(cancelled=lambda: True)
    assert desk.shown(COUNTY) == before
    with psycopg.connect(desk.url) as connection:
        left = connection.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE '%beside%'").fetchall()
    assert left == []
    assert desk.state(COUNTY).rebuilt is None


def test_only_one_rebuilds_a_projection(desk: Desk) -> None:
    refused: list[str] = []

    def another(_position: int) -> None:
        try:
            Rebuild(desk.pool, desk.log, COUNTY).run()
        except RebuildUnderWay as error:
            refused.append(str(error))

    Rebuild(desk.pool, desk.log, COUNTY).run(another)
    assert refused
    assert set(refused) == {"county"}


def test_following_goes_on_during_and_after(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """New events come while the rebuild runs; the follower's own cache of rows is of no use after the exchange."""
    monkeypatch.setattr(rebuilding, "_PART", 50)
    follower = PostgresViews(desk.pool)
    follow(COUNTY, desk.log, follower, batch=100)
    moved: list[int] = []

    def more(_position: int) -> None:
        if len(moved) < 3:
            desk.store.append([more_of_the_same(len(moved))])
            moved.append(follow(COUNTY, desk.log, follower))

    Rebuild(desk.pool, desk.log, COUNTY).run(more)
    assert moved == [1, 1, 1]
    desk.store.append([more_of_the_same(3)])
    assert follow(COUNTY, desk.log, follower) == 1
    events = desk.store.read(0, 100_000)
    assert fold(COUNTY, events) == desk.shown(COUNTY)

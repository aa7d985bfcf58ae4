"""Rebuilding beside: readers never fail and never see a mixture, and what comes of it is what the log says.

Sabotage, named in FEMSTEG_SABOTAGE: `in-place` empties the table that is read and fills it again, and turns the readers
red.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Self

import psycopg
import pytest

from adapters.postgres.views import rebuilding
from adapters.postgres.views.exchanging import exchanging
from adapters.postgres.views.loading import Loader
from adapters.postgres.views.rebuilding import Rebuild, RebuildCancelled, RebuildUnderWay
from adapters.postgres.views.store import PostgresViews
from adapters.postgres.views.tracking import Superseded
from domain.messages import Recorded
from projections.county import COUNTY, StandingRow
from projections.engine.digest import digest
from projections.engine.projection import Projection
from projections.engine.running import follow
from projections.engine.views import Query
from projections.registry import PROJECTIONS
from tests.support.database import run
from tests.support.folding import fold
from tests.support.naive import Shown, by_key
from tests.support.views import Desk, history, more_of_the_same, open_desk

MOST_SECONDS = 60
LEAST_READS = 200
LEAST_EXCHANGES = 5
RATE = 50
READERS = 4
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


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


@pytest.mark.parametrize("processes", [1, 2, None])
def test_shared_work_comes_to_the_same_to_the_last_version(
    desk: Desk, processes: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_PART", 100)
    monkeypatch.setattr(rebuilding, "_SHARED_EVENTS", 100)
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


def rebuild(desk: Desk) -> None:
    if SABOTAGE != "in-place":
        Rebuild(desk.pool, desk.log, COUNTY).run()
        return
    name, version = COUNTY.name, COUNTY.version
    run(
        desk.url,
        f"DELETE FROM views.{COUNTY.table(StandingRow)}",  # noqa: S608 -- ours
        f"UPDATE views.tracking SET position = 0 WHERE projection = '{name}' AND version = {version}",  # noqa: S608 -- same
    )
    follow(COUNTY, desk.log, PostgresViews(desk.pool), batch=100)


class Readers:
    """Some who read at fixed times, together fifty times a second, all of it and as of the last position."""

    def __init__(self, desk: Desk) -> None:
        self.answers: Counter[str] = Counter()
        self._desk = desk
        self._right = self._read()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(READERS)]
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for each in self._threads:
            each.join()
        self.rate = self.answers.total() / (time.monotonic() - self._began)

    def _read(self, as_of: int | None = None) -> Shown:
        return by_key(self._desk.views.select(COUNTY, Query(StandingRow, limit=10**6), as_of))

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            try:
                now = self._read() == self._right
                then = self._read(len(history())) == self._right
                self.answers.update({"right": now + then, "mixed": 2 - now - then})
            except Exception as error:  # noqa: BLE001 -- counted, whatever it is
                self.answers[type(error).__name__] += 1
            due = max(due + 2 * READERS / RATE, time.monotonic() - 1)
            self._stop.wait(due - time.monotonic())


def test_readers_at_fifty_a_second_see_one_answer_whole(desk: Desk) -> None:
    follow(COUNTY, desk.log, desk.views)
    exchanges, until = 0, time.monotonic() + MOST_SECONDS
    with Readers(desk) as readers:
        while (readers.answers.total() < LEAST_READS or exchanges < LEAST_EXCHANGES) and time.monotonic() < until:
            rebuild(desk)
            exchanges += 1
    answers = +readers.answers
    print(f"{dict(answers)}, {readers.rate:.0f} a second, over {exchanges} exchanges")
    assert answers.total() >= LEAST_READS, "void: too few reads met a rebuild"
    assert readers.rate >= RATE / 2, "void: too slow a machine"
    assert exchanges >= LEAST_EXCHANGES, "void: too few exchanges"
    assert set(answers) == {"right"}


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


def test_whoever_goes_through_all_rows_begins_after_the_exchange_that_they_waited_for(desk: Desk) -> None:
    follow(COUNTY, desk.log, desk.views, batch=100)
    with ThreadPoolExecutor(1) as pool:
        with exchanging(desk.pool, COUNTY, pytest.fail):
            verifying = pool.submit(digest, COUNTY, desk.views)
            with pytest.raises(TimeoutError):
                verifying.result(0.3)
            desk.store.append([more_of_the_same(0)])
            follow(COUNTY, desk.log, desk.views)
        assert verifying.result(10).position == len(history()) + 1


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

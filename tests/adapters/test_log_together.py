"""Saves that are written together: how they share a transaction, and that none suffers from another.

Sabotage, each named in FEMSTEG_SABOTAGE, and what it turns red: `all-fall-together` blames a whole batch for one bad
save (the neighbours' tests); `one-by-one` lets each write alone (the tests that count transactions).
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, get_ident

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from adapters.postgres import connections
from adapters.postgres.log import appending, coalescing, datastore, recorder
from adapters.postgres.log.coalescing import Coalescer, Save, TooBusy, TooSlow
from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.sql import QUERIES
from adapters.runtime.deadline import within
from domain.messages import Recorded
from tests.support.database import socket_of
from tests.support.log import fact, insist, receipt
from tests.support.proxy import Lose, LossyProxy
from tests.support.waiting import until
from workflows.ports import KeyTaken, OutcomeUnknown, Receipt, Unavailable, VersionConflict

TAKE_TURNS = b"SELECT pg_advisory_xact_lock(1179471175, 1)"
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "all-fall-together":
        monkeypatch.setattr(recorder, "_at_fault", _fail_all)
    if SABOTAGE == "one-by-one":
        monkeypatch.setattr(coalescing, "_MOST", 1)


def _fail_all(_: Exception, appends: Sequence[appending.Append]) -> Sequence[appending.Append]:
    return appends


@pytest.fixture
def store(database_url: str) -> Iterator[PostgresEventStore]:
    with PostgresEventStore(database_url) as made:
        yield made


def waiting(store: PostgresEventStore) -> int:
    """Return how many saves stand in the queue."""
    return len(store._recorder.coalescer._queue)  # noqa: SLF001 - the only place that knows


def sent(store: PostgresEventStore) -> int:
    """Return how many saves are under way."""
    return sum(map(len, store._recorder.coalescer._under_way))  # noqa: SLF001 - same


class Crowd:
    """Saves that arrive one after the other while two are under way, held up by somebody else's lock."""

    def __init__(self, store: PostgresEventStore, owner: psycopg.Connection, pool: ThreadPoolExecutor) -> None:
        self.store = store
        self.owner = owner
        self._pool = pool
        self.saves: list[Future[list[Recorded]]] = []

    def add(self, *events: Recorded, under: Receipt | None = None, **rests_on: int) -> Future[list[Recorded]]:
        """Let a thread save this, and wait until it stands in the queue; ``rests_on``: versions of ``journey/…``."""
        seen = {f"journey/{name}": version for name, version in rests_on.items()}
        save = self._pool.submit(self.store.append, list(events), under, seen)
        self.saves.append(save)
        if len(self.saves) == 1:
            held = b"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            until(lambda: self.owner.execute(held).fetchone() != (0,))
        under_way = min(len(self.saves), 2)
        until(lambda: (sent(self.store), waiting(self.store)) == (under_way, len(self.saves) - under_way))
        return save


@contextmanager
def crowd(store: PostgresEventStore, database_url: str, first: str = "journey/first") -> Iterator[Crowd]:
    """Gather a crowd, and let it go at the end."""
    with ThreadPoolExecutor(20) as pool, psycopg.connect(database_url, autocommit=True) as owner:
        with owner.transaction():
            owner.execute(TAKE_TURNS)
            made = Crowd(store, owner, pool)
            store._recorder.coalescer._crowd = 0  # noqa: SLF001 - as if nobody had been here before
            made.add(fact(first, 1))
            made.add(under=receipt(f"behind {first}"))
            yield made
        wait(made.saves, 10)


def transactions(database_url: str) -> list[tuple[int, int]]:
    """Return how many events each transaction stored, with its last position."""
    count = b"SELECT count(*), max(notification_id) FROM log.events GROUP BY xmin ORDER BY 2"
    with psycopg.connect(database_url) as connection:
        return [(int(row[0]), int(row[1])) for row in connection.execute(count)]


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a crowd gather for as long as it takes, on a machine that halts too."""
    session = "SET default_transaction_isolation = 'read committed'"
    monkeypatch.setattr(datastore, "QUERIES", {**QUERIES, "begin_log_session": session})
    monkeypatch.setattr(recorder, "DEADLINE_SECONDS", 60.0)
    monkeypatch.setattr(connections, "_SILENCE_SECONDS", 60.0)


@pytest.mark.usefixtures("unhurried")
class TestOneTransaction:
    def test_holds_all_that_waited(self, store: PostgresEventStore, database_url: str) -> None:
        with crowd(store, database_url) as all_of_them:
            for number in range(10):
                events = [fact(f"journey/{number:04}", version) for version in range(1, number % 3 + 2)]
                all_of_them.add(*events, under=receipt(f"k{number}"))
        placed = [each.result() for each in all_of_them.saves]
        assert [each.position for events in placed for each in events] == list(range(1, 21))
        assert transactions(database_url) == [(1, 1), (19, 20)]
        assert store.read(0, 100) == [each for events in placed for each in events]

    def test_tells_each_receipt_its_own_events(self, store: PostgresEventStore, database_url: str) -> None:
        with crowd(store, database_url) as all_of_them:
            all_of_them.add(fact("journey/a", 1), fact("journey/a", 2), under=receipt("two"))
            all_of_them.add(under=receipt("none"))
            all_of_them.add(fact("journey/b", 1))
            all_of_them.add(fact("journey/c", 1), under=receipt('{"one"\\, NULL}'))
        assert store.receipt("p-1", "two") == replace(receipt("two"), first_position=2, event_count=2)
        assert store.receipt("p-1", "none") == receipt("none")
        odd = receipt('{"one"\\, NULL}')
        assert store.receipt("p-1", odd.key) == replace(odd, first_position=5, event_count=1)

    def test_is_one_s_own_for_who_comes_alone(self, store: PostgresEventStore) -> None:
        for version in range(1, 11):
            store.append([fact("journey/0180", version)], receipt(f"k{version}"))
        coalescer = store._recorder.coalescer  # noqa: SLF001 - the only place that knows
        assert (coalescer.batches, coalescer.saves) == (10, 10)


class TestNeighbours:
    @pytest.mark.usefixtures("unhurried")
    def test_are_not_harmed_by_those_who_are_refused(self, store: PostgresEventStore, database_url: str) -> None:
        store.append([fact("journey/taken", 1)], receipt("taken"))
        with crowd(store, database_url) as all_of_them:
            good = [all_of_them.add(fact("journey/a", 1), under=receipt("a"))]
            stale = all_of_them.add(fact("journey/b", 1), fact("journey/taken", 1), under=receipt("stale"))
            used = all_of_them.add(fact("journey/c", 1), under=receipt("taken"))
            good += [all_of_them.add(fact("journey/d", 1), fact("journey/d", 2), under=receipt("d"))]
            unreadable = all_of_them.add(fact("journey/e", 1), under=receipt("nul \x00"))
            unsendable = all_of_them.add(fact("journey/f", 1), under=receipt("half \ud800"))
            good += [all_of_them.add(fact("journey/g", 1), under=receipt("g"))]
        assert [[each.envelope.stream for each in save.result()] for save in good] == [
            ["journey/a"],
            ["journey/d"] * 2,
            ["journey/g"],
        ]
        assert isinstance(stale.exception(), VersionConflict)
        assert isinstance(used.exception(), KeyTaken)
        assert unreadable.exception()
        assert unsendable.exception()
        kept = [each.envelope.stream for each in store.read(0, 100)]
        assert kept == ["journey/taken", "journey/first", "journey/a", *["journey/d"] * 2, "journey/g"]
        assert store.receipt("p-1", "stale") is None

    @pytest.mark.usefixtures("unhurried")
    def test_who_want_the_same_place_let_the_first_have_it(self, store: PostgresEventStore, database_url: str) -> None:
        with crowd(store, database_url) as all_of_them:
            same = [all_of_them.add(fact("journey/a", 1), under=receipt(f"k{number}")) for number in range(3)]
            other = all_of_them.add(fact("journey/b", 1), under=receipt("k9"))
        assert [type(each.exception()) for each in same] == [type(None), VersionConflict, VersionConflict]
        assert transactions(database_url)[-1] == (2, other.result()[0].position)
        assert store.receipt("p-1", "k1") is None

    @pytest.mark.usefixtures("unhurried")
    def test_who_send_the_same_key_have_one_effect(self, store: PostgresEventStore, database_url: str) -> None:
        with crowd(store, database_url) as all_of_them:
            same = [all_of_them.add(fact("journey/a", 1), under=receipt("k")) for _ in range(3)]
        assert [type(each.exception()) for each in same] == [type(None), KeyTaken, KeyTaken]
        assert len(store.load("journey/a")) == 1

    @pytest.mark.usefixtures("unhurried")
    def test_who_rest_on_what_another_moved_are_told_and_the_others_stored(
        self, store: PostgresEventStore, database_url: str
    ) -> None:
        store.append([fact("journey/old", 1)])
        with crowd(store, database_url) as all_of_them:
            good = [all_of_them.add(fact("journey/a", 1), under=receipt("a"), old=1, none=0)]
            stale = [all_of_them.add(fact("journey/b", 1), under=receipt("b"), old=0)]
            good += [all_of_them.add(fact("journey/c", 1), old=1)]
            stale += [all_of_them.add(under=receipt("d"), none=0, old=2)]
            good += [all_of_them.add(fact("journey/e", 1), under=receipt("e"))]
        assert [len(each.result()) for each in good] == [1, 1, 1]
        assert {(type(each.exception()), str(each.exception())) for each in stale} == {(VersionConflict, "journey/old")}
        assert transactions(database_url) == [(1, 1), (1, 2), (3, store.head())]

    @pytest.mark.usefixtures("unhurried")
    def test_who_rest_on_what_one_before_them_writes_see_what_became_of_it(
        self, store: PostgresEventStore, database_url: str
    ) -> None:
        store.append([fact("journey/taken", 1)])
        with crowd(store, database_url) as all_of_them:
            all_of_them.add(fact("journey/a", 1), under=receipt("a"))
            misled = all_of_them.add(fact("journey/b", 1), under=receipt("b"), a=0)
            aware = all_of_them.add(fact("journey/c", 1), under=receipt("c"), a=1)
            fallen = all_of_them.add(fact("journey/d", 1), fact("journey/taken", 1), under=receipt("d"))
            right = all_of_them.add(fact("journey/e", 1), under=receipt("e"), d=0)
            in_order = [all_of_them.add(fact("journey/f", 1), d=0), all_of_them.add(fact("journey/d", 1))]
        assert [type(each.exception()) for each in (misled, fallen)] == [VersionConflict] * 2
        assert [len(each.result()) for each in (aware, right, *in_order)] == [1] * 4
        assert len(store.load("journey/d")) == 1

    @pytest.mark.usefixtures("unhurried")
    def test_who_are_sent_behind_see_what_those_before_them_wrote(
        self, store: PostgresEventStore, database_url: str
    ) -> None:
        """The check comes after the turn: the transaction before is committed by then, and was not when it was sent."""
        with crowd(store, database_url) as all_of_them:
            all_of_them.add(fact("journey/a", 1), first=0)
            all_of_them.add(fact("journey/b", 1), first=1)
        assert [type(each.exception()) for each in all_of_them.saves[2:]] == [VersionConflict, type(None)]

    def test_share_a_lock_that_is_not_let_go(self, store: PostgresEventStore, database_url: str) -> None:
        with crowd(store, database_url) as all_of_them:
            began = time.monotonic()
            for number in range(8):
                all_of_them.add(fact(f"journey/{number}", 1), under=receipt(f"k{number}"))
            wait(all_of_them.saves, 10)
            assert time.monotonic() - began < 5
        assert {type(each.exception()) for each in all_of_them.saves} == {Unavailable}
        assert store.head() == 0


@pytest.mark.usefixtures("unhurried")
class TestLostAnswer:
    def test_is_unknown_to_all_of_the_batch_and_converges(self, store: PostgresEventStore, database_url: str) -> None:
        with (
            tempfile.TemporaryDirectory() as folder,
            LossyProxy(Path(folder), socket_of(database_url)) as proxy,
            PostgresEventStore(make_conninfo(database_url, host=str(proxy.folder))) as far,
        ):
            for trial in range(10):
                with crowd(far, database_url, f"journey/first-{trial}") as all_of_them:
                    keys = [f"k{trial}-{number}" for number in range(5)]
                    saves = [all_of_them.add(fact(f"journey/{key}", 1), under=receipt(key)) for key in keys]
                    proxy.only, proxy.lose = f"k{trial}-4".encode(), Lose.ANSWER if trial % 2 else Lose.QUESTION
                assert {type(each.exception()) for each in saves} == {OutcomeUnknown}
                assert {store.receipt("p-1", key) is not None for key in keys} == {bool(trial % 2)}
                for key in keys:
                    insist(far, f"journey/{key}", key)
                    assert len(store.load(f"journey/{key}")) == 1
            assert proxy.lost == 10


class TestWaiting:
    @pytest.mark.parametrize(
        ("patience", "third", "fourth"),
        [(0.3, TooBusy, TooBusy), (1.5, TooSlow, type(None)), (60, type(None), type(None))],
    )
    def test_ends_in_time_in_the_queue_and_under_way(self, patience: float, third: type, fourth: type) -> None:
        free = time.monotonic()

        def send(batch: list[Save]) -> Callable[[], None]:
            """Write one batch after the other, each in a second."""
            nonlocal free
            free = written = max(free, time.monotonic()) + 1

            def finish() -> None:
                time.sleep(max(written - time.monotonic(), 0))
                for each in batch:
                    each.stored = True

            return finish

        coalescer = Coalescer(send, patience)
        with ThreadPoolExecutor(4) as pool:
            saves = []
            for number in range(4):
                saves.append(pool.submit(coalescer.put, Save()))
                until(lambda number=number: coalescer.saves + len(coalescer._queue) == number + 1)  # type: ignore[misc]  # noqa: SLF001
            assert [type(each.exception()) for each in saves] == [type(None), type(None), third, fourth]
        coalescer.put(Save())

    def test_leaves_nobody_behind_when_a_writer_dies(self) -> None:
        sizes: list[int] = []

        def send(batch: list[Save]) -> Callable[[], None]:
            sizes.append(len(batch))
            return die

        def die() -> None:
            until(lambda: len(sizes) == 3 or len(coalescer._queue) == 2)  # noqa: SLF001 - the only place that knows
            raise KeyboardInterrupt

        coalescer = Coalescer(send, 5.0)
        with ThreadPoolExecutor(4) as pool:
            saves = [pool.submit(coalescer.put, Save()) for _ in range(4)]
            found = [type(each.exception(2)).__name__ for each in saves]
        assert sorted(found) == ["KeyboardInterrupt"] * 3 + ["TooSlow"]
        assert sizes == [1, 1, 2]

    def test_leaves_nobody_behind_when_a_sender_dies(self) -> None:
        def send(_: list[Save]) -> Callable[[], None]:
            raise KeyboardInterrupt

        coalescer = Coalescer(send, 5.0)
        with ThreadPoolExecutor(4) as pool:
            saves = [pool.submit(coalescer.put, Save()) for _ in range(20)]
            found = {type(each.exception(2)) for each in saves}
        assert found <= {KeyboardInterrupt, TooSlow}

    def test_is_over_for_all_when_the_one_who_would_tell_them_has_left(self) -> None:
        """Who sends for others, and finds that they have gone, waits for the end in their place."""
        let_go = Event()
        written: list[int] = []

        def send(batch: list[Save]) -> Callable[[], None]:
            let_go.wait(5)
            return lambda: written.append(len(batch))

        coalescer = Coalescer(send, 0.2)
        with ThreadPoolExecutor(2) as pool:
            sender = pool.submit(coalescer.put, Save())
            until(lambda: coalescer.batches == 1)
            late = pool.submit(coalescer.put, Save())
            assert isinstance(late.exception(2), TooBusy)
            let_go.set()
            assert isinstance(sender.exception(2), TooSlow)
        assert written == [1]

    def test_who_has_most_time_left_waits_for_all(self) -> None:
        """Else a request that came late would end the connection on which the others' answers are to come."""
        let_go = Event()
        waited: dict[int, int] = {}

        def send(batch: list[Save]) -> Callable[[], None]:
            def finish() -> None:
                let_go.wait(5)
                waited[len(batch)] = get_ident()
                for each in batch:
                    each.stored = True

            return finish

        def put(seconds: float) -> int:
            with within(seconds):
                coalescer.put(Save())
            return get_ident()

        coalescer = Coalescer(send, 60.0)
        with ThreadPoolExecutor(5) as pool:
            before = [pool.submit(put, 60) for _ in range(2)]
            until(lambda: coalescer.saves == 2)
            hurried, unhurried, another = (pool.submit(put, seconds) for seconds in (20, 40, 30))
            until(lambda: len(coalescer._queue) == 3)  # noqa: SLF001 - the only place that knows
            let_go.set()
            threads = [each.result(5) for each in (*before, hurried, unhurried, another)]
        assert len(set(threads)) == 5
        assert waited[3] == threads[3]

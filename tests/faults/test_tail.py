"""Who reads the log page by page, always on the heels of eight writers, misses nothing.

FEMSTEG_TAIL_EVENTS says how many events are written (20,000 when it does not). Sabotage, named in FEMSTEG_SABOTAGE:
`no-turns` takes away the trigger by which writers take turns, and turns the first test red.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Thread
from typing import Never

from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from adapters.serialization.mapper import FemstegMapper
from projections.engine.log import Entry
from projections.engine.running import BATCH, place
from tests.support.database import run
from tests.support.log import fact
from tests.support.processes import forking

EVENTS = int(os.environ.get("FEMSTEG_TAIL_EVENTS", "20000"))
PROCESSES, STORES = 4, 2  # in each process so many stores, each with its own connections
SAVE = 8  # events at once; now and then one alone
NO_TURNS = "ALTER TABLE log.events DISABLE TRIGGER take_turns"
# Some hold their positions for a while before others may see them: who reads meanwhile would go past them.
LINGERING = 97
LINGER = (
    "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.01); RETURN NULL; END'",
    f"""CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON log.events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.originator_version % {LINGERING} = 0) EXECUTE FUNCTION linger()""",
)
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


def write(url: str, process: int, events: int) -> None:
    """Append events from several stores at once, each to a stream of its own."""
    writers = [Thread(target=_write, args=(url, f"journey/{process}{number}", events)) for number in range(STORES)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()


def _write(url: str, stream: str, events: int) -> None:
    version = 0
    with PostgresEventStore(url) as store:
        while version < events:
            many = min(1 if version % 3 == 0 else SAVE, events - version)
            store.append([fact(stream, version + each) for each in range(1, many + 1)])
            version += many


class Unread(FemstegMapper):
    """Leaves events closed, so that the reader is as quick as can be; it is told of each where it is all the same."""

    def to_domain_event(self, domain_event: object) -> Never:
        raise NotImplementedError


@dataclass
class Reader:
    """Follows the log as projections do: the next page begins after the last position of the one before."""

    log: PostgresLog
    seen: list[tuple[int, str]] = field(default_factory=list)
    pages: Counter[str] = field(default_factory=Counter)

    def read(self) -> int:
        """Read a page; return how many events it had."""
        page: list[Entry] = self.log.read(self.seen[-1][0] if self.seen else 0, BATCH)
        self.seen += [(each.position, place(each)[0]) for each in page]
        self.pages["empty" if not page else "full" if len(page) == BATCH else "part"] += 1
        return len(page)


@contextmanager
def writing(url: str, events: int) -> Iterator[Callable[[], bool]]:
    """Let eight writers append so many events; what is yielded tells whether any of them still writes."""
    share = events // (PROCESSES * STORES)
    processes = [forking().Process(target=write, args=(url, each, share)) for each in range(PROCESSES)]
    for each in processes:
        each.start()
    yield lambda: any(each.is_alive() for each in processes)
    for each in processes:
        each.join()
    assert {each.exitcode for each in processes} == {0}


def tail(url: str, events: int) -> tuple[Reader, list[tuple[int, str]]]:
    """Read along while eight write; return who read, and what the log holds when all is over."""
    run(url, *LINGER)
    pool = Pool(url, 2)
    reader = Reader(PostgresLog(pool, Unread()))
    began = time.monotonic()
    with writing(url, events) as still:
        while still():
            reader.read()
    while reader.read():
        pass
    held = Reader(reader.log)
    while held.read():
        pass
    pool.close()
    seconds = time.monotonic() - began
    print(f"{len(held.seen)} events in {seconds:.1f} s; pages read: {dict(reader.pages)}")
    return reader, held.seen


def test_a_reader_on_the_heels_of_eight_writers_misses_nothing(database_url: str) -> None:
    if SABOTAGE == "no-turns":
        run(database_url, NO_TURNS)
    reader, held = tail(database_url, EVENTS)
    turns = sum(one[1] != other[1] for one, other in pairwise(held))
    missed = set(held) - set(reader.seen)
    print(f"{turns} times another writer came between; {len(missed)} missed")
    assert len({stream for _, stream in held}) == PROCESSES * STORES
    assert len(held) == EVENTS // (PROCESSES * STORES) * PROCESSES * STORES
    assert turns >= EVENTS / 20, "void: the writers did not write at the same time"
    assert reader.pages["part"] >= EVENTS / 400, "void: the reader was seldom at the end of the log"
    assert EVENTS // (PROCESSES * STORES) >= 3 * LINGERING, "void: nobody lingered"
    assert missed == set()
    assert reader.seen == held
    assert [position for position, _ in held] == list(range(1, len(held) + 1))


def test_the_same_reader_misses_some_where_writers_take_no_turns(database_url: str) -> None:
    """So that the test above is known to see what it looks for."""
    run(database_url, NO_TURNS)
    reader, held = tail(database_url, 8000)
    missed = set(held) - set(reader.seen)
    print(f"{len(missed)} missed")
    assert len(missed) >= 10

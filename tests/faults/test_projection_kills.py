"""A projection's process killed again and again, most times in the middle of a transaction, leaves what the log says.

FEMSTEG_KILLS says how often (40 times when it does not). Sabotage, named in FEMSTEG_SABOTAGE: `position-first` moves
the position in a transaction of its own, before the rows, and turns this red.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

import psycopg
import pytest

from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from adapters.postgres.views.store import PostgresViews
from domain.correction import EntryCorrection
from domain.messages import Recorded
from projections.engine.digest import prove
from projections.engine.projection import Projection
from projections.engine.rows import Batch
from projections.engine.running import follow
from projections.engine.views import Work
from projections.registry import PROJECTIONS
from tests.support.folding import fold
from tests.support.processes import forking
from tests.support.views import Desk, open_desk
from tests.support.wandering import wandered, wandering

KILLS = int(os.environ.get("FEMSTEG_KILLS", "40"))
BATCH = 3
BATCHES = range(3, 20)  # so many before the blow
MOST_SECONDS = 0.006  # from the beginning of a transaction to the blow; it takes about as long
POSITION = "SELECT position FROM views.tracking WHERE projection = %s AND version = %s FOR UPDATE"
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


class TellingViews(PostgresViews):
    """Views whose process tells when a transaction has begun, of what, and when it is over."""

    def __init__(self, pool: Pool, told: Connection) -> None:
        super().__init__(pool)
        self._told = told

    def advance(self, projection: Projection, after: int, position: int, work: Work, **more: Any) -> bool:
        def told(batch: Batch) -> None:
            self._told.send((projection.name, projection.version, after))
            work(batch)

        if SABOTAGE == "position-first":
            super().advance(projection, after, position, lambda _: None, **more)
            after = position
        moved = super().advance(projection, after, position, told, **more)
        self._told.send(None)
        return moved


def work_for_ever(url: str, told: Connection, first: int) -> None:
    """Follow the log with every projection, beginning with that one."""
    pool = Pool(url, 4)
    log, views = PostgresLog(pool), TellingViews(pool, told)
    while True:
        for projection in (*PROJECTIONS[first:], *PROJECTIONS[:first]):
            follow(projection, log, views, batch=BATCH)


def entries() -> list[Recorded]:
    """Return a log that is long enough for the kills."""
    return [*wandered(), *(each for more in range(KILLS // 60) for each in wandering(more + 1))]


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with open_desk(database_url, events=0) as made:
        made.store.append(entries())
        yield made


def kill(desk: Desk, dice: random.Random, number: int) -> str:
    """Let a process begin and kill it; return what it was at."""
    told, tells = forking().Pipe(duplex=False)
    worker = forking().Process(target=work_for_ever, args=(desk.url, tells, number % len(PROJECTIONS)))
    worker.start()
    tells.close()
    began: tuple[str, int, int] | None = None
    left = dice.choice(BATCHES)
    with told:
        while left:
            began = told.recv()
            left -= began is not None
        time.sleep(dice.uniform(0, MOST_SECONDS))
        worker.kill()
        worker.join()
        with suppress(EOFError):
            while True:
                began = told.recv()
    return "between two" if began is None else became(desk, *began)


def became(desk: Desk, name: str, version: int, after: int) -> str:
    """Return what became of a transaction whose process was killed, once the server is done with it."""
    with psycopg.connect(desk.url) as connection:
        found = connection.execute(POSITION, [name, version]).fetchone()
    assert found
    return "in one that was lost" if found[0] == after else "in one that was kept"


def test_kills_of_the_projection_process_leave_rows_equal_to_a_fold(desk: Desk) -> None:
    dice = random.Random(11)  # noqa: S311 -- dice for a test
    struck = Counter(kill(desk, dice, number) for number in range(KILLS))
    read, said = desk.views.positions(PROJECTIONS), desk.store.read(0, 100_000)
    corrections = sum(isinstance(each.event, EntryCorrection) for each in said[: min(read.values())])
    print(f"{KILLS} kills: {dict(struck)}; {read} read of {len(said)}, {corrections} corrections by all")
    assert struck["in one that was lost"] >= KILLS / 4, "void: too few kills struck in a transaction"
    assert struck["between two"] + struck["in one that was kept"] >= KILLS / 20, "void: too few kills after a commit"
    assert max(read.values()) < len(said), "void: nothing was left to do"
    for projection in PROJECTIONS:
        follow(projection, desk.log, desk.views)
        assert fold(projection, said) == desk.shown(projection)
        assert prove([projection], desk.log, desk.views)[0].holds

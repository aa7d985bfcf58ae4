"""From acknowledged to visible: how long after its answer a command shows in the county, at 100 commands a second.

Commands, followers and whoever looks share a process, as in ``femsteg serve``; the limit is what a bare commit takes
on the same server while it is at work. The server is the embedded one with its durable settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any

import psycopg
import pytest

from adapters.main import System, open_system
from adapters.postgres.server import embedded
from adapters.settings import Settings
from domain.people import Actor
from domain.scope import Scope
from domain.support.commands import LogContact
from domain.values import Channel, Role
from tests.benchmarks.measuring import Table
from workflows.handling.act import Act
from workflows.reference import places
from workflows.registration import register_county

RATE = 100
SECONDS = 10
ROUNDS = 3
LOOK_SECONDS = 0.001
BUDGETS = {"lag_p50_ms": (50, 15.0), "lag_p99_ms": (99, 60.0)}
_VISIBLE = "SELECT position FROM views.tracking WHERE projection = 'county' ORDER BY version DESC LIMIT 1"
_COORDINATOR = Actor(ref="p-" + "0" * 32, role=Role.COORDINATOR)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("bench") / "data"
    embedded.start(folder)
    with open_system(Settings(database_url=None, data_folder=folder), "real") as made:
        register_county(made.handling(), made.store, made.county)
        made.follower.start()
        yield made
        made.follower.stop()
    embedded.stop(folder)


@dataclass
class Looking:
    """Someone who looks again and again how far the county has come, and notes when it moved."""

    connection: psycopg.Connection[Any]
    seen: list[tuple[int, float]] = field(default_factory=list)
    ended: Event = field(default_factory=Event)

    def look(self) -> None:
        last = 0
        while not self.ended.wait(LOOK_SECONDS):
            found = self.connection.execute(_VISIBLE, prepare=True).fetchone()
            if found and found[0] > last:
                last = found[0]
                self.seen.append((last, perf_counter()))

    def first(self, position: int) -> float:
        """Return when a position was first seen."""
        return next(at for reached, at in self.seen if reached >= position)


@contextmanager
def looking(url: str) -> Iterator[Looking]:
    with psycopg.connect(url, autocommit=True) as connection:
        someone = Looking(connection)
        thread = Thread(target=someone.look)
        thread.start()
        try:
            yield someone
        finally:
            someone.ended.set()
            thread.join()


@dataclass
class Committing:
    """A bare row and its commit, a few times a second beside the commands."""

    connection: psycopg.Connection[Any]
    took: list[float] = field(default_factory=list)

    def commit(self) -> None:
        started = perf_counter()
        self.connection.execute("INSERT INTO bench_rows VALUES (1)", prepare=True)
        self.took.append((perf_counter() - started) * 1000)


def lags(system: System, url: str, key: str) -> tuple[list[float], list[float]]:
    """Return each command's milliseconds from its answer to its being seen, and each bare commit's."""
    here = [each.scb_code for each in places.municipalities(system.county)]
    handling, began = system.handling(), perf_counter() + 0.1

    def ask(number: int) -> tuple[int, float]:
        sleep(max(began + number / RATE - perf_counter(), 0))
        act = Act(
            LogContact(direction="both"),
            Scope.of(here[number % len(here)]),
            _COORDINATOR,
            f"{key}-{number}",
            Channel.API,
        )
        done = handling.handle(act)
        acknowledged = perf_counter()
        system.follower.wake()
        return done.position, acknowledged

    with psycopg.connect(url, autocommit=True) as connection, looking(url) as someone, ThreadPoolExecutor(8) as people:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_rows (number integer)")
        committing = Committing(connection)
        answers = people.map(ask, range(RATE * SECONDS))
        for _ in range(SECONDS * 10):
            committing.commit()
            sleep(0.1)
        told = list(answers)
        until = max(position for position, _ in told)
        while not someone.seen or someone.seen[-1][0] < until:
            sleep(0.01)
    return [max(someone.first(position) - at, 0.0) * 1000 for position, at in told], committing.took


def test_from_acknowledged_to_visible(table: Table, system: System) -> None:
    url = embedded.start(system.settings.data_folder)
    rounds = [lags(system, url, str(number)) for number in range(ROUNDS)]
    for key, (percentile, budget) in BUDGETS.items():
        measured = [(at(percentile, lag), at(percentile, bare)) for lag, bare in rounds]
        figure = table.compare(key, f"ms until it shows, at {RATE}/s; a bare commit; budget {budget:.0f}", measured)
        print(f"\n{key}: {figure.ours:.1f} ms of {budget:.0f} ms ({'within' if figure.ours <= budget else 'OVER'})")
        assert len(rounds[0][0]) == RATE * SECONDS


def at(percentile: int, milliseconds: list[float]) -> float:
    return quantiles(milliseconds, n=100)[percentile - 1]

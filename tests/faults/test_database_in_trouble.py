"""A database that hangs, is full or is gone: 503 with Retry-After within five seconds, never 500, and well by itself.

Sabotage, named in FEMSTEG_SABOTAGE: `wait-for-ever` takes every time limit away and turns the lock holders red;
`no-deadline` lets requests queue without one and turns the crowds red; `trust-every-connection` skips the look at a
connection before it is used, takes the server's farewell for any lost answer, and turns the last test red: either alone
is made good by the other.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.http.middleware import admission
from adapters.postgres import connections
from adapters.postgres.connections import AnswerLost, PatientConnection
from adapters.postgres.log import datastore, pipeline, recorder
from adapters.postgres.server import embedded
from adapters.postgres.sql import QUERIES
from tests.support.api import Office, open_office
from tests.support.database import frozen, server_folder
from tests.support.waiting import in_time, patiently, until

HERE = "1715"
CONTACT = "support/log-contact"
TAKE_TURNS = b"SELECT pg_advisory_xact_lock(1179471175, 1)"
HIDE_TOKENS = b"LOCK TABLE access.tokens IN ACCESS EXCLUSIVE MODE"
HIDE_VIEWS = b"LOCK TABLE views.tracking IN ACCESS EXCLUSIVE MODE"
HIDE_ALL = b"LOCK TABLE log.events IN ACCESS EXCLUSIVE MODE"
CALLERS = 24  # twice as many as there are connections
CROWD = 100
SECONDS = 5.0
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


def any_lost_answer(*_: object) -> AnswerLost:
    """Know no more of a connection that the server closed than of one that went silent."""
    return AnswerLost("connection")


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "wait-for-ever":
        monkeypatch.setattr(datastore, "QUERIES", {**QUERIES, "begin_log_session": "SELECT 1"})
        for limit in ("_SILENCE_SECONDS", "_CHECKOUT_SECONDS"):
            monkeypatch.setattr(connections, limit, 60.0)
        monkeypatch.setattr(recorder, "DEADLINE_SECONDS", 60.0)
        monkeypatch.setattr(admission, "DEADLINE_SECONDS", 60.0)
    if SABOTAGE == "no-deadline":
        monkeypatch.setattr(admission, "DEADLINE_SECONDS", 600.0)
    if SABOTAGE == "trust-every-connection":
        monkeypatch.setattr(PatientConnection, "lives", lambda _: True)
        for module in (recorder, pipeline):
            monkeypatch.setattr(module, "lost", any_lost_answer)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        yield made


@contextmanager
def held(database_url: str, lock: bytes) -> Iterator[None]:
    """Hold a lock, for ever as far as anybody knows."""
    with psycopg.connect(database_url, autocommit=True) as holder, holder.transaction():
        holder.execute("SET LOCAL idle_in_transaction_session_timeout = '30s'")
        holder.execute(lock)
        yield


def timed(office: Office, key: str) -> tuple[Any, float]:
    began = time.monotonic()
    answer = office.coordinator.send(HERE, CONTACT, key=key, direction="both")
    return answer, time.monotonic() - began


def ask_all(office: Office, name: str, callers: int = CALLERS) -> list[tuple[Any, float]]:
    with ThreadPoolExecutor(callers) as pool:
        return list(pool.map(lambda number: timed(office, f"{name}-{number:08}"), range(callers)))


def settled(office: Office, name: str, callers: int) -> Counter[int]:
    """Repeat the same requests until none is told to come again."""
    return patiently(
        lambda: Counter(each.status_code for each, _ in ask_all(office, name, callers)),
        lambda statuses: statuses[503] > 0,
    )


def looked(office: Office, _: int) -> tuple[Any, float]:
    began = time.monotonic()
    answer = office.http.get("/api/v1/counties/17", headers=office.coordinator.headers())
    return answer, time.monotonic() - began


def told_to_come_again(crowd: Callable[[], list[tuple[Any, float]]]) -> int:
    """Check that every one was told so in time, and return for how many the fault was felt: they had to wait."""
    felt = 0

    def slowest() -> float:
        nonlocal felt
        answers = crowd()
        statuses, last = Counter(each.status_code for each, _ in answers), max(seconds for _, seconds in answers)
        felt = sum(seconds > 0.5 for _, seconds in answers)
        print(f"{dict(statuses)}, felt by {felt}, the slowest after {last:.1f} s")
        assert statuses == {503: len(answers)}
        assert all(answer.headers.get("retry-after") for answer, _ in answers)
        return last

    in_time(SECONDS, slowest)
    return felt


def contacts(office: Office) -> int:
    return sum(each.topic == "support.contact-had.v1" for each in office.system.store.read(0, 10_000))


@pytest.mark.parametrize("lock", [TAKE_TURNS, HIDE_ALL])
def test_who_holds_a_lock_for_ever_holds_nobody_up(office: Office, database_url: str, lock: bytes) -> None:
    """With more callers than connections: those who find the pool empty are told as soon."""
    assert office.coordinator.send(HERE, CONTACT, direction="both").status_code == 200
    with held(database_url, lock):
        assert told_to_come_again(lambda: ask_all(office, "held-up")) >= CALLERS // 2
    assert settled(office, "held-up", CALLERS) == {200: CALLERS}
    assert contacts(office) == CALLERS + 1


@pytest.mark.parametrize("lock", [TAKE_TURNS, HIDE_ALL, HIDE_TOKENS])
def test_a_crowd_at_a_locked_door_is_told_as_soon(office: Office, database_url: str, lock: bytes) -> None:
    """A hundred callers for twelve connections, to a log or a table that somebody holds for ever."""
    assert office.coordinator.send(HERE, CONTACT, direction="both").status_code == 200
    with held(database_url, lock):
        assert told_to_come_again(lambda: ask_all(office, "crowd", CROWD)) >= CROWD // 2
    assert settled(office, "crowd", CROWD) == {200: CROWD}
    assert contacts(office) == CROWD + 1


def test_a_crowd_of_readers_is_told_as_soon(office: Office, database_url: str) -> None:
    with held(database_url, HIDE_VIEWS), ThreadPoolExecutor(CROWD) as pool:
        crowd = partial(pool.map, partial(looked, office), range(CROWD))
        assert told_to_come_again(lambda: list(crowd())) >= CROWD // 2
    until(lambda: looked(office, 0)[0].status_code == 200)


@pytest.mark.slow
@pytest.mark.parametrize("ask", [timed, looked])
def test_a_server_that_does_not_answer_any_more_holds_nobody_up(ask: Callable[[Office, Any], Any]) -> None:
    """Every process of it stands still, in the middle of what it does: no connection ends, and no answer comes."""
    with server_folder() as folder:
        data = Path(folder) / "server"
        try:
            with open_office(embedded.start(data), HERE) as office:
                assert ask(office, "frozen-before")[0].status_code == 200
                with frozen(data), ThreadPoolExecutor(CROWD) as pool:
                    numbers = [f"frozen-{number:08}" for number in range(CROWD)]
                    felt = told_to_come_again(lambda: list(pool.map(partial(ask, office), numbers)))
                until(lambda: ask(office, "frozen-after")[0].status_code == 200)
        finally:
            embedded.stop(data)
    assert felt >= CROWD // 2


@pytest.mark.slow
def test_a_server_that_stops_is_missed_and_found_again() -> None:
    with server_folder() as folder:
        data = Path(folder) / "server"
        try:
            with open_office(embedded.start(data), HERE) as office:
                assert office.coordinator.send(HERE, CONTACT, direction="both").status_code == 200
                embedded.stop(data)
                told_to_come_again(lambda: ask_all(office, "stopped", CROWD))
                embedded.start(data)
                back = settled(office, "stopped", CROWD)
        finally:
            embedded.stop(data)
    assert back == {200: CROWD}


def test_a_connection_that_was_closed_while_idle_costs_nobody_an_answer(office: Office, database_url: str) -> None:
    """What was dead before anything was sent is replaced; the request never hears of it."""
    closed = 0
    with psycopg.connect(database_url, autocommit=True) as owner:
        for trial in range(10):
            assert office.coordinator.send(HERE, CONTACT, key=f"killed-{trial:08}", direction="both").status_code == 200
            found = owner.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND query LIKE '%log.events%'"
            ).fetchall()
            closed += len(found)
    assert office.coordinator.send(HERE, CONTACT, key="killed-at-last", direction="both").status_code == 200
    assert closed >= 10
    assert contacts(office) == 11

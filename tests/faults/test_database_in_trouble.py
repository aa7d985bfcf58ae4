"""A database that hangs, is full or is gone: 503 with Retry-After within five seconds, never 500, and well by itself.

Sabotage, named in FEMSTEG_SABOTAGE: `wait-for-ever` takes every time limit away and turns the lock holders red;
`trust-every-connection` skips the look at a connection before it is used, takes the server's farewell for any lost
answer, and turns the last test red: either alone is made good by the other.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.postgres import connections, embedded, event_store
from adapters.postgres.connections import PatientConnection
from adapters.postgres.event_store import AnswerLost, Dismissed, FemstegRecorder
from tests.support.api import Office, open_office

HERE = "1715"
CONTACT = "support/log-contact"
TAKE_TURNS = b"SELECT pg_advisory_xact_lock(1179471175, 1)"
HIDE_ALL = b"LOCK TABLE log.events IN ACCESS EXCLUSIVE MODE"
CALLERS = 24  # twice as many as there are connections
SECONDS = 5.0
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


_execute = FemstegRecorder._execute  # noqa: SLF001 -- to be sabotaged


def taking_no_farewell(recorder: FemstegRecorder, *asked: Any) -> Any:
    """Execute, and know no more of a connection that the server closed than of one that went silent."""
    try:
        return _execute(recorder, *asked)
    except Dismissed as error:
        raise AnswerLost from error


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "wait-for-ever":
        monkeypatch.setattr(connections, "_SESSION", "SELECT 1")
        for limit in ("_SILENCE_SECONDS", "_CHECKOUT_SECONDS"):
            monkeypatch.setattr(connections, limit, 60.0)
        monkeypatch.setattr(event_store, "DEADLINE_SECONDS", 60.0)
    if SABOTAGE == "trust-every-connection":
        monkeypatch.setattr(PatientConnection, "lives", lambda _: True)
        monkeypatch.setattr(FemstegRecorder, "_execute", taking_no_farewell)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        yield made


@contextmanager
def held(database_url: str, lock: bytes, seconds: float) -> Iterator[None]:
    """Hold a lock, for ever as far as anybody knows."""
    with psycopg.connect(database_url, autocommit=True) as holder, holder.transaction():
        holder.execute(b"SET LOCAL idle_in_transaction_session_timeout = '%d'" % (seconds * 1000))
        holder.execute(lock)
        yield


def timed(office: Office, key: str) -> tuple[Any, float]:
    began = time.monotonic()
    answer = office.coordinator.send(HERE, CONTACT, key=key)
    return answer, time.monotonic() - began


def ask_all(office: Office, name: str, callers: int = CALLERS) -> list[tuple[Any, float]]:
    with ThreadPoolExecutor(callers) as pool:
        return list(pool.map(lambda number: timed(office, f"{name}-{number:08}"), range(callers)))


def settled(office: Office, name: str, callers: int) -> Counter[int]:
    """Repeat the same requests until none is told to come again."""
    began = time.monotonic()
    while (statuses := Counter(each.status_code for each, _ in ask_all(office, name, callers)))[503]:
        assert time.monotonic() - began < 10
    return +statuses


def contacts(office: Office) -> int:
    return sum(each.topic == "support.contact-had.v1" for each in office.system.store.read(0, 10_000))


@pytest.mark.parametrize("lock", [TAKE_TURNS, HIDE_ALL])
def test_who_holds_a_lock_for_ever_holds_nobody_up(office: Office, database_url: str, lock: bytes) -> None:
    """With more callers than connections: those who find the pool empty are told as soon."""
    assert office.coordinator.send(HERE, CONTACT).status_code == 200
    with held(database_url, lock, 8):
        answers = ask_all(office, "held-up")
    statuses = Counter(answer.status_code for answer, _ in answers)
    slowest = max(seconds for _, seconds in answers)
    print(f"{dict(statuses)}, the slowest after {slowest:.1f} s")
    assert statuses == {503: CALLERS}
    assert {answer.headers.get("retry-after") is not None for answer, _ in answers} == {True}
    assert slowest < SECONDS
    assert settled(office, "held-up", CALLERS) == {200: CALLERS}
    assert contacts(office) == CALLERS + 1


@pytest.mark.slow
def test_a_server_that_stops_is_missed_and_found_again() -> None:
    with tempfile.TemporaryDirectory(prefix="femsteg-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "server"
        try:
            with open_office(embedded.start(data), HERE) as office:
                assert office.coordinator.send(HERE, CONTACT).status_code == 200
                embedded.stop(data)
                gone = ask_all(office, "stopped", 12)
                embedded.start(data)
                back = settled(office, "stopped", 12)
        finally:
            embedded.stop(data)
    assert Counter(answer.status_code for answer, _ in gone) == {503: 12}
    assert max(seconds for _, seconds in gone) < SECONDS
    assert back == {200: 12}


def test_a_connection_that_was_closed_while_idle_costs_nobody_an_answer(office: Office, database_url: str) -> None:
    """What was dead before anything was sent is replaced; the request never hears of it."""
    closed = 0
    with psycopg.connect(database_url, autocommit=True) as owner:
        for trial in range(10):
            assert office.coordinator.send(HERE, CONTACT, key=f"killed-{trial:08}").status_code == 200
            found = owner.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND query LIKE '%log.events%'"
            ).fetchall()
            closed += len(found)
    assert office.coordinator.send(HERE, CONTACT, key="killed-at-last").status_code == 200
    assert closed >= 10
    assert contacts(office) == 11

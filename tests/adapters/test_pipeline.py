"""Transactions that are under way at once on one connection: nobody's answer is taken for another's.

Sabotage, named in FEMSTEG_SABOTAGE: `any-answer` goes on reading after an answer that nobody waited for.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from eventsourcing.persistence import DataError, IntegrityError, OperationalError

from adapters.postgres.connections import AnswerLost, Dismissed, LivingPool, PatientConnection
from adapters.postgres.log.pipeline import Pipeline, Question, _Line

LOCK = b"SELECT pg_advisory_xact_lock(7)"
STATEMENTS = {
    "length": "SELECT length($1::text)",
    "note": "INSERT INTO public.note VALUES ($1) RETURNING text",
    "patient": (
        "WITH held AS (SELECT pg_advisory_xact_lock(7)) INSERT INTO public.note SELECT $1 FROM held RETURNING text"
    ),
}


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.environ.get("FEMSTEG_SABOTAGE") == "any-answer":
        monkeypatch.setattr(_Line, "_break", lambda *_: None)


def _configure(connection: psycopg.Connection[object]) -> None:
    connection.autocommit = True


@pytest.fixture
def pool(database_url: str) -> Iterator[LivingPool]:
    made = LivingPool.of(database_url, 2, PatientConnection, _configure)
    yield made
    made.close()


@pytest.fixture
def owner(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE public.note (text text PRIMARY KEY)")
        yield connection


@pytest.fixture
def pipeline(pool: LivingPool) -> Iterator[Pipeline]:
    made = Pipeline(pool, STATEMENTS)
    yield made
    made.close()


def soon(seconds: float = 5) -> float:
    return time.monotonic() + seconds


def ask(pipeline: Pipeline, text: str, name: str = "note") -> Question:
    return pipeline.send([(name, [text.encode()])], soon())


def told(question: Question, seconds: float = 5) -> str:
    value = question.answer(soon(seconds)).get_value(0, 0)
    assert value is not None
    return value.decode()


def notes(owner: psycopg.Connection) -> list[str]:
    return [row[0] for row in owner.execute("SELECT text FROM note ORDER BY 1")]


def test_each_has_its_own_answer_and_transaction(pipeline: Pipeline, owner: psycopg.Connection) -> None:
    asked = [ask(pipeline, text) for text in ("a", "b", "a", "c")]
    assert [told(asked[0]), told(asked[1])] == ["a", "b"]
    with pytest.raises(IntegrityError, match="duplicate key"):
        told(asked[2])
    assert told(asked[3]) == "c"
    assert notes(owner) == ["a", "b", "c"]
    assert owner.execute("SELECT count(DISTINCT xmin::text) FROM note").fetchone() == (3,)


@pytest.mark.usefixtures("owner")
def test_answers_wait_for_those_who_ask_in_any_order(pipeline: Pipeline) -> None:
    asked = [ask(pipeline, str(number)) for number in range(20)]
    with ThreadPoolExecutor(20) as threads:
        found = {number: threads.submit(told, asked[number]) for number in reversed(range(20))}
        assert {number: each.result() for number, each in found.items()} == {each: str(each) for each in range(20)}


def test_the_next_is_sent_while_the_server_is_busy_however_much_it_is(
    pipeline: Pipeline, owner: psycopg.Connection
) -> None:
    """A server that is busy does not read: what does not fit between it and us waits for who reads the answer."""
    ask(pipeline, "before").answer(soon())
    long = "å" * 2_000_000
    with ThreadPoolExecutor(1) as threads:
        with owner.transaction():
            owner.execute(LOCK)
            began = time.monotonic()
            first, second = ask(pipeline, "first", "patient"), pipeline.send([("length", [long.encode()])], soon())
            assert time.monotonic() - began < 1
            waiting = threads.submit(told, first)
            time.sleep(0.1)
            assert not waiting.done()
        assert waiting.result(5) == "first"
    assert told(second) == str(len(long))


def test_an_answer_that_nobody_waits_for_any_more_is_nobody_else_s(
    pipeline: Pipeline, owner: psycopg.Connection
) -> None:
    with owner.transaction():
        owner.execute(LOCK)
        first, gone, third = ask(pipeline, "first", "patient"), ask(pipeline, "gone"), ask(pipeline, "third")
        with pytest.raises(AnswerLost):
            told(gone, 0.05)
    assert told(first) == "first"
    with pytest.raises(AnswerLost):
        told(third)
    assert told(ask(pipeline, "fourth")) == "fourth"


def test_who_is_dismissed_knows_it_and_so_do_those_behind(pipeline: Pipeline, owner: psycopg.Connection) -> None:
    """Nothing of theirs was committed, nor ever will be."""
    with owner.transaction():
        owner.execute(LOCK)
        asked = [ask(pipeline, "first", "patient"), ask(pipeline, "second")]
        waiting = b"SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE NOT granted"
        until = soon()
        while owner.execute(waiting).fetchone() == (0,):
            assert time.monotonic() < until
    for each in asked:
        with pytest.raises(Dismissed):
            told(each)
    assert notes(owner) == []
    assert told(ask(pipeline, "third")) == "third"


def test_a_silent_server_is_given_up(
    pipeline: Pipeline, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientConnection, "longest_silence", lambda _: 0.1)
    with owner.transaction():
        owner.execute(LOCK)
        asked = [ask(pipeline, "first", "patient"), ask(pipeline, "second")]
        for each in asked:
            with pytest.raises(AnswerLost) as lost:
                told(each)
            assert type(lost.value) is AnswerLost
        assert told(ask(pipeline, "third")) == "third"


def test_what_no_text_can_hold_is_not_cut_short(pipeline: Pipeline, owner: psycopg.Connection) -> None:
    with pytest.raises(DataError):
        ask(pipeline, "half\0way")
    assert notes(owner) == []


def test_the_connection_goes_back_with_the_last_answer(pipeline: Pipeline, owner: psycopg.Connection) -> None:
    with owner.transaction():
        owner.execute(LOCK)
        asked = [ask(pipeline, "first", "patient"), ask(pipeline, "second")]
        pipeline.close()
    assert [told(each) for each in asked] == ["first", "second"]
    count = b"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%note%' AND pid <> pg_backend_pid()"
    until = soon()
    while owner.execute(count).fetchone() != (0,):
        assert time.monotonic() < until


@pytest.mark.usefixtures("owner")
def test_where_there_is_no_connection_nothing_is_sent(pool: LivingPool, pipeline: Pipeline) -> None:
    pool.open()
    with pool.connection(), pool.connection(), pytest.raises(OperationalError):
        pipeline.send([("note", [b"a"])], soon(0.2))
    assert told(ask(pipeline, "a")) == "a"

"""Several transactions under way at once on one connection: the next is sent before the last one's answer has come."""

from __future__ import annotations

import select
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Lock
from time import monotonic

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

from adapters.postgres.connections import AnswerLost, LivingPool, PatientConnection, lost, translated
from adapters.runtime.deadline import remaining

Statement = tuple[str, Sequence[bytes | None]]  # the name under which it is prepared, and its parameters

_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


class Question:
    """A transaction that was sent; the ``turn`` to read has come once those before it have their answers."""

    def __init__(self, line: _Line) -> None:
        self.turn = Lock()
        self.turn.acquire()
        self.given_up = False
        self._line = line

    def answer(self, until: float) -> PGresult:
        """Wait for the answer to the last statement, once and in one thread; then the transaction is committed.

        ``until``: by the monotonic clock. Raises the library's error for what the server refused, which is rolled back,
        and AnswerLost where the outcome is not known.
        """
        return self._line.answer(self, until)


class Pipeline:
    """A connection of the pool's, taken when it is needed, for statements that are prepared under a name."""

    def __init__(self, pool: LivingPool, prepared: Mapping[str, str]) -> None:
        self._pool = pool
        self._prepared = prepared
        self._line: _Line | None = None
        self._connecting = Lock()

    def send(self, statements: Sequence[Statement], until: float) -> Question:
        """Send statements that are one transaction, which waits for a connection at most.

        Raises OperationalError where there is none in time, DataError for what the database cannot hold, and AnswerLost
        where it was sent in part.
        """
        if any(each is not None and b"\0" in each for _, parameters in statements for each in parameters):
            # The text would end there, and nobody would say so.
            raise translated(psycopg.DataError("a text cannot hold NUL"))
        try:
            while True:
                line = self._line
                if line and (question := line.send(statements)):
                    return question
                self._replace(line, until)
        except psycopg.Error as error:
            raise translated(error) from error

    def close(self) -> None:
        """Give the connection back, at once or with the last answer."""
        if self._line:
            self._line.retire()

    def _replace(self, ended: _Line | None, until: float) -> None:
        """Take a new connection, unless another thread has done so."""
        if not self._connecting.acquire(timeout=remaining(until)):
            raise psycopg.OperationalError("no connection in time")
        try:
            if self._line is ended:
                self._line = self._connect(until)
        finally:
            self._connecting.release()

    def _connect(self, until: float) -> _Line:
        self._pool.open()
        connection = self._pool.getconn(min(remaining(until), self._pool.timeout))
        try:
            return _Line(self._pool, connection, self._prepared)
        except BaseException:
            _hang_up(self._pool, connection)
            raise


class _Line:
    """A connection from its first question to its last; answers come in the order of the questions."""

    def __init__(self, pool: LivingPool, connection: PatientConnection, prepared: Mapping[str, str]) -> None:
        self._pool = pool
        self._connection = connection
        self._libpq = connection.pgconn
        self._lock = Lock()  # for the driver's library, which one thread may use at a time, and for what follows
        self._under_way: deque[Question] = deque()
        self._unsent = False
        self._retired = False
        self._end: AnswerLost | None = None
        for name, statement in prepared.items():
            connection.execute(f"PREPARE {name} AS {statement}".encode())
        self._libpq.enter_pipeline_mode()

    def send(self, statements: Sequence[Statement]) -> Question | None:
        """Send what can be sent without waiting; whoever reads sends the rest. None where the connection has ended."""
        question = Question(self)
        with self._lock:
            if not self._lives():
                return None
            try:
                for name, parameters in statements:
                    self._libpq.send_query_prepared(name.encode(), parameters)
                self._libpq.pipeline_sync()  # what is sent up to here is one transaction
                self._unsent = bool(self._libpq.flush())
            except psycopg.Error as error:
                self._break(AnswerLost("connection"))
                raise AnswerLost("connection") from error
            self._under_way.append(question)
            if self._under_way[0] is question:
                question.turn.release()
        return question

    def answer(self, question: Question, until: float) -> PGresult:
        """Wait for the turn, then for the answer."""
        if not question.turn.acquire(timeout=remaining(until)):
            with self._lock:
                question.given_up = not question.turn.acquire(blocking=False)
            if question.given_up:
                raise AnswerLost("too slow")
        try:
            return self._read(until)
        finally:
            self._pass_on()

    def retire(self) -> None:
        """Send nothing more, and close when all answers are there."""
        with self._lock:
            self._retired = True
            self._close_if_done()

    def _lives(self) -> bool:
        """Whether something can be sent; while answers are awaited, these will tell."""
        if self._end or self._retired:
            return False
        if not self._under_way and not self._connection.spoke_just_now:
            self._libpq.exit_pipeline_mode()
            if not self._connection.lives():
                self._break(AnswerLost("connection"))
                return False
            self._libpq.enter_pipeline_mode()
        return True

    def _read(self, until: float) -> PGresult:
        if self._end:
            raise type(self._end)(*self._end.args)
        self._connection.warnings.clear()
        results: list[PGresult] = []
        try:
            self._collect(results, min(until, monotonic() + self._connection.longest_silence()))
        except BaseException as error:
            # What comes from now on could not be told from the next one's answer.
            end = lost(self._pool, _failure(results) or error)
            with self._lock:
                self._break(end)
            raise end from error
        if failure := _failure(results):
            raise translated(failure) from failure
        if self._connection.warnings:
            # The only one that these statements can meet: a standby that was not waited for.
            raise AnswerLost("replication")
        return results[-1]

    def _collect(self, results: list[PGresult], until: float) -> None:
        """Gather an answer's parts, up to its end."""
        while not self._has_come(results):
            if not self._ready(until):
                raise psycopg.OperationalError("the server is silent")
            with self._lock:
                self._libpq.consume_input()
                self._unsent = self._unsent and bool(self._libpq.flush())

    def _has_come(self, results: list[PGresult]) -> bool:
        with self._lock:
            while not self._libpq.is_busy():
                result = self._libpq.get_result()
                if result is None:
                    if self._libpq.status != ConnStatus.OK:
                        raise psycopg.OperationalError("the connection is lost")
                elif result.status == ExecStatus.PIPELINE_SYNC:
                    self._connection.heard()
                    return True
                else:
                    results.append(result)
            return False

    def _ready(self, until: float) -> bool:
        """Wait until something can be read, or sent where something is left; False when the time is up."""
        poll = select.poll()
        poll.register(self._libpq.socket, select.POLLIN | (select.POLLOUT if self._unsent else 0))
        return bool(poll.poll(remaining(until) * 1000))

    def _pass_on(self) -> None:
        """Let the next one read; where it has gone, its answer would be taken for that of the one behind."""
        with self._lock:
            self._under_way.popleft()
            while self._under_way and self._under_way[0].given_up:
                self._under_way.popleft()
                self._break(AnswerLost("too slow"))
            if self._under_way:
                self._under_way[0].turn.release()
            self._close_if_done()

    def _close_if_done(self) -> None:
        if self._retired and not self._under_way:
            self._break(AnswerLost("closed"))

    def _break(self, end: AnswerLost) -> None:
        if not self._end:
            self._end = end
            _hang_up(self._pool, self._connection)


def _failure(results: Sequence[PGresult]) -> psycopg.Error | None:
    return next((error_from_result(each) for each in results if each.status not in _DONE), None)


def _hang_up(pool: LivingPool, connection: PatientConnection) -> None:
    connection.close()
    with suppress(psycopg.Error):
        pool.putconn(connection)

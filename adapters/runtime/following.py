"""Running the consumers of the log: at once when notified, every second otherwise, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Event, Thread
from time import monotonic

from adapters.runtime import diagnostics
from adapters.runtime.consumers import Consumer, Pages, WrongLog
from adapters.runtime.coordination import Leading, Notifications
from projections.engine.log import Log
from workflows.ports import StoreError

_TICK_SECONDS = 1.0
# Where events come one after another, a batch of some costs little more than a batch of one. Who comes alone waits not.
_REST_SECONDS = 0.008
# And a rest is as long as its batch, so that requests have half of a processor. Twice as long, they were answered no
# sooner, at 600 commands a second; what was recorded was seen half as late again.
_REST = 1
# A batch that took long because the database stood still is no reason to rest as long.
_LONGEST_REST_SECONDS = 1.0
_SLOW_SECONDS = 5.0
_BEGINNING_SECONDS = 5.0
_SHORTEST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 3.0
# What is not the database's or another process's doing comes again; some tries tell a bug from bad luck.
_TRIES = 3


_PASSING = (StoreError, WrongLog, OSError)

Positions = Callable[[Sequence[Consumer]], Mapping[str, int]]


class Follower:
    """One thread keeps all that are well in step; who lags or fails gets one of its own, and holds up no other.

    A consumer that fails by a bug of its own is stopped after some tries, until the process is started anew.
    """

    def __init__(
        self,
        log: Log,
        consumers: Sequence[Consumer],
        positions: Positions,
        leading: Leading,
        notifications: Notifications,
    ) -> None:
        self._log = log
        self._consumers = consumers
        self._positions = positions
        self._leading = leading
        self._notifications = notifications
        self._stopping = Event()
        self._news = Event()
        self._begun = Event()
        self._checked: dict[str, int] = {}  # by name, in which term of leading
        self._alone: dict[str, Thread] = {}
        self._stopped: dict[str, str] = {}
        self._thread = Thread(target=self._run, name="follow", daemon=True)

    def start(self) -> None:
        """Begin to follow; come back when all were looked after once, or could not be, or it takes long."""
        self._notifications.start(self._news.set)
        self._thread.start()
        self._begun.wait(_BEGINNING_SECONDS)

    def wake(self) -> None:
        """Tell that something was appended: here, and to those who lead what is not led here."""
        self._news.set()
        if len(self._leading.led()) < len(self._consumers):
            self._notifications.notify()

    def stop(self) -> None:
        """Stop, after the batch at hand."""
        self._stopping.set()
        self._news.set()
        self._thread.join(timeout=5)
        for thread in list(self._alone.values()):
            thread.join(timeout=5)
        self._notifications.stop()
        self._leading.close()

    def stopped(self) -> frozenset[str]:
        """Return the names of the consumers that a bug has stopped in this process."""
        return frozenset(self._stopped)

    def catch_up(self) -> None:
        """Bring every consumer up to the log's end now, and to what processes append meanwhile."""
        for consumer in (*self._consumers, *self._consumers):
            consumer.catch_up()

    def _run(self) -> None:
        failing = _SHORTEST_PAUSE_SECONDS
        while not self._stopping.is_set():
            self._news.clear()
            began = monotonic()
            try:
                self._follow_together()
                pause, failing = _TICK_SECONDS, _SHORTEST_PAUSE_SECONDS
            except Exception as error:  # noqa: BLE001 -- a follower never dies: it says what is wrong and tries again
                self._checked.clear()
                diagnostics.logger().error("consumers_failed", where=diagnostics.where(error))
                pause, failing = failing, min(failing * 2, _LONGEST_PAUSE_SECONDS)
            self._begun.set()
            ended = monotonic()
            if ended - began > _SLOW_SECONDS:
                diagnostics.logger().warning("consumers_held_up", milliseconds=round((ended - began) * 1000))
            self._news.wait(pause)
            self._stopping.wait(max(ended + _rest_after(ended - began) - monotonic(), 0))

    def _follow_together(self) -> None:
        led = [each for each in self._consumers if self._is_well(each) and self._is_led(each)]
        ours = [each for each in led if self._is_checked(each)]
        positions = self._positions(ours) if ours else {}
        pages = Pages(self._log)
        for each in ours:
            try:
                if not each.advance(positions[each.name], pages):
                    self._set_apart(each)
            except Exception as error:  # noqa: BLE001 -- same
                _say("consumer_failed", each, error)
                self._checked.pop(each.name, None)
                self._set_apart(each)

    def _is_checked(self, consumer: Consumer) -> bool:
        """Whether the consumer was found to have read this log; to look takes long where its views are to be made anew.

        At the start they were made just now.
        """
        if self._begun.is_set():
            if self._checked.get(consumer.name) == self._leading.term():
                return True
        else:
            try:
                self._check(consumer)
            except Exception as error:  # noqa: BLE001 -- same
                _say("consumer_failed", consumer, error)
            else:
                return True
        self._set_apart(consumer)
        return False

    def _is_well(self, consumer: Consumer) -> bool:
        return consumer.name not in self._alone and consumer.name not in self._stopped

    def _set_apart(self, consumer: Consumer) -> None:
        thread = Thread(target=self._follow_alone, args=(consumer,), name=f"follow-{consumer.name}", daemon=True)
        self._alone[consumer.name] = thread
        thread.start()

    def _follow_alone(self, consumer: Consumer) -> None:
        """Follow until the consumer is up to date again, whatever goes wrong on the way, or a bug stops it."""
        failing, bugs = _SHORTEST_PAUSE_SECONDS, 0
        while not self._stopping.is_set():
            try:
                if self._is_led(consumer):
                    self._check(consumer)
                    consumer.catch_up()
                break
            except _PASSING as error:
                bugs = 0
                self._checked.pop(consumer.name, None)
                _say("consumer_failed", consumer, error)
            except Exception as error:  # noqa: BLE001 -- same
                bugs += 1
                _say("consumer_failed_by_a_bug", consumer, error)
                if bugs == _TRIES:
                    self._give_up(consumer, error)
                    break
            self._stopping.wait(failing)
            failing = min(failing * 2, _LONGEST_PAUSE_SECONDS)
        del self._alone[consumer.name]
        self._news.set()

    def _give_up(self, consumer: Consumer, error: Exception) -> None:
        self._stopped[consumer.name] = diagnostics.where(error)
        self._leading.release(consumer.name)
        _say("consumer_stopped", consumer, error)

    def _is_led(self, consumer: Consumer) -> bool:
        """Whether this process leads the consumer; one that was lost is to be checked anew."""
        is_led = self._leading.leads(consumer.name)
        if not is_led:
            self._checked.pop(consumer.name, None)
        return is_led

    def _check(self, consumer: Consumer) -> None:
        """Make sure that a consumer that is newly led has read this log; over a new connection it may be another."""
        term = self._leading.term()
        if self._checked.get(consumer.name) != term:
            consumer.check()
            self._checked[consumer.name] = term


def _rest_after(seconds: float) -> float:
    return min(max(_REST_SECONDS, seconds * _REST), _LONGEST_REST_SECONDS)


def _say(event: str, consumer: Consumer, error: Exception) -> None:
    missing = {"count": error.count, "position": error.position} if isinstance(error, WrongLog) else {}
    diagnostics.logger().error(event, consumer=consumer.name, where=diagnostics.where(error), **missing)

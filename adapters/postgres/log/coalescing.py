"""Many saves as one: while a batch is being written others gather, and are sent behind it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import pairwise
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from adapters.runtime.deadline import left, remaining

# Above this a longer transaction makes everybody wait for more than it saves them.
_MOST = 64

# While one batch is being written another may be on its way, so that the server goes from one to the next without
# waiting for us. It leaves when its share of those who take part has gathered, since one commit costs what many do.
_UNDER_WAY = 2

# How many take part is what was seen at most, and slowly forgotten.
_REMEMBERED = 0.995


class TooBusy(Exception):
    """The turn did not come in time; nothing was written."""


class TooSlow(Exception):
    """It was being written when the time was up: nobody knows what becomes of it."""


class Save:
    """One thing to be written, wholly or not at all, and later what became of it: ``stored`` or ``error``."""

    def __init__(self) -> None:
        self.stored = False
        self.error: Exception | None = None
        self.deadline = 0.0
        self.finish: Callable[[], None] | None = None  # what its thread is to do for the whole batch
        self.has_left = False
        self.behind: Save | None = None  # whom its thread is to wake when it has its own outcome
        self._awake = Lock()
        self._awake.acquire()

    @property
    def settled(self) -> bool:
        """Whether it is known what became of it."""
        return self.stored or self.error is not None

    def wake(self) -> None:
        """Let its thread see what there is to do."""
        try:
            self._awake.release()
        except RuntimeError:
            return  # it is awake

    def sleep(self) -> bool:
        """Wait to be woken; False when the time is up."""
        return self._awake.acquire(timeout=remaining(self.deadline))


S = TypeVar("S", bound=Save)


class Coalescer(Generic[S]):
    """Lets concurrent threads' saves be written together, in the order in which they came.

    ``send`` begins to write a batch, and returns what waits for the end and settles each save. It is called by one
    thread at a time, with whatever it takes to begin; there is no thread of ours. A save that comes alone is sent at
    once. ``batches`` and ``saves`` count what was sent.
    """

    def __init__(self, send: Callable[[list[S]], Callable[[], None]], patience: float) -> None:
        self.batches = 0
        self.saves = 0
        self._send = send
        self._patience = patience
        self._lock = Lock()
        self._queue: deque[S] = deque()
        self._is_sending = False
        self._under_way: list[list[S]] = []
        self._crowd = 0.0

    def put(self, save: S) -> None:
        """Have the save written before ``patience`` seconds are over.

        Raises TooBusy, TooSlow, or else the save's error.
        """
        save.deadline = monotonic() + left(self._patience)
        with self._lock:
            self._queue.append(save)
            present = len(self._queue) + sum(map(len, self._under_way))
            self._crowd = max(present, self._crowd * _REMEMBERED)
        try:
            self._await(save)
        finally:
            with self._lock:
                save.has_left = True
            if save.behind:
                save.behind.wake()
        if save.error:
            # An exception belongs to one thread: neighbours who share a fault get one each.
            raise type(save.error)(*save.error.args) from (save.error.__cause__ or save.error)

    def _await(self, save: S) -> None:
        """Do what falls to this thread until the save is settled."""
        self._send_on(save)
        while not save.settled:
            if not save.finish and not save.sleep():
                self._leave(save)
            if save.finish:
                save.finish()
            elif not save.settled:
                self._send_on(save)

    def _leave(self, save: S) -> None:
        """Give up, but for a save whose outcome came in this very moment."""
        with self._lock:
            if save.finish or save.settled:
                return
            save.has_left = True
            if save not in self._queue:
                raise TooSlow
            self._queue.remove(save)
        self._ask_next()
        raise TooBusy

    def _send_on(self, own: S | None = None) -> None:
        """Send what has gathered, if it is time to; ``own``: the save of the thread that does so."""
        while batch := self._gathered():
            try:
                finish = self._send(batch)
            except BaseException:
                self._is_sending = False
                self._settle(batch)
                raise
            self._hand_over(batch, finish, own)

    def _gathered(self) -> list[S]:
        with self._lock:
            share = min(self._crowd / _UNDER_WAY, _MOST) if self._under_way else 1
            if self._is_sending or len(self._queue) < share or len(self._under_way) == _UNDER_WAY:
                return []
            batch = [self._queue.popleft() for _ in range(min(_MOST, len(self._queue)))]
            self._is_sending = True
            self._under_way.append(batch)
            self.batches += 1
            self.saves += len(batch)
            return batch

    def _hand_over(self, batch: list[S], finish: Callable[[], None], own: S | None) -> None:
        """Let that thread of the batch wait for the end which has most time left; where none is left, do it here."""

        def finish_all() -> None:
            try:
                finish()
            finally:
                self._settle(batch)

        with self._lock:
            self._is_sending = False
            there = [each for each in batch if not each.has_left]
            heir = max(there, key=lambda each: each.deadline, default=None)
            if heir:
                heir.finish = finish_all
        if not heir:
            finish_all()
        elif heir is not own:
            heir.wake()

    def _settle(self, batch: list[S]) -> None:
        """Send those who wait before those are woken who may want to come again; in trouble, let them do so."""
        went_well = all(each.stored for each in batch)
        with self._lock:
            self._under_way.remove(batch)
        if went_well:
            self._send_on()
        self._wake(batch)
        if not went_well:
            self._ask_next()

    def _wake(self, batch: list[S]) -> None:
        """Let each wake the one behind it: all at once they would stand in line for the interpreter's lock."""
        with self._lock:
            for each in batch:
                if not each.settled:
                    each.error = TooSlow()
            there = [each for each in batch if not each.has_left and not each.finish]
            for before, after in pairwise(there):
                before.behind = after
        if there:
            there[0].wake()

    def _ask_next(self) -> None:
        with self._lock:
            first = self._queue[0] if self._queue else None
        if first:
            first.wake()

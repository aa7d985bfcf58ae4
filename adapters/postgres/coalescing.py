"""Many saves as one: who finds nobody writing writes for all who wait; the others get their outcome handed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from adapters.deadline import left

# Those just served often come again at once, and one commit costs what many do: whoever writes next waits for as many
# as there were, for this part of the time that the last write took, and no longer. Who was alone waits for nobody.
_GATHERING = 0.5
_GATHERING_SECONDS = 0.002

# Above this a longer transaction makes everybody wait for more than it saves them.
_MOST = 64


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
        self.leads = False
        self.woken = Lock()
        self.woken.acquire()

    @property
    def settled(self) -> bool:
        """Whether it is known what became of it."""
        return self.stored or self.error is not None


S = TypeVar("S", bound=Save)


class Coalescer(Generic[S]):
    """Lets concurrent threads' saves be written together, in the order in which they came.

    ``write`` settles each save; it is never called twice at once. A save that comes
    alone is written at once, by its own thread. ``batches`` and ``saves`` count what was written.
    """

    def __init__(self, write: Callable[[list[S]], None], patience: float) -> None:
        self.batches = 0
        self.saves = 0
        self._write = write
        self._patience = patience
        self._lock = Lock()
        self._busy = False
        self._queue: deque[S] = deque()
        self._expected = 0  # how many there would be if all came again
        self._awaited = 0  # how many the next writer waits for, 0 when it does not
        self._until = 0.0  # and until when

    def put(self, save: S) -> None:
        """Have the save written before ``patience`` seconds are over.

        Raises TooBusy, TooSlow, or else the save's error.
        """
        patience = left(self._patience)
        save.deadline = monotonic() + patience
        with self._lock:
            self._queue.append(save)
            if not self._busy:
                self._busy = save.leads = True
            if len(self._queue) == self._awaited:
                self._awaited = 0
                self._queue[0].woken.release()
        if not save.leads and not save.woken.acquire(timeout=patience):
            self._give_up(save)
        if save.leads:
            self._gather(save)
            self._lead()
        if save.error:
            # An exception belongs to one thread: neighbours who share a fault get one each.
            raise type(save.error)(*save.error.args) from (save.error.__cause__ or save.error)

    def _give_up(self, save: S) -> None:
        with self._lock:
            if save.leads or save.settled:
                return  # it came in this very moment
            if save not in self._queue:
                raise TooSlow
            self._queue.remove(save)
        raise TooBusy

    def _gather(self, leader: S) -> None:
        patience = self._until - monotonic()
        with self._lock:
            if len(self._queue) >= self._expected or patience <= 0:
                return
            self._awaited = self._expected
        leader.woken.acquire(timeout=patience)
        with self._lock:
            self._awaited = 0

    def _lead(self) -> None:
        with self._lock:
            batch = [self._queue.popleft() for _ in range(min(_MOST, len(self._queue)))]
            self.batches += 1
            self.saves += len(batch)
        began = monotonic()
        try:
            self._write(batch)
        finally:
            ended = monotonic()
            self._until = ended + min((ended - began) * _GATHERING, _GATHERING_SECONDS)
            self._hand_over(batch)

    def _hand_over(self, batch: list[S]) -> None:
        """Let the next one write, before those are woken who may want to come again."""
        with self._lock:
            self._expected = min(len(batch) + len(self._queue), _MOST)
            if self._queue:
                self._queue[0].leads = True
                self._queue[0].woken.release()
            else:
                self._busy = False
        for each in batch:
            if not each.settled:
                each.error = TooSlow()
            if not each.leads:
                each.woken.release()

"""Long calculations beside the requests: one at a time, the last outcomes kept for those who ask again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from adapters.runtime import diagnostics

T = TypeVar("T")

_KEPT = 8


@dataclass
class Run(Generic[T]):
    """One calculation: how many of its parts are done, and what came of it."""

    done: int = 0
    outcome: T | None = None
    error: Exception | None = None
    ended: Event = field(default_factory=Event)


class Runs(Generic[T]):
    """Calculations by what they are about."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[Hashable, Run[T]] = OrderedDict()

    def ask(self, about: Hashable, work: Callable[[Callable[[int], None]], T], patience: float) -> Run[T] | None:
        """Return the calculation, begun if it was not, after waiting a little for its end; None while another runs.

        ``work`` tells how many parts are done. What failed is tried anew by whoever asks next.
        """
        with self._lock:
            run = self._known.get(about)
            if run is None:
                if any(not each.ended.is_set() for each in self._known.values()):
                    return None
                run = self._known[about] = Run()
                Thread(target=self._go, args=(about, run, work), name="what-if", daemon=True).start()
            self._known.move_to_end(about)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        run.ended.wait(patience)
        return run

    def _go(self, about: Hashable, run: Run[T], work: Callable[[Callable[[int], None]], T]) -> None:
        def told(done: int) -> None:
            run.done = done

        try:
            run.outcome = work(told)
        except Exception as error:  # noqa: BLE001 -- whoever waits is told, and the log of the server too
            diagnostics.logger().warning("what_if_failed", where=diagnostics.where(error))
            run.error = error
            with self._lock:
                self._known.pop(about, None)
        finally:
            run.ended.set()

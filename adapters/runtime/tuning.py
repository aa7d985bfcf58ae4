"""What is set once for the whole process, by whoever starts it."""

from __future__ import annotations

import gc
import os
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_UNCOLLECTED = 200_000
_BEHIND = 15
_SIGN = "\0femsteg-processor-"  # a name that needs no file


def collect_seldom() -> None:
    """Look for cycles less often: frozen events by the thousand have none, and the search took half of the time."""
    gc.set_threshold(_UNCOLLECTED, 10, 10)


def freeze() -> None:
    """Leave what is there by now out of every later search for cycles: of a long log, half a million objects."""
    gc.collect()
    gc.freeze()


@contextmanager
def on_one_processor() -> Iterator[None]:
    """Keep this thread and those that it starts to one processor, if there is one that no other server keeps to.

    They take turns at one interpreter anyway, and to wake one another on another processor takes longer than the turn.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    with socket.socket(socket.AF_UNIX) as sign:
        found = next((each for each in _in_any_order(allowed) if _takes(sign, each)), None)
        if found is not None:
            os.sched_setaffinity(0, {found})
        try:
            yield
        finally:
            os.sched_setaffinity(0, allowed)


def behind_others() -> None:
    """Let all other work go first, on whichever processor is free: one that keeps to its own may have started this."""
    os.nice(_BEHIND)
    if hasattr(os, "sched_setaffinity"):
        with suppress(OSError):
            os.sched_setaffinity(0, range(os.cpu_count() or 1))


def _in_any_order(processors: set[int]) -> list[int]:
    return random.sample(sorted(processors), len(processors)) if len(processors) > 1 else []


def _takes(sign: socket.socket, processor: int) -> bool:
    """Whether nobody else on this machine has put up the sign; it goes with its process, however that ends."""
    try:
        sign.bind(f"{_SIGN}{processor}")
    except OSError:
        return False
    return True

"""How long a file may take to be read: asked between its rows, and enforced while the library is at work."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

from adapters.importing.sheet.sheet import UnreadableSheet
from adapters.runtime.deadline import left, within

MAX_SECONDS = 60


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let a file be read in this time, or give up. Raises UnreadableSheet."""
    with within(seconds):
        if current_thread() is not main_thread() or seconds <= 0:  # only the main thread can be interrupted
            yield
            return
        before = signal.signal(signal.SIGALRM, _give_up)
        signal.setitimer(signal.ITIMER_REAL, seconds, 1)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def check_time() -> None:
    """Give up once the time is over. Raises UnreadableSheet."""
    if left(1) <= 0:
        raise UnreadableSheet("too-slow")


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise UnreadableSheet("too-slow")

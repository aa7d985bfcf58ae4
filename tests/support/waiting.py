"""Waiting for what must come, on machines that may halt: patience says that it never came, not how soon it should.

How soon the product promises it is held against the median of some rounds or the best of some attempts, since a machine
that halts is late by itself, and a product that is late is so every time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from adapters.main import System
from projections.registry import PROJECTIONS

PATIENCE_SECONDS = 60.0
_ATTEMPTS = 3
_SHORTEST_PAUSE_SECONDS = 0.001
_LONGEST_PAUSE_SECONDS = 0.02

T = TypeVar("T")


def until(true: Callable[[], bool]) -> float:
    """Wait until something is true, and return how long it took. AssertionError when it never comes."""
    started, pause = time.monotonic(), _SHORTEST_PAUSE_SECONDS
    while not true():
        assert time.monotonic() - started < PATIENCE_SECONDS, "it never came"
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)
    return time.monotonic() - started


def patiently(ask: Callable[[], T], is_later: Callable[[T], bool]) -> T:
    """Ask as clients should: again, for as long as they are told to come back later."""
    started = time.monotonic()
    while is_later(answer := ask()) and time.monotonic() - started < PATIENCE_SECONDS:
        time.sleep(_LONGEST_PAUSE_SECONDS)
    return answer


def in_time(seconds: float, attempt: Callable[[], float]) -> None:
    """Let something be tried until an attempt took no longer than it may. AssertionError when none of three did."""
    tooks = list[float]()
    while not tooks or tooks[-1] >= seconds:
        assert len(tooks) < _ATTEMPTS, f"not within {seconds} s: {tooks}"
        tooks.append(attempt())


def caught_up(system: System) -> None:
    """Wait until every view has read all that is recorded."""
    head = system.store.head()
    # What a test puts into the log by itself is told to nobody, and would be found after a second.
    system.follower.wake()
    until(lambda: min(system.views.positions(PROJECTIONS).values()) >= head)

"""How long the request at hand may still take: known to everything that waits for its sake, in whatever thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let what is done in here be done in this time, or given up."""
    before = _until.set(monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(before)


def left(at_most: float) -> float:
    """Return for how many seconds one may wait: what is left of the request's time, none when it is over."""
    until = _until.get()
    return at_most if until is None else min(at_most, remaining(until))


def remaining(until: float) -> float:
    """Return how many seconds are left until then, by the monotonic clock."""
    return max(until - monotonic(), 0.0)

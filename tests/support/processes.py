"""Processes that begin at once: forked from one that has everything imported, and killed without a word."""

from __future__ import annotations

from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext


@cache
def forking() -> ForkServerContext:
    """Return where processes and pipes are made."""
    context = get_context("forkserver")
    context.set_forkserver_preload(
        ["tests.support.views", "tests.support.issuing", "tests.support.api", "adapters.http.app"]
    )
    return context

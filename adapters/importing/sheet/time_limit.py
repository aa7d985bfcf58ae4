"""How long a file may take to be read."""

from __future__ import annotations

from adapters.importing.sheet.sheet import UnreadableSheet
from adapters.runtime.deadline import left

MAX_SECONDS = 120


def check_time() -> None:
    """Give up once the time is over. Raises UnreadableSheet."""
    if left(1) <= 0:
        raise UnreadableSheet("too-slow")

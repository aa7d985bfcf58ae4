"""What is set once for the whole process, by whoever starts it."""

from __future__ import annotations

import gc

_UNCOLLECTED = 200_000


def collect_seldom() -> None:
    """Look for cycles less often: frozen events by the thousand have none, and the search took half of the time."""
    gc.set_threshold(_UNCOLLECTED, 10, 10)

"""Lists that are longer than what a page shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def cut(found: Sequence[T], most: int) -> tuple[tuple[T, ...], int]:
    """Return the first of what was found, and how many more there are."""
    return tuple(found[:most]), max(len(found) - most, 0)

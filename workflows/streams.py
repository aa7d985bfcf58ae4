"""Ids of streams, computed from their names without a look-up, and the audit companions of streams."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID, uuid5

_FEMSTEG = UUID("6c0f6d5e-3c5b-5b5e-9d6f-0f2b8f1a7c11")


def companion(stream: str) -> str:
    """Return the audit companion of a stream, which holds its refusals (never the stream itself)."""
    return f"audit/{stream}"


@lru_cache(maxsize=10_000)
def stream_id(stream: str) -> UUID:
    """Return the id under which the store keeps the stream."""
    return uuid5(_FEMSTEG, stream)

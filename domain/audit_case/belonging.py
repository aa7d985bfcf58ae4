"""Whose an audit finding is."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import TypeVar

T = TypeVar("T")


def is_alone_about(
    own: AbstractSet[str], municipalities: Collection[str], named: Collection[T], theirs: AbstractSet[T]
) -> bool:
    """Whether a finding is about some municipalities and no other, which may then read and answer it.

    ``municipalities``: what its case looks into; ``named``: the events that it names, of which ``theirs`` happened
    there. Where it names none, it is about all that its case looks into.
    """
    return set(named) <= theirs if named else set(municipalities) <= own

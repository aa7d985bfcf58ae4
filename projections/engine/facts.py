"""What a projection keeps, fact by fact: whose it is, where it is, and numbers that can be added up and taken off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from hashlib import sha256
from typing import Generic, NamedTuple, TypeVar

from domain.canonical import canonical_json
from projections.engine.projection import Projection
from projections.engine.rows import Parked
from projections.engine.versions import key_of
from projections.engine.views import Version

K = TypeVar("K", bound=Hashable)

_MODULUS = 1 << 256

Fact = Version | Parked


class Place(NamedTuple):
    """Where a version is: its table, its row's key as JSON, and the position from which it was so.

    What is set aside has its stream and event for a key.
    """

    table: str
    key: str
    since: int


def municipality_of(fact: Fact) -> str:
    """Return whose fact it is; of an event in a stream without a name, the stream."""
    if isinstance(fact, Version):
        return fact.row.scb_code
    parts = fact.stream.removeprefix("audit/").split("/")
    return parts[1] if len(parts) > 1 else fact.stream


def place_of(projection: Projection, fact: Fact) -> Place:
    """Return where a fact is."""
    if isinstance(fact, Parked):
        return Place("parked", canonical_json([fact.stream, fact.event_id]), fact.position)
    return Place(projection.table(type(fact.row)), canonical_json(key_of(fact.row)), fact.valid_from)


def number_of(projection: Projection, fact: Fact) -> int:
    """Return the number of a version, or of an event that is set aside, whyever that is."""
    text = canonical_json(place_of(projection, fact)) if isinstance(fact, Parked) else canonical(projection, fact)
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest())


def canonical(projection: Projection, version: Version) -> str:
    """Return a row and its time as one line of JSON."""
    row = version.row
    fields = row.model_dump(mode="json", warnings=False)  # of a row that someone broke, too
    return canonical_json([projection.table(type(row)), fields, version.valid_from, version.valid_to])


class Sum:
    """The SHA-256 numbers of facts added up, whatever their order, so that none need be held or sorted.

    A sum and not an exclusive or: in that a version kept twice more would cancel itself out. It finds every mistake,
    and every change but by someone who crafts thousands of versions until their numbers make up for it.
    """

    __slots__ = ("count", "total")

    def __init__(self) -> None:
        self.count = self.total = 0

    def add(self, number: int, times: int = 1) -> None:
        """Add a fact's number; with ``times`` -1 take it off."""
        self.count += times
        self.total = (self.total + times * number) % _MODULUS

    def __bool__(self) -> bool:
        """Whether anything is left."""
        return bool(self.count or self.total)

    def __str__(self) -> str:
        """Return the sum in hexadecimal digits."""
        return f"{self.total:064x}"


class Balance(Generic[K]):
    """What is kept less what the log says, by some part of it: of parts that are equal nothing is left."""

    def __init__(self) -> None:
        self._left: defaultdict[K, Sum] = defaultdict(Sum)

    def add(self, part: K, number: int, times: int) -> None:
        """Add a fact that is kept; with ``times`` -1 one that the log says."""
        left = self._left[part]
        left.add(number, times)
        if not left:
            del self._left[part]

    def left(self) -> list[K]:
        """Return the parts that are not equal, in order."""
        return sorted(self._left)  # type: ignore[type-var] # codes, and places

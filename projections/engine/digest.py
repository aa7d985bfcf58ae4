"""A digest of a projection's rows, and the proof by fresh replay that they are what the log says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar
from uuid import UUID

from projections.engine.facts import Balance, Fact, Place, Sum, municipality_of, number_of, place_of
from projections.engine.log import Entry
from projections.engine.projection import Projection
from projections.engine.rows import Parked
from projections.engine.running import UNSTORABLE, run, spoilt
from projections.engine.stored import Nothing
from projections.engine.versions import Versions
from projections.engine.views import Views

T = TypeVar("T")

_PART = 2000


class PartedLog(Protocol):
    """The log as it is replayed: whole municipalities, some at a time."""

    def parts(self, until: int, events: int) -> Sequence[Sequence[UUID]]:
        """Return all streams up to a position, those of whole municipalities together, so many events at a time."""

    def streams(self, scope: str) -> Sequence[UUID]:
        """Return all streams of a municipality."""

    def of(self, streams: Sequence[UUID], until: int) -> Sequence[Entry]:
        """Return the events of streams up to a position, in order."""


class Watch(Protocol):
    """Shows how far one has come with so many things of one kind."""

    def __call__(self, items: Iterable[T], length: int, label: str) -> AbstractContextManager[Iterable[T]]:
        """Return the same things."""


def _unwatched(items: Iterable[T], length: int, label: str) -> AbstractContextManager[Iterable[T]]:  # noqa: ARG001 -- shows nothing
    return nullcontext(items)


@dataclass(frozen=True)
class Digest:
    """Of the rows as they are, and of every version that they have had; ``parked``: how many events are set aside."""

    position: int
    rows: str
    versions: str
    count: int
    parked: int


@dataclass(frozen=True)
class Proof:
    """A projection's digest, and the municipalities whose rows are not what the log says."""

    projection: Projection
    kept: Digest
    differing: Sequence[str]

    @property
    def holds(self) -> bool:
        """Whether every row equals the log, now and at any time before, and nothing is set aside."""
        return not self.differing and not self.kept.parked


@dataclass(frozen=True)
class Difference:
    """The first place where a municipality's rows are not what the log says; so many are there, and should be."""

    place: Place
    found: int
    said: int

    @property
    def how(self) -> Literal["changed", "missing", "more than once", "not in the log"]:
        """What is the matter."""
        if self.found == self.said:
            return "changed"
        if self.found < self.said:
            return "missing"
        return "more than once" if self.said else "not in the log"


def digest(projection: Projection, views: Views) -> Digest:
    """Return the digest of a projection's rows, whatever the order in which they are kept."""
    return _Kept(projection, views, _unwatched).digest


def prove(projections: Sequence[Projection], log: PartedLog, views: Views, watch: Watch = _unwatched) -> list[Proof]:
    """Compare rows with the log, replayed up to where each projection has read.

    Both go by a little at a time: of all versions none is held but a sum for each municipality.
    """
    kept = [_Kept(each, views, watch) for each in projections]
    until = max(each.digest.position for each in kept)
    parts = log.parts(until, _PART)
    with watch(parts, len(parts), "log") as watched:
        for part in watched:
            entries = log.of(part, until)
            for each in kept:
                each.compare(entries)
    return [Proof(each.projection, each.digest, each.balance.left()) for each in kept]


class _Kept:
    """A projection's rows of one moment, added up, less what the log says as far as it was compared."""

    def __init__(self, projection: Projection, views: Views, watch: Watch) -> None:
        self.projection = projection
        self.balance: Balance[str] = Balance()
        live, ever = Sum(), Sum()
        with views.whole(projection) as whole:
            with watch(whole.versions, whole.count, projection.name) as versions:
                for each in versions:
                    number = number_of(projection, each)
                    ever.add(number)
                    if each.valid_to is None:
                        live.add(number)
                    self.balance.add(municipality_of(each), number, 1)
            for event in whole.parked:
                self.balance.add(municipality_of(event), number_of(projection, event), 1)
        self._unstorable = _unstorable(whole.parked)
        self.digest = Digest(whole.position, str(live), str(ever), live.count, len(whole.parked))

    def compare(self, entries: Sequence[Entry]) -> None:
        """Take off what the log says of some municipalities."""
        for each in _replayed(self.projection, entries, self.digest.position, self._unstorable):
            self.balance.add(municipality_of(each), number_of(self.projection, each), -1)


def first_difference(projection: Projection, scb_code: str, log: PartedLog, views: Views) -> Difference | None:
    """Return where a municipality's rows, as they are by now, first differ from the log; None where they do not."""
    counts: dict[int, defaultdict[Place, int]] = {1: defaultdict(int), -1: defaultdict(int)}
    balance: Balance[Place] = Balance()

    def add(facts: Iterable[Fact], times: int) -> None:
        for each in facts:
            if municipality_of(each) == scb_code:
                place = place_of(projection, each)
                counts[times][place] += 1
                balance.add(place, number_of(projection, each), times)

    with views.whole(projection, scb_code) as whole:
        add(whole.versions, 1)
        add(whole.parked, 1)
    entries = log.of(log.streams(scb_code), whole.position)
    add(_replayed(projection, entries, whole.position, _unstorable(whole.parked)), -1)
    place = next(iter(balance.left()), None)
    return place and Difference(place, counts[1][place], counts[-1][place])


def _replayed(
    projection: Projection, entries: Sequence[Entry], until: int, unstorable: Collection[int]
) -> Iterator[Fact]:
    """Yield all that ever came of municipalities whose entries these are, from the first one up to a position."""
    before = Nothing()
    rows = Versions(projection.kinds, before, 0)
    read = [spoilt(each) if each.position in unstorable else each for each in entries if each.position <= until]
    run(projection, read, before, rows)
    yield from rows.opened()
    yield from rows.newly_parked


def _unstorable(parked: Iterable[Parked]) -> frozenset[int]:
    """Return the positions of events whose rows the database did not take, as only it can tell."""
    return frozenset(each.position for each in parked if each.error == UNSTORABLE)

"""How much of a plan other municipalities hold as well (X2): the same kinds of measures, of all that either has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters.http.reading.details import details_everywhere
from adapters.http.reading.plan import in_force
from adapters.http.reading.reading import Reading
from projections.municipality.action_plan import Measure
from projections.municipality.detail import Details


@dataclass(frozen=True)
class Shared:
    """A kind of measure that two plans hold; ``event_id`` says so of the other one."""

    code: str
    event_id: str


@dataclass(frozen=True)
class Likeness:
    """Another municipality's plan beside the own one; ``either``: how many kinds of measures the two hold together."""

    scb_code: str
    shared: tuple[Shared, ...]
    either: int

    @property
    def percent(self) -> int:
        """How much of what either holds both hold (the Jaccard index)."""
        return round(100 * len(self.shared) / self.either)


def likenesses(reading: Reading, scb_code: str) -> Sequence[Likeness]:
    """Return the plans that have a kind of measure in common with a municipality's, as far as the person may read."""
    found = details_everywhere(reading, Measure)
    own = found.get(scb_code, Details())
    return tuple(alike(own, {code: each for code, each in found.items() if code != scb_code}))


def alike(own: Details, others: Mapping[str, Details]) -> Iterator[Likeness]:
    """Yield those of the others that hold a kind of measure that the own plan holds, too."""
    held = {each.code for each in in_force(own)}
    for scb_code, details in others.items():
        theirs = {each.code: each.first_event_id for each in in_force(details)}
        if shared := tuple(Shared(code, event_id) for code, event_id in theirs.items() if code in held):
            yield Likeness(scb_code, shared, len(held | theirs.keys()))

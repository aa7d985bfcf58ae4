"""A scope's log as it would be with one stream corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.aggregate import Aggregate
from domain.aggregates import AGGREGATES, aggregate_of
from domain.correction import effective
from domain.journey.state import Journey
from domain.messages import Recorded
from workflows.facts import Looking


@dataclass(frozen=True)
class CorrectedLog:
    """The log of a scope with these facts in place of one stream's."""

    stream: str
    corrected: list[Recorded]
    looking: Looking

    @property
    def uncorrected(self) -> CorrectedLog:
        """The log as it is."""
        return replace(self, corrected=effective(self.looking.working.history(self.stream)))

    @property
    def others(self) -> list[str]:
        """The scope's other streams with facts that may rest on this one."""
        readers = _readers(aggregate_of(self.stream))
        streams = self.looking.working.streams(self.looking.scope.code)
        return [each for each in streams if each != self.stream and aggregate_of(each).name in readers]

    def facts(self, stream: str) -> Sequence[Recorded]:
        """Return what a stream says, the corrected one as it would."""
        return self.corrected if stream == self.stream else effective(self.looking.working.history(stream))


def _readers(aggregate: Aggregate) -> set[str]:
    """Return the aggregates whose decisions look at this one: all of them at a journey, whose version judges them."""
    kind = type(aggregate.initial)
    if kind is Journey:
        return set(AGGREGATES)
    return {
        each.name
        for each in AGGREGATES.values()
        for rules in each.rules.values()
        if kind in rules.reads or (rules.siblings and each is aggregate)
    }

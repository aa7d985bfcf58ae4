"""How many municipalities of the county had come how far at a moment, and how many have now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.http.reading.development import standings
from adapters.http.reading.reading import Reading
from domain.standing import StepStatus
from domain.values import Step

_DONE: frozenset[StepStatus] = frozenset({"achieved", "declined", "not_applicable"})


@dataclass(frozen=True)
class CountyStep:
    """A step: municipalities that had begun and ended it then, and that have now."""

    step: Step
    number: int
    then: tuple[int, int]
    now: tuple[int, int]


def county_steps(reading: Reading, county: str) -> tuple[tuple[int, int], list[CountyStep]]:
    """Return how many municipalities took part then and do now, and the five steps."""
    then, today = _counted(reading, county), _counted(reading.now(), county)
    steps = [CountyStep(step, n, then.of(step), today.of(step)) for n, step in enumerate(Step, 1)]
    return (then.members, today.members), steps


@dataclass(frozen=True)
class _Counted:
    members: int
    counts: Mapping[tuple[Step, StepStatus], int]

    def of(self, step: Step) -> tuple[int, int]:
        return self.counts.get((step, "in_progress"), 0), sum(self.counts.get((step, each), 0) for each in _DONE)


def _counted(reading: Reading, county: str) -> _Counted:
    members = [each for each in standings(reading, county) if each.membership == "joined"]
    return _Counted(len(members), Counter((step, each.cell(step).status) for each in members for step in Step))

"""What a plan ties together: the findings of the place, the measures that answer them, and what came of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from projections.municipality.action_plan import Adaptation, Comment, Measure, Plan, Section
from projections.municipality.detail import Detail, Details
from projections.municipality.situation_picture import Finding

_KINDS: tuple[type[Detail], ...] = (Plan, Section, Adaptation, Measure, Comment)


@dataclass(frozen=True)
class Tie:
    """A finding with the measures that answer it; without a finding, those that answer none.

    ``is_hidden``: they answer findings that the reader may not see.
    """

    finding: Finding | None
    measures: tuple[Measure, ...]
    is_hidden: bool = False


@dataclass(frozen=True)
class Locality:
    """How many of a plan's measures are traced to findings of the place (X2)."""

    traced: int
    measures: int


def in_force(details: Details) -> Sequence[Measure]:
    """Return the measures that have not been dropped, in the order of their days."""
    found = [each for each in details.of(Measure) if each.status != "dropped"]
    return sorted(found, key=lambda each: (each.due_on, each.code, each.ref))


def ties(details: Details) -> Sequence[Tie]:
    """Return each finding with its measures: what is answered first, then what is not, at last measures without one.

    A finding that is closed is there as long as a measure answers it.
    """
    measures = in_force(details)
    known = _findings(details)
    answered = {ref: tuple(each for each in measures if ref in _answers(each)) for ref in known}
    found = [Tie(finding, answered[ref]) for ref, finding in known.items()]
    open_or_answered = [each for each in found if each.measures or (each.finding and each.finding.status == "open")]
    unseen = [each for each in measures if not known.keys() & _answers(each)]
    hidden = tuple(each for each in unseen if each.addresses_findings)
    without = tuple(each for each in unseen if not each.addresses_findings)
    rest = [Tie(None, each, is_hidden=each is hidden) for each in (hidden, without) if each]
    return [*sorted(open_or_answered, key=lambda each: not each.measures), *rest]


def locality(details: Details) -> Locality:
    """Return how many of the measures in force answer a finding."""
    measures = in_force(details)
    return Locality(sum(bool(each.addresses_findings) for each in measures), len(measures))


def last_touched(details: Details) -> date | None:
    """Return the latest day of anything that was noted of the plan."""
    return max((each.latest for kind in _KINDS for each in details.of(kind)), default=None)


def _findings(details: Details) -> Mapping[str, Finding]:
    return {each.ref: each for each in sorted(details.of(Finding), key=lambda each: (each.on, each.ref))}


def _answers(measure: Measure) -> set[str]:
    return {str(each) for each in measure.addresses_findings}

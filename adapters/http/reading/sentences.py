"""What changed, told kind by kind: each wherever it is found, municipalities in alphabetical order (R14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.values import Step
from workflows.comparison.change import GROUPS, Change, Group, Kind
from workflows.reference import places


@dataclass(frozen=True)
class Part:
    """What one municipality has in a sentence: how many, on which days, and the ids of the events behind it."""

    scb_code: str
    name: str
    number: int
    events: tuple[str, ...]
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True)
class Sentence:
    """One kind of change wherever it is found, municipalities in alphabetical order (R14).

    ``step`` and ``reason``: where the kind has one. ``first_on``, ``last_on``: the days on which it was so.
    """

    group: Group
    kind: Kind
    step: Step | None
    reason: str
    parts: tuple[Part, ...]
    first_on: date | None
    last_on: date | None

    def only(self, part: Part) -> Sentence:
        """Return the same of one of its municipalities alone."""
        return replace(self, parts=(part,), first_on=part.first_on, last_on=part.last_on)

    @property
    def is_of_step(self) -> bool:
        """Whether it tells how a step moved."""
        return self.kind.startswith("step-")

    @property
    def key(self) -> str:
        """What the sentence is known by among the others."""
        return ".".join(filter(None, (self.kind, self.step, self.reason)))

    @property
    def number(self) -> int:
        """How many it tells of."""
        return sum(each.number for each in self.parts)

    @property
    def events(self) -> tuple[str, ...]:
        """The ids of the events behind it."""
        return tuple(dict.fromkeys(event for each in self.parts for event in each.events))


_ORDER: Mapping[Kind, tuple[int, Group]] = {
    kind: (place, group)
    for place, (kind, group) in enumerate((kind, group) for group, kinds in GROUPS.items() for kind in kinds)
}


_STEPS = (None, *Step)


def sentences(told: Iterable[Change], names: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield what is told of the changes, in the order of the kinds; ``names``: of the municipalities."""
    found: defaultdict[tuple[Kind, str, Step | None], list[Change]] = defaultdict(list)
    for each in told:
        found[each.kind, each.reason, each.step].append(each)
    for (kind, reason, step), same in sorted(found.items(), key=lambda pair: _place(*pair[0])):
        days = [each.on for each in same if each.on]
        yield Sentence(
            _ORDER[kind][1],
            kind,
            step,
            reason,
            tuple(_parts(same, names)),
            min(days, default=None),
            max(days, default=None),
        )


def _place(kind: Kind, reason: str, step: Step | None) -> tuple[int, str, int]:
    return _ORDER[kind][0], reason, _STEPS.index(step)


def _parts(same: Iterable[Change], names: Mapping[str, str]) -> list[Part]:
    by_code: defaultdict[str, list[Change]] = defaultdict(list)
    for each in same:
        by_code[each.scb_code].append(each)
    parts = (_part(code, names.get(code, ""), found) for code, found in by_code.items())
    return sorted(parts, key=lambda each: places.swedish_key(each.name))


def _part(code: str, name: str, found: Sequence[Change]) -> Part:
    days = [each.on for each in found if each.on]
    events = tuple(dict.fromkeys(event for each in found for event in each.events))
    return Part(code, name, len(found), events, min(days, default=None), max(days, default=None))

"""What changed, told kind by kind: each wherever it is found, municipalities in alphabetical order (R14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from domain.values import Step
from workflows.comparison.change import GROUPS, Change, Group, Kind
from workflows.reference import places


class Part(NamedTuple):
    """What one municipality has in a sentence: its changes of that kind."""

    scb_code: str
    name: str
    changes: tuple[Change, ...]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.changes)

    @property
    def events(self) -> tuple[str, ...]:
        """The ids of the events behind them."""
        return _events(self.changes)

    @property
    def first_on(self) -> date | None:
        """The first day on which it was so."""
        return min(_days(self.changes), default=None)

    @property
    def last_on(self) -> date | None:
        """The last day on which it was so."""
        return max(_days(self.changes), default=None)


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

    @cached_property
    def events(self) -> tuple[str, ...]:
        """The ids of the events behind it."""
        return _events(chain.from_iterable(each.changes for each in self.parts))


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
        days = _days(same)
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
    parts = (Part(code, names.get(code, ""), tuple(found)) for code, found in by_code.items())
    return sorted(parts, key=lambda each: places.swedish_key(each.name))


def _days(found: Iterable[Change]) -> list[date]:
    return [each.on for each in found if each.on]


def _events(found: Iterable[Change]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([event for each in found for event in each.events]))

"""Day by day, how a municipality's standing is judged under its own rules and under others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from domain.process import ProcessDefinition
from domain.standing import OpenItem, Standing
from domain.values import Step
from workflows.attention.attention import attention
from workflows.attention.clocks import Health, health
from workflows.attention.reason import Attention, Severity
from workflows.comparison.reasons import Matter, grave

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_ACTIVITY: Matter = ("activity", Step.ONGOING_SUPPORT, "")
_FARES: Mapping[Health, Severity | None] = {"active": None, "at_risk": "amber", "dormant": "red"}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """What was known of a municipality from one day on."""

    since: date
    standing: Standing
    items: tuple[OpenItem, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What is to be said of one matter on a day: by which reason, or how active the work is, and how grave that is."""

    name: str
    severity: Severity
    events: tuple[str, ...] = ()
    last_day: date | None = None

    @property
    def sign(self) -> tuple[str, Severity]:
        """What makes it another."""
        return self.name, self.severity


@dataclass(frozen=True)
class Look:
    """A municipality on one day, as one set of rules judges it: what is not in order, by what it is about."""

    matters: Mapping[Matter, Verdict]
    colours: Mapping[Step | None, Severity]

    @property
    def sign(self) -> frozenset[tuple[object, ...]]:
        """What makes it another: that a number of days grows does not."""
        matters = {(matter, *each.sign) for matter, each in self.matters.items()}
        return frozenset({*matters, *self.colours.items()})


# From a standing and what needs attention: how grave it is at each step, and beside them.
Colours = Callable[[Standing, Sequence[Attention], Health | None], Mapping[Step | None, Severity]]


@dataclass(frozen=True)
class Rules:
    """By which version a journey is judged, and how grave reasons are shown to be."""

    definition: Callable[[str | None], ProcessDefinition]
    colours: Colours

    def look(self, known: Known, day: date) -> Look:
        """Return the municipality on that day."""
        definition = self.definition(known.standing.definition)
        found = attention(known.standing, known.items, definition, day)
        fares = health(known.standing, definition, day)
        matters = {matter: _verdict(each) for matter, each in grave(found).items()}
        if fares and (severity := _FARES[fares]):
            events = known.standing.behind("contact", "visit", "picture_due")
            matters[_ACTIVITY] = Verdict(fares, severity, events)
        return Look(matters, self.colours(known.standing, found, fares))


@dataclass(frozen=True)
class Period:
    """Days on which one matter was judged one way and would have been judged another; None: in order.

    ``until``: the last of these days; where ``lasts``, the last that was looked at.
    """

    scb_code: str
    matter: Matter
    since: date
    until: date
    was: Verdict | None
    would_be: Verdict | None
    lasts: bool = False

    @property
    def step(self) -> Step | None:
        """The step that it is about, where it names one."""
        return self.matter[1]


@dataclass(frozen=True)
class CellPeriod:
    """Days on which a step's cell would have had another colour; ``step`` None: what is about no step."""

    scb_code: str
    step: Step | None
    since: date
    until: date
    was: Severity | None
    would_be: Severity | None
    lasts: bool = False


def differences(
    own: Sequence[Known], other: Sequence[Known], rules: tuple[Rules, Rules], last: date
) -> tuple[list[Period], list[CellPeriod]]:
    """Return the periods until a last day in which the two ways to judge differ, by their first days.

    ``own``, ``other``: what was known under each, from the same first day on.
    """
    code = own[0].standing.scb_code
    marks: _Periods[Matter, Verdict] = _Periods(lambda each: each.sign)
    cells: _Periods[Step | None, Severity] = _Periods(str)
    for day, was, would_be in _looks(own, other, rules, last):
        marks.on(day, was.matters, would_be.matters)
        cells.on(day, was.colours, would_be.colours)
    return (
        [Period(code, *each) for each in marks.until(last)],
        [CellPeriod(code, *each) for each in cells.until(last)],
    )


Looking = Callable[[date], tuple[Look, Look]]


def _looks(
    own: Sequence[Known], other: Sequence[Known], rules: tuple[Rules, Rules], last: date
) -> Iterator[tuple[date, Look, Look]]:
    """Yield the days on which either look becomes another."""
    starts = sorted({each.since for each in (*own, *other) if each.since <= last})
    for start, following in zip(starts, [*starts[1:], last + _DAY], strict=True):
        one, two = _known(own, start), _known(other, start)

        def looking(day: date, one: Known = one, two: Known = two) -> tuple[Look, Look]:
            return rules[0].look(one, day), rules[1].look(two, day)

        first, end = (start, looking(start)), following - _DAY
        yield start, *first[1]
        if end > start:
            yield from _turns(looking, first, (end, looking(end)))


def _known(history: Sequence[Known], day: date) -> Known:
    return history[bisect_right(history, day, key=lambda each: each.since) - 1]


def _turns(
    looking: Looking, first: tuple[date, tuple[Look, Look]], last: tuple[date, tuple[Look, Look]]
) -> Iterator[tuple[date, Look, Look]]:
    """Yield the turns between two days with nothing entered: what is judged then only grows graver with the days.

    So both ends are alike where nothing turns between them, and halving finds what does (workflows/attention/outlook).
    """
    if [each.sign for each in first[1]] == [each.sign for each in last[1]]:
        return
    if last[0] - first[0] == _DAY:
        yield last[0], *last[1]
        return
    day = first[0] + (last[0] - first[0]) // 2
    middle = day, looking(day)
    yield from _turns(looking, first, middle)
    yield from _turns(looking, middle, last)


class _Periods(Generic[K, V]):
    """Periods in which two ways to judge differ, by what they judge; ``sign``: by what two verdicts are the same."""

    def __init__(self, sign: Callable[[V], object]) -> None:
        self._sign = sign
        self._open: dict[K, tuple[date, V | None, V | None]] = {}
        self._ended: list[tuple[K, date, date, V | None, V | None, bool]] = []

    def on(self, day: date, was: Mapping[K, V], would_be: Mapping[K, V]) -> None:
        """Take what both say from a day on."""
        for key in dict.fromkeys((*self._open, *was, *would_be)):
            since, *before = self._open.get(key, (day, None, None))
            now = [was.get(key), would_be.get(key)]
            if list(map(self._signed, before)) == list(map(self._signed, now)):
                continue
            if self._open.pop(key, None):
                self._ended.append((key, since, day - _DAY, before[0], before[1], False))
            if self._signed(now[0]) != self._signed(now[1]):
                self._open[key] = day, now[0], now[1]

    def until(self, last: date) -> list[tuple[K, date, date, V | None, V | None, bool]]:
        """Return all of them by their first day; what is open at the last one lasts."""
        lasting = [(key, since, last, was, would_be, True) for key, (since, was, would_be) in self._open.items()]
        return sorted([*self._ended, *lasting], key=lambda each: each[1])

    def _signed(self, verdict: V | None) -> object:
        return None if verdict is None else self._sign(verdict)


def _verdict(each: Attention) -> Verdict:
    return Verdict(each.reason, each.severity, each.events, each.last_day)

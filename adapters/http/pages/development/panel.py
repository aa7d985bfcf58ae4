"""A step's panel: one column for each quarter, what it stands for as numbers of the graphic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from adapters.http.reading.development import Development, Quarter
from domain.standing import StepStatus
from domain.values import Step

LEFT, RIGHT, TOP, BASE = 18, 178, 8, 118
_GAP = 0.18
_LINE_HEIGHT = 12
_TEXT_WIDTH = 34

Kind = Literal["done", "other", "doing", "joined"]
# From the bottom up: what has ended, in one way or another, below what goes on.
_STACK: tuple[tuple[Kind, tuple[StepStatus, ...]], ...] = (
    ("done", ("achieved",)),
    ("other", ("declined", "not_applicable")),
    ("doing", ("in_progress",)),
)


@dataclass(frozen=True)
class Bar:
    """A part of a column."""

    kind: Kind
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Mark:
    """A text beside the axis or a column: at which place, and what it stands for."""

    kind: Kind
    at: float
    text: str


@dataclass(frozen=True)
class Panel:
    """The graphic of one step; ``line``: the path of those that were members."""

    step: Step
    bars: tuple[Bar, ...]
    line: str
    grid: tuple[Mark, ...]
    years: tuple[Mark, ...]
    ends: tuple[Mark, ...]


def panel(found: Development, step: Step) -> Panel:
    """Return the graphic of one step."""
    quarters, most = found.quarters, max(found.municipalities, 1)
    width = (RIGHT - LEFT) / max(len(quarters), 1)
    bars = [
        bar for place, each in enumerate(quarters) for bar in _column(each, step, LEFT + place * width, width, most)
    ]
    return Panel(
        step,
        tuple(bars),
        _line(quarters, width, most),
        tuple(Mark("joined", _height(each, most), str(each)) for each in sorted({most, most // 2} - {0})),
        tuple(_years(quarters, width)),
        tuple(_ends(quarters[-1], step, most)) if quarters else (),
    )


def counted(quarter: Quarter, step: Step, kind: Kind) -> int:
    """Return how many a part of a step's column, or the line, stands for."""
    if kind == "joined":
        return quarter.joined
    return sum(quarter.counts[step].get(each, 0) for each in dict(_STACK)[kind])


def _height(count: int, most: int) -> float:
    """Return where a count is on the axis."""
    return round(BASE - count / most * (BASE - TOP), 1)


def _column(quarter: Quarter, step: Step, x: float, width: float, most: int) -> Iterator[Bar]:
    reached = 0
    for kind, _ in _STACK:
        if number := counted(quarter, step, kind):
            top, bottom = _height(reached + number, most), _height(reached, most)
            reached += number
            left = round(x + width * _GAP / 2, 1)
            yield Bar(kind, left, top, round(width * (1 - _GAP), 1), round(bottom - top - 0.6, 1))


def _line(quarters: Sequence[Quarter], width: float, most: int) -> str:
    steps = (
        f"V{_height(each.joined, most)} H{round(LEFT + (place + 1) * width, 1)}" for place, each in enumerate(quarters)
    )
    return " ".join((f"M{LEFT} {BASE}", *steps))


def _years(quarters: Sequence[Quarter], width: float) -> Iterator[Mark]:
    """Yield the beginnings of years; where they are many, as many as there is room for."""
    begins = [(place, each.year) for place, each in enumerate(quarters) if each.number == 1]
    every = max(1, round(_TEXT_WIDTH / (4 * width) + 0.49))
    for place, year in begins[::every]:
        yield Mark("joined", round(LEFT + place * width, 1), str(year))


def _ends(last: Quarter, step: Step, most: int) -> Iterator[Mark]:
    """Yield the last numbers beside their parts of the column, from the bottom up and none over another."""
    reached, lowest = 0.0, float(BASE)
    for kind, _ in _STACK:
        if number := counted(last, step, kind):
            place = min(_height(int(reached), most) - number / most * (BASE - TOP) / 2 + 4, lowest)
            reached, lowest = reached + number, place - _LINE_HEIGHT
            yield Mark(kind, round(place, 1), str(number))
    yield Mark("joined", round(min(_height(last.joined, most) + 2, lowest), 1), str(last.joined))

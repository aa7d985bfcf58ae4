"""The strip of one step: days on an axis that all steps share, broken where only a few go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.http.reading.standstill import State, StepTimes

LEFT, RIGHT, HEIGHT = 150, 1080, 92
BREAK_AT = 400
_BREAK_X, _AFTER_BREAK = 930, 965
_MIDDLE = 46
# Above, below, and once more each: where a label may lie, from the line.
_LANES = (-14, 25, -29, 40)
_LETTER, _SPACE = 6.9, 10


@dataclass(frozen=True)
class Axis:
    """Where days lie; ``most``: the longest time that is shown."""

    most: int

    @property
    def is_broken(self) -> bool:
        """Whether somebody goes on beyond the break."""
        return self.most > BREAK_AT

    @property
    def ticks(self) -> tuple[tuple[float, int], ...]:
        """The days that are written, with their places."""
        written = list(range(0, BREAK_AT + 1, 100))
        return tuple((self.x(each), each) for each in [*written, *([self.most] if self.is_broken else [])])

    def x(self, days: float) -> float:
        """Return where a number of days lies."""
        if not self.is_broken:
            return round(LEFT + days / BREAK_AT * (RIGHT - LEFT), 1)
        if days <= BREAK_AT:
            return round(LEFT + days / BREAK_AT * (_BREAK_X - LEFT), 1)
        return round(_AFTER_BREAK + (days - BREAK_AT) / (self.most - BREAK_AT) * (RIGHT - _AFTER_BREAK), 1)

    @property
    def lines(self) -> tuple[tuple[float, float], ...]:
        """The parts of the line of each step."""
        return ((LEFT, _BREAK_X), (_AFTER_BREAK - 12, RIGHT)) if self.is_broken else ((LEFT, RIGHT),)


@dataclass(frozen=True)
class Sign:
    """A step that is under way: where, in which state, and its label, if there is room for one."""

    x: float
    state: State
    name: str
    days: int
    label_y: float | None
    anchor: str


@dataclass(frozen=True)
class Strip:
    """One step's line of the graphic, from ``y`` on; ``middle``: of the half of the finished ones."""

    times: StepTimes
    y: int
    ticks: tuple[float, ...]
    targets: tuple[float, ...]
    middle: tuple[float, float] | None
    signs: tuple[Sign, ...]


def axis_of(found: Sequence[StepTimes]) -> Axis:
    """Return the axis on which all steps find room."""
    return Axis(max((each.days for step in found for each in step.all_times), default=0))


def strips(found: Sequence[StepTimes], axis: Axis) -> list[Strip]:
    """Return the strips of the steps, one below the other."""
    return [_strip(each, axis, 34 + place * HEIGHT + _MIDDLE) for place, each in enumerate(found)]


def _strip(times: StepTimes, axis: Axis, y: int) -> Strip:
    middle = (axis.x(times.middle[0]), axis.x(times.middle[1])) if times.middle else None
    return Strip(
        times,
        y,
        tuple(axis.x(each.times.days) for each in times.finished),
        tuple(axis.x(each) for each in times.targets),
        middle,
        tuple(_signs(times, axis)),
    )


def _signs(times: StepTimes, axis: Axis) -> Iterator[Sign]:
    """Yield the signs from left to right, each label in the first lane where it meets no other."""
    filled = dict.fromkeys(_LANES, 0.0)
    for each in sorted(times.under_way, key=lambda each: each.times.days):
        x, name = axis.x(each.times.days), each.row.standing.name
        half = len(f"{name} {each.times.days}") * _LETTER / 2
        centre = min(max(x, LEFT + half), RIGHT + 20 - half)
        lane = next((lane for lane in _LANES if filled[lane] < centre - half), None)
        if lane is not None:
            filled[lane] = centre + half + _SPACE
        anchor = f"{centre:.1f}"
        yield Sign(x, each.state, name, each.times.days, lane, anchor)

"""How long steps take, made up: a strip with a sign in each state, and one that nothing is known of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.http.pages.standstill.strip import HEIGHT, Axis, Sign, Strip
from adapters.http.pages.visit import Visit
from adapters.http.reading.standstill import State, StepTimes
from domain.values import Step

_TOP, _MIDDLE = 34, 46
_FINISHED = (40, 70, 75, 90, 110, 160)
_TARGETS = (120, 180)
_GOING: tuple[tuple[State, int], ...] = (("running", 60), ("paused", 150), ("overdue", 260), ("blocked", 690))


@dataclass(frozen=True)
class Standstill:
    """Strips on their axis; ``middle``: the days of the middle half."""

    axis: Axis
    strips: tuple[Strip, ...]
    middle: tuple[float, float] = (71.2, 105.0)
    height: int = _TOP + 2 * HEIGHT


def standstill(visit: Visit) -> Standstill:
    """Return it."""
    axis = Axis(_GOING[-1][1])
    full, empty = StepTimes(Step.ACTION_PLAN, (), (), _TARGETS), StepTimes(Step.ONGOING_SUPPORT, (), (), ())
    ticks, targets = (tuple(axis.x(each) for each in days) for days in (_FINISHED, _TARGETS))
    middle = (axis.x(Standstill.middle[0]), axis.x(Standstill.middle[1]))
    strips = (
        Strip(full, _TOP + _MIDDLE, ticks, targets, middle, tuple(_signs(visit, axis))),
        Strip(empty, _TOP + HEIGHT + _MIDDLE, (), (), None, ()),
    )
    return Standstill(axis, strips)


def _signs(visit: Visit, axis: Axis) -> Iterator[Sign]:
    for state, days in _GOING:
        x = axis.x(days)
        yield Sign(x, state, visit.cat.text("ui.style.place"), days, -14, f"{min(x, 1050):.1f}")

"""When what is judged of a municipality today becomes another thing by itself, if nothing is done (G2).

Reasons for attention only grow graver with the days: each holds from one day on, until a graver one takes its place. So
the day of a change is found by halving.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.process import ProcessDefinition
from domain.standing import OpenItem, Standing
from domain.values import Step
from workflows.attention.attention import attention
from workflows.attention.clocks import Health, health
from workflows.attention.reason import Attention

_HORIZON_DAYS = 3650


@dataclass(frozen=True)
class Turn:
    """A change to come: its day, and the reasons that are new on it."""

    on: date
    reasons: tuple[Attention, ...] = ()
    health: Health | None = None


@dataclass(frozen=True)
class Outlook:
    """A municipality's days to come, as they are judged from a day."""

    standing: Standing
    items: Sequence[OpenItem]
    definition: ProcessDefinition
    day: date

    def turn_of(self, reason: Attention) -> Turn | None:
        """Return when the reason gives way to a graver one, None where it stays as it is."""
        known = _name(reason)
        return self._turn(
            lambda found, _: known not in map(_name, found),
            lambda each: _subject(each) == _subject(reason),
        )

    def turn_at(self, step: Step) -> Turn | None:
        """Return when something at a step, which nothing is wrong with today, needs attention or fares worse."""
        fares = health(self.standing, self.definition, self.day) if step is Step.ONGOING_SUPPORT else None

        def is_turned(found: Sequence[Attention], day: date) -> bool:
            if step is Step.ONGOING_SUPPORT:
                return health(self.standing, self.definition, day) != fares
            return any(each.step is step for each in found)

        return self._turn(is_turned, lambda each: each.step is step)

    def _turn(
        self, is_turned: Callable[[Sequence[Attention], date], bool], is_told: Callable[[Attention], bool]
    ) -> Turn | None:
        before, after = 0, _HORIZON_DAYS
        if not is_turned(self._on(after), self._day(after)):
            return None
        while after - before > 1:
            middle = (before + after) // 2
            if is_turned(self._on(middle), self._day(middle)):
                after = middle
            else:
                before = middle
        known = {_name(each) for each in self._on(after - 1)}
        new = tuple(each for each in self._on(after) if is_told(each) and _name(each) not in known)
        return Turn(self._day(after), new, health(self.standing, self.definition, self._day(after)))

    def _on(self, days: int) -> list[Attention]:
        return attention(self.standing, self.items, self.definition, self._day(days))

    def _day(self, days: int) -> date:
        return self.day + timedelta(days=days)


def _subject(reason: Attention) -> tuple[str, Step | None, str]:
    """Return what a reason is about, however grave it is: its name begins with that."""
    return reason.reason.partition("-")[0], reason.step, reason.item


def _name(reason: Attention) -> tuple[str, str, Step | None, str]:
    return reason.reason, reason.severity, reason.step, reason.item

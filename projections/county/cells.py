"""A step's cell: its value after an event, and the event behind each of its facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from domain.messages import Recorded
from domain.standing import Cell, Fact, Standing, StandingFact
from domain.values import Step
from projections.engine.copying import replace

F = TypeVar("F", bound=str)


def latest(known: date | None, day: date) -> date:
    """Return the later of two days, of which the first may be unknown."""
    return max(known, day) if known else day


def follows(standing: Standing, recorded: Recorded, *facts: StandingFact) -> Standing:
    """Return the standing, some facts of which follow from the event."""
    return replace(standing, events=_following(standing.events, recorded, facts))


def begun_anew(standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing in a new cycle: that none of its steps has begun follows from its opening."""
    fresh = Cell(events=(("started", str(recorded.envelope.event_id)),))
    kept = {step: cell for step, cell in standing.steps.items() if not step.is_renewed}
    return replace(standing, steps={step: fresh for step in Step if step.is_renewed} | kept)


def entered(standing: Standing, step: Step, cell: Cell, recorded: Recorded, fact: Fact) -> Standing:
    """Return the standing with a step's new cell, one fact of which follows from the event, a sign of life in it."""
    held = {"block": cell.blocked_by, "due": cell.due_on}
    found = _following(cell.events, recorded, (fact,))
    # What no longer holds follows from no event.
    known = replace(cell, events=tuple([each for each in found if held.get(each[0], True)]))
    return touched(replace(standing, steps={**standing.steps, step: known}), step, recorded)


def touched(standing: Standing, step: Step, recorded: Recorded) -> Standing:
    """Return the standing after an event that is a sign of life in a step; of a day, the first one counts."""
    cell = standing.cell(step)
    if not _is_later(cell, recorded):
        return standing
    known = replace(cell, events=_following(cell.events, recorded, ("last",)), last_on=recorded.envelope.occurred_on)
    return replace(standing, steps={**standing.steps, step: known})


def _is_later(cell: Cell, recorded: Recorded) -> bool:
    return cell.last_on is None or recorded.envelope.occurred_on > cell.last_on


def _following(events: Iterable[tuple[F, str]], recorded: Recorded, facts: tuple[F, ...]) -> tuple[tuple[F, str], ...]:
    """Return the event behind each fact, now that some of them follow from this one."""
    event = str(recorded.envelope.event_id)
    return (*[each for each in events if each[0] not in facts], *[(fact, event) for fact in facts])

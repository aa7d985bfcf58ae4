"""The journey: its version and cycle, how steps were closed, their due days, obstacles, and rules gone past.

Where each step stands now is the county's to tell.
"""

from __future__ import annotations

from typing import Literal

from domain.contact.events import FunctionCode
from domain.journey import events
from domain.journey.events import BlockCause, DueBasis, Outcome
from domain.messages import Event, Recorded
from domain.periods import Day
from domain.values import CommandName, DefinitionVersion, RecordNumber, RuleId, Step, Version
from projections.engine.handlers import Handlers, on
from projections.engine.rows import Rows
from projections.municipality.detail import Detail, change, found, put

_JOURNEY = "journey"


class Journey(Detail, section="journey"):
    """The journey itself; ``expected_until``: the end of the pause, where one lasts."""

    status: Literal["open", "paused"]
    definition: DefinitionVersion
    cycle: Version
    expected_until: Day | None = None


class Closure(Detail, section="closure"):
    """How a step was closed; ``ref`` is its cycle and name."""

    status: Literal["closed", "reopened"]
    cycle: Version
    step: Step
    outcome: Outcome
    evidence: tuple[RecordNumber, ...]
    decided_by_function: FunctionCode | None = None


class DueDay(Detail, section="due-day"):
    """The day by which a step is to be closed; ``ref`` is its cycle and name."""

    cycle: Version
    step: Step
    due_on: Day
    basis: DueBasis


class Obstacle(Detail, section="obstacle"):
    """What stands or stood in the way of a step; ``ref`` is its cycle and name."""

    status: Literal["open", "removed"] = "open"
    cycle: Version
    step: Step
    cause_code: BlockCause


class Override(Detail, section="override"):
    """A rule that was gone past; ``ref`` is the event's id."""

    rule_id: RuleId
    command: CommandName


def _cycle(rows: Rows, recorded: Recorded) -> int:
    journey = found(rows, recorded, Journey, _JOURNEY)
    return journey.cycle if journey else 1


def _of_step(rows: Rows, recorded: Recorded, step: Step) -> str:
    return f"{_cycle(rows, recorded)}/{step}"


def _put_for_step(rows: Rows, recorded: Recorded, kind: type[Detail], step: Step, status: str = "open") -> None:
    fields = {"cycle": _cycle(rows, recorded), **dict(recorded.event)}
    put(rows, recorded, kind, _of_step(rows, recorded, step), status, fields)


def _resumed(rows: Rows, recorded: Recorded, _event: Event) -> None:
    change(rows, recorded, Journey, _JOURNEY, "open", {"expected_until": None})


HANDLERS: Handlers = dict(
    [
        on(events.JourneyOpened, lambda rows, it, _: put(rows, it, Journey, _JOURNEY, "open")),
        on(events.CycleOpened, lambda rows, it, _: change(rows, it, Journey, _JOURNEY)),
        on(events.JourneyPaused, lambda rows, it, _: change(rows, it, Journey, _JOURNEY, "paused")),
        on(events.JourneyResumed, _resumed),
        on(
            events.StepCompleted,
            lambda rows, it, event: _put_for_step(rows, it, Closure, event.step, "closed"),
        ),
        on(
            events.StepReopened,
            lambda rows, it, event: change(rows, it, Closure, _of_step(rows, it, event.step), "reopened"),
        ),
        on(events.DueDateSet, lambda rows, it, event: _put_for_step(rows, it, DueDay, event.step)),
        on(events.StepBlocked, lambda rows, it, event: _put_for_step(rows, it, Obstacle, event.step)),
        on(
            events.StepUnblocked,
            lambda rows, it, event: change(rows, it, Obstacle, _of_step(rows, it, event.step), "removed"),
        ),
        on(events.GuardOverridden, lambda rows, it, _: put(rows, it, Override, it.envelope.event_id)),
    ]
)

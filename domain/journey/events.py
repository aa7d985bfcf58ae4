"""What happens on a municipality's journey through the five steps."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.contact.events import FunctionCode
from domain.correction import EntryCorrection
from domain.messages import Event
from domain.periods import Day
from domain.values import Code, CodeList, CommandName, DefinitionVersion, RecordNumber, RuleId, Step, Version

Outcome = Literal["achieved", "declined", "not_applicable"]
DueBasis = Literal["agreed", "decision", "target"]
BlockCause = Annotated[Code, CodeList("block-causes")]


class JourneyOpened(Event, topic="journey.journey-opened.v1"):
    """The journey began, pinned to a version of the process."""

    definition: DefinitionVersion
    cycle: Version


class StepStarted(Event, topic="journey.step-started.v1"):
    """Work on a step began."""

    step: Step


class StepCompleted(Event, topic="journey.step-completed.v1"):
    """A step was closed: achieved, lawfully declined, or not applicable."""

    step: Step
    outcome: Outcome
    evidence: Annotated[tuple[RecordNumber, ...], Field(max_length=20)]
    decided_by_function: FunctionCode | None = None


class StepBlocked(Event, topic="journey.step-blocked.v1"):
    """Something stands in the way of a step."""

    step: Step
    cause_code: BlockCause


class StepUnblocked(Event, topic="journey.step-unblocked.v1"):
    """Nothing stands in the way of the step any more."""

    step: Step


class StepReopened(Event, topic="journey.step-reopened.v1"):
    """A closed step is in progress again, in the same cycle (C5)."""

    step: Step


class GuardOverridden(Event, topic="journey.guard-overridden.v1"):
    """A coordinator went past a rule, with a reason, in the act that this event is caused by."""

    rule_id: RuleId
    command: CommandName


class JourneyPaused(Event, topic="journey.journey-paused.v1"):
    """The journey rests and its clock with it (C6)."""

    expected_until: Day | None = None


class JourneyResumed(Event, topic="journey.journey-resumed.v1"):
    """The journey goes on."""


class PauseEndReminded(Event, topic="journey.pause-end-reminded.v1"):
    """The day had passed until which a pause was expected to last, and the journey was still paused."""

    expected_until: Day


class DueDateSet(Event, topic="journey.due-date-set.v1"):
    """A step got a day by which it is to be closed."""

    step: Step
    due_on: Day
    basis: DueBasis


class MovedIntoEverydayWork(Event, topic="journey.moved-into-everyday-work.v1"):
    """The work went over into everyday work: step 5 began, which never ends (R8)."""


class CycleOpened(Event, topic="journey.cycle-opened.v1"):
    """A new cycle began: steps 1 to 4 are not started again; the earlier cycle stays readable."""

    cycle: Version


class EntryCorrected(EntryCorrection, topic="journey.entry-corrected.v1"):
    """An entry about the journey was wrong."""

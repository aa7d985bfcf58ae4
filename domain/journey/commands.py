"""What can be asked for concerning a journey."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.contact.events import FunctionCode
from domain.correction import CorrectionCommand
from domain.journey.events import BlockCause, DueBasis, Outcome
from domain.messages import Command
from domain.periods import Day
from domain.values import RecordNumber, Step


class OpenJourney(Command, aggregate="journey"):
    """Begin the journey, on the current version of the process."""


class StartStep(Command, aggregate="journey"):
    """Start one of steps 1 to 4, in any order."""

    step: Step


class CompleteStep(Command, aggregate="journey"):
    """Close a step that is in progress; never automatic (C2)."""

    step: Step
    outcome: Outcome
    evidence: Annotated[tuple[RecordNumber, ...], Field(max_length=20)] = ()
    decided_by_function: FunctionCode | None = None


class BlockStep(Command, aggregate="journey"):
    """Record what stands in the way of a step."""

    step: Step
    cause_code: BlockCause


class UnblockStep(Command, aggregate="journey"):
    """Record that nothing stands in the way any more."""

    step: Step


class ReopenStep(Command, aggregate="journey"):
    """Return a closed step to in progress, in the same cycle."""

    step: Step


class PauseJourney(Command, aggregate="journey"):
    """Let the journey rest; due dates move by the time it rests."""

    expected_until: Day | None = None


class ResumeJourney(Command, aggregate="journey"):
    """Let the journey go on."""


class RemindOfPauseEnd(Command, aggregate="journey"):
    """Remind of a pause that was expected to have ended; the system's own."""


class SetDueDate(Command, aggregate="journey"):
    """Set the day by which a step is to be closed."""

    step: Step
    due_on: Day
    basis: DueBasis = "agreed"


class MoveIntoEverydayWork(Command, aggregate="journey"):
    """Let the work go over into everyday work: step 5."""


class OpenCycle(Command, aggregate="journey"):
    """Open a new cycle: steps 1 to 4 begin anew."""


class CorrectEntry(CorrectionCommand, aggregate="journey"):
    """Void or replace an entry about the journey."""

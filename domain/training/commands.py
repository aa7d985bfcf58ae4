"""What can be asked for concerning the training of staff."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.bands import AttendanceBand, HeadcountBand, WorkplacesBand
from domain.correction import CorrectionCommand
from domain.messages import Command
from domain.periods import Day
from domain.training.events import (
    CancelCause,
    Depth,
    DurationBand,
    MaterialsVersion,
    NotRelevantAs,
    Partner,
    SessionFormat,
    StaffGroup,
    Stage,
)


class SetStagePlan(Command, aggregate="training"):
    """Set the stages of the training, in order."""

    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=10)]


class IdentifyTargetGroup(Command, aggregate="training"):
    """Identify a group of staff to be trained."""

    group_code: StaffGroup
    early_contact: bool = False
    estimated_headcount_band: HeadcountBand


class MarkTargetGroupNotRelevant(Command, aggregate="training"):
    """Mark a group or key function as not relevant here, with a reason."""

    group_code: StaffGroup
    marked_as: NotRelevantAs


class DesignateKeyFunction(Command, aggregate="training"):
    """Designate a function that needs broader and deeper knowledge."""

    function_code: StaffGroup
    depth: Depth = "broad_and_deep"


class PlanSession(Command, aggregate="training"):
    """Plan a session."""

    session_id: UUID
    stage: Stage
    format: SessionFormat
    duration_band: DurationBand
    groups: Annotated[tuple[StaffGroup, ...], Field(min_length=1, max_length=30)]
    joint_with: Annotated[tuple[Partner, ...], Field(max_length=20)] = ()
    planned_on: Day


class HoldSession(Command, aggregate="training"):
    """Record that a planned session was held, and about how many came of each group."""

    session_id: UUID
    headcount_by_group: Annotated[dict[StaffGroup, AttendanceBand], Field(min_length=1, max_length=30)]
    materials_version: MaterialsVersion


class CancelSession(Command, aggregate="training"):
    """Cancel a planned session."""

    session_id: UUID
    cause: CancelCause


class AgreeCascade(Command, aggregate="training"):
    """Agree that a trained group spreads what it learnt."""

    from_group: StaffGroup
    to_workplaces_band: WorkplacesBand


class CorrectEntry(CorrectionCommand, aggregate="training"):
    """Void or replace an entry about the training."""

"""What happens in the training of a municipality's staff."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.bands import AttendanceBand, HeadcountBand, WorkplacesBand
from domain.correction import EntryCorrection
from domain.messages import Event
from domain.periods import Day
from domain.values import Code, CodeList

Stage = Literal["basic", "deep", "briefing", "seminar", "conference", "exercise"]
Depth = Literal["broad_and_deep"]
DurationBand = Literal["under-half-day", "half-day", "full-day", "several-days"]
NotRelevantAs = Literal["early_contact_group", "key_function"]
StaffGroup = Annotated[Code, CodeList("staff-groups")]
SessionFormat = Annotated[Code, CodeList("session-formats")]
Partner = Annotated[Code, CodeList("organisations")]
CancelCause = Annotated[Code, CodeList("cancel-causes")]
MaterialsVersion = Annotated[Code, CodeList("training-materials")]


class StagePlanSet(Event, topic="training.stage-plan-set.v1"):
    """The stages of the training, in order."""

    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=10)]


class TargetGroupIdentified(Event, topic="training.target-group-identified.v1"):
    """A group of staff to be trained; ``early_contact``: it meets the first signs."""

    group_code: StaffGroup
    early_contact: bool
    estimated_headcount_band: HeadcountBand


class TargetGroupMarkedNotRelevant(Event, topic="training.target-group-marked-not-relevant.v1"):
    """A group or key function has, for a reason, no part in this municipality's training (R7)."""

    group_code: StaffGroup
    marked_as: NotRelevantAs


class KeyFunctionDesignated(Event, topic="training.key-function-designated.v1"):
    """The municipality designated a function that needs broader and deeper knowledge."""

    function_code: StaffGroup
    depth: Depth


class SessionPlanned(Event, topic="training.session-planned.v1"):
    """A session was planned."""

    session_id: UUID
    stage: Stage
    format: SessionFormat
    duration_band: DurationBand
    groups: Annotated[tuple[StaffGroup, ...], Field(min_length=1, max_length=30)]
    joint_with: Annotated[tuple[Partner, ...], Field(max_length=20)] = ()
    planned_on: Day


class SessionHeld(Event, topic="training.session-held.v2"):
    """A planned session was held; how many came of each group is known by its band alone (P12)."""

    session_id: UUID
    headcount_by_group: Annotated[dict[StaffGroup, AttendanceBand], Field(min_length=1, max_length=30)]
    materials_version: MaterialsVersion


class SessionCancelled(Event, topic="training.session-cancelled.v1"):
    """A planned session will not be held."""

    session_id: UUID
    cause: CancelCause


class CascadeAgreed(Event, topic="training.cascade-agreed.v1"):
    """A trained group will spread what it learnt at its own workplaces."""

    from_group: StaffGroup
    to_workplaces_band: WorkplacesBand


class EntryCorrected(EntryCorrection, topic="training.entry-corrected.v2"):
    """An entry about the training was wrong."""

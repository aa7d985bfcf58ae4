"""Training: its stages, who is to be trained, the sessions, and who spreads what was learnt."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from domain.bands import AttendanceBand, HeadcountBand, WorkplacesBand
from domain.messages import Recorded
from domain.periods import Day
from domain.training import events
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
from projections.engine.handlers import Handlers, on
from projections.engine.rows import Rows
from projections.municipality.detail import Detail, change, put, renew


class StagePlan(Detail, section="stage-plan"):
    """The stages of the training, in order; a municipality has one plan at a time."""

    stages: tuple[Stage, ...]


class Group(Detail, section="group"):
    """A target group; ``ref`` is its code."""

    status: Literal["open", "not-relevant"] = "open"
    group_code: StaffGroup
    early_contact: bool | None = None
    estimated_headcount_band: HeadcountBand | None = None
    marked_as: NotRelevantAs | None = None


class KeyFunction(Detail, section="key-function"):
    """A key function; ``ref`` is its code."""

    status: Literal["open", "not-relevant"] = "open"
    function_code: StaffGroup
    depth: Depth | None = None
    marked_as: NotRelevantAs | None = None


class Session(Detail, section="session"):
    """A session; ``ref`` is its id."""

    status: Literal["planned", "held", "cancelled"]
    session_id: UUID
    stage: Stage
    format: SessionFormat
    duration_band: DurationBand
    groups: tuple[StaffGroup, ...]
    joint_with: tuple[Partner, ...]
    planned_on: Day
    headcount_by_group: dict[StaffGroup, AttendanceBand] = {}
    materials_version: MaterialsVersion | None = None
    cause: CancelCause | None = None


class Cascade(Detail, section="cascade"):
    """A group that spreads what it learnt at its own workplaces; ``ref`` is the event's id."""

    from_group: StaffGroup
    to_workplaces_band: WorkplacesBand


def _marked_not_relevant(rows: Rows, recorded: Recorded, event: events.TargetGroupMarkedNotRelevant) -> None:
    if event.marked_as == "early_contact_group":
        renew(rows, recorded, Group, event.group_code, "not-relevant")
        return
    fields = {"function_code": event.group_code, "marked_as": event.marked_as}
    put(rows, recorded, KeyFunction, event.group_code, "not-relevant", fields)


HANDLERS: Handlers = dict(
    [
        on(events.StagePlanSet, lambda rows, it, _: put(rows, it, StagePlan, "stages")),
        on(events.TargetGroupIdentified, lambda rows, it, event: put(rows, it, Group, event.group_code)),
        on(events.TargetGroupMarkedNotRelevant, _marked_not_relevant),
        on(events.KeyFunctionDesignated, lambda rows, it, event: put(rows, it, KeyFunction, event.function_code)),
        on(events.SessionPlanned, lambda rows, it, event: put(rows, it, Session, event.session_id, "planned")),
        on(events.SessionHeld, lambda rows, it, event: change(rows, it, Session, event.session_id, "held")),
        on(events.SessionCancelled, lambda rows, it, event: change(rows, it, Session, event.session_id, "cancelled")),
        on(events.CascadeAgreed, lambda rows, it, _: put(rows, it, Cascade, it.envelope.event_id)),
    ]
)

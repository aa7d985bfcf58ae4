"""The action plan: how it stands, its sections and measures, and the comments on it."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from domain.action_plan import events
from domain.action_plan.events import Body, CommentBody, Effect, HostPlan, MeasureCode, Stance
from domain.action_plan.events import Section as SectionCode
from domain.contact.events import FunctionCode
from domain.periods import Day
from domain.values import DecisionParagraph, RecordNumber, Version
from projections.engine.handlers import Handlers, on
from projections.municipality.detail import Detail, change, put

_REGIME = "ve"


class Plan(Detail, section="plan"):
    """The plan as its latest decision left it; ``ref`` is its regime."""

    status: Literal["at-work", "declined", "adopted", "integrated"]
    based_on_picture_version: Version | None = None
    decided_by_function: FunctionCode | None = None
    revisit_on: Day | None = None
    body: Body | None = None
    paragraph: DecisionParagraph | None = None
    dnr: RecordNumber | None = None
    valid_until: Day | None = None
    host_plan: HostPlan | None = None


class Section(Detail, section="section"):
    """A section that is written; ``ref`` is its code."""

    section: SectionCode


class Measure(Detail, section="measure"):
    """A measure of the plan; ``ref`` is its id."""

    status: Literal["open", "followed-up", "dropped"] = "open"
    measure_id: UUID
    code: MeasureCode
    addresses_findings: tuple[UUID, ...]
    owner_function: FunctionCode
    due_on: Day
    effect: Effect | None = None


class Comment(Detail, section="comment"):
    """A comment that was received; ``ref`` is the body that gave it."""

    body: CommentBody
    stance: Stance


HANDLERS: Handlers = dict(
    [
        on(events.PlanWorkOpened, lambda rows, it, _: put(rows, it, Plan, _REGIME, "at-work")),
        on(events.PlanDeclined, lambda rows, it, _: put(rows, it, Plan, _REGIME, "declined")),
        on(events.PlanAdopted, lambda rows, it, _: put(rows, it, Plan, _REGIME, "adopted")),
        on(events.PlanIntegratedIn, lambda rows, it, _: put(rows, it, Plan, _REGIME, "integrated")),
        on(events.SectionWritten, lambda rows, it, event: put(rows, it, Section, event.section)),
        on(events.MeasureAdded, lambda rows, it, event: put(rows, it, Measure, event.measure_id)),
        on(
            events.MeasureResultRecorded,
            lambda rows, it, event: change(rows, it, Measure, event.measure_id, "followed-up"),
        ),
        on(events.MeasureDropped, lambda rows, it, event: change(rows, it, Measure, event.measure_id, "dropped")),
        on(events.CommentReceived, lambda rows, it, event: put(rows, it, Comment, event.body)),
    ]
)

"""The action plan and its revisions: how each stands; sections, measures, adaptations, and the comments on it."""

from __future__ import annotations

from itertools import count
from typing import Literal
from uuid import UUID

from domain.action_plan import events
from domain.action_plan.events import (
    AdaptsTo,
    Body,
    CommentBody,
    Effect,
    HostPlan,
    MeasureCode,
    ReviewResult,
    Stance,
)
from domain.action_plan.events import Section as SectionCode
from domain.contact.events import FunctionCode
from domain.messages import Event, Recorded
from domain.periods import Day
from domain.values import DecisionParagraph, RecordNumber, Version
from projections.engine.handlers import Handlers, on
from projections.engine.rows import Rows
from projections.municipality.detail import Detail, change, found, put, renew

_REGIME = "ve"


class Plan(Detail, section="plan"):
    """The plan, or a revision of it, as its latest decision left it; ``ref`` is its regime and number.

    ``result``, ``reviewed_on``: what the latest of its reviews came to, and its day.
    """

    status: Literal["at-work", "declined", "adopted", "integrated", "superseded"]
    based_on_picture_version: Version | None = None
    decided_by_function: FunctionCode | None = None
    revisit_on: Day | None = None
    body: Body | None = None
    paragraph: DecisionParagraph | None = None
    dnr: RecordNumber | None = None
    valid_until: Day | None = None
    host_plan: HostPlan | None = None
    result: ReviewResult | None = None
    reviewed_on: Day | None = None


class Section(Detail, section="section"):
    """A section that is written; ``ref`` is its code."""

    section: SectionCode


class Adaptation(Detail, section="adaptation"):
    """What the plan was fitted to; ``ref`` is the finding's or structure's id."""

    adapts_to: AdaptsTo
    target_id: UUID


class Measure(Detail, section="measure"):
    """A measure of the plan; ``ref`` is its id. It is open until there is a result, other than that it is too early."""

    status: Literal["open", "followed-up", "dropped"] = "open"
    measure_id: UUID
    code: MeasureCode
    addresses_findings: tuple[UUID, ...]
    owner_function: FunctionCode
    due_on: Day
    effect: Effect | None = None


class Comment(Detail, section="comment"):
    """A comment that is awaited or was received; ``ref`` is the plan's and the body that is to give it."""

    status: Literal["awaited", "received"]
    plan: str
    body: CommentBody
    due_on: Day | None = None
    stance: Stance | None = None


def _plan(number: int) -> str:
    return f"{_REGIME}/{number}"


def _latest(rows: Rows, recorded: Recorded) -> int:
    """Return the number of the latest plan or revision; of one that nothing was noted of yet, too."""
    return next(each for each in count(1) if found(rows, recorded, Plan, _plan(each + 1)) is None)


def _opened(rows: Rows, recorded: Recorded, _event: Event) -> None:
    number = _latest(rows, recorded)
    is_first = found(rows, recorded, Plan, _plan(number)) is None
    put(rows, recorded, Plan, _plan(number if is_first else number + 1), "at-work")


def _settled(rows: Rows, recorded: Recorded, status: str) -> None:
    number = _latest(rows, recorded)
    renew(rows, recorded, Plan, _plan(number), status)
    change(rows, recorded, Plan, _plan(number - 1), "superseded", {})


def _reviewed(rows: Rows, recorded: Recorded, event: events.PlanReviewed) -> None:
    """Note what a review came to, but for one of before a later review or before the plan was settled."""
    ref, on = _plan(_latest(rows, recorded)), recorded.envelope.occurred_on
    plan = found(rows, recorded, Plan, ref)
    if plan and on >= (plan.reviewed_on or plan.on):
        change(rows, recorded, Plan, ref, fields={"result": event.result, "reviewed_on": on})


def _referred(rows: Rows, recorded: Recorded, event: events.ReferredForComment) -> None:
    plan = _plan(_latest(rows, recorded))
    for body in event.bodies:
        fields = {"plan": plan, "body": body, "due_on": event.due_on}
        put(rows, recorded, Comment, f"{plan}/{body}", "awaited", fields)


def _commented(rows: Rows, recorded: Recorded, event: events.CommentReceived) -> None:
    plan = _plan(_latest(rows, recorded))
    asked = found(rows, recorded, Comment, f"{plan}/{event.body}")
    fields = {"plan": plan, "due_on": asked and asked.due_on, **dict(event)}
    fields |= {"first_event_id": asked.first_event_id} if asked else {}
    put(rows, recorded, Comment, f"{plan}/{event.body}", "received", fields)


def _measure_followed_up(rows: Rows, recorded: Recorded, event: events.MeasureResultRecorded) -> None:
    """Note what came of a measure; of one for which it was too early to say, the result is still awaited."""
    change(rows, recorded, Measure, event.measure_id, None if event.effect == "too_early" else "followed-up")


HANDLERS: Handlers = dict(
    [
        on(events.PlanWorkOpened, _opened),
        on(events.PlanDeclined, lambda rows, it, _: _settled(rows, it, "declined")),
        on(events.PlanAdopted, lambda rows, it, _: _settled(rows, it, "adopted")),
        on(events.PlanIntegratedIn, lambda rows, it, _: _settled(rows, it, "integrated")),
        on(events.PlanReviewed, _reviewed),
        on(events.SectionWritten, lambda rows, it, event: put(rows, it, Section, event.section)),
        on(events.LocalAdaptationNoted, lambda rows, it, event: put(rows, it, Adaptation, event.target_id)),
        on(events.MeasureAdded, lambda rows, it, event: put(rows, it, Measure, event.measure_id)),
        on(events.MeasureResultRecorded, _measure_followed_up),
        on(events.MeasureDropped, lambda rows, it, event: change(rows, it, Measure, event.measure_id, "dropped")),
        on(events.ReferredForComment, _referred),
        on(events.CommentReceived, _commented),
    ]
)

"""What happens to a municipality's action plan."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.contact.events import FunctionCode
from domain.correction import EntryCorrection
from domain.messages import Event
from domain.periods import Day
from domain.values import Code, CodeList, DecisionParagraph, RecordNumber, Version

Section = Literal["information_flow", "conduct_on_signs", "responsibility", "measures", "follow_up"]
Effect = Literal["yes", "partly", "no", "too_early"]
Stance = Literal["supports", "supports_with_changes", "opposes", "no_comment"]
AdaptsTo = Literal["finding", "structure"]
ReviewResult = Literal["unchanged", "needs_revision"]
MeasureCode = Annotated[Code, CodeList("measures")]
Body = Annotated[Code, CodeList("decision-bodies")]
CommentBody = Annotated[Code, CodeList("comment-bodies")]
HostPlan = Annotated[Code, CodeList("host-plans")]


class PlanWorkOpened(Event, topic="action-plan.plan-work-opened.v1"):
    """Work on the plan, or on its revision, was opened; on which picture, where there was one."""

    based_on_picture_version: Version | None = None


class PlanDeclined(Event, topic="action-plan.plan-declined.v1"):
    """The municipality lawfully chose to have no plan of its own, until it looks again (R4)."""

    decided_by_function: FunctionCode
    revisit_on: Day


class SectionWritten(Event, topic="action-plan.section-written.v1"):
    """A section of the plan was written; the text itself is the municipality's."""

    section: Section


class LocalAdaptationNoted(Event, topic="action-plan.local-adaptation-noted.v1"):
    """The plan was fitted to a finding or a structure of the place (R6)."""

    adapts_to: AdaptsTo
    target_id: UUID


class MeasureAdded(Event, topic="action-plan.measure-added.v1"):
    """A measure was added, with the findings that it answers, its owner and its day."""

    measure_id: UUID
    code: MeasureCode
    addresses_findings: Annotated[tuple[UUID, ...], Field(max_length=20)]
    owner_function: FunctionCode
    due_on: Day


class MeasureResultRecorded(Event, topic="action-plan.measure-result-recorded.v1"):
    """What a measure led to was recorded."""

    measure_id: UUID
    effect: Effect


class MeasureDropped(Event, topic="action-plan.measure-dropped.v1"):
    """A measure was taken out of the plan."""

    measure_id: UUID


class ReferredForComment(Event, topic="action-plan.referred-for-comment.v1"):
    """The draft was sent out for comment (remiss)."""

    bodies: Annotated[tuple[CommentBody, ...], Field(min_length=1, max_length=30)]
    due_on: Day


class CommentReceived(Event, topic="action-plan.comment-received.v1"):
    """A body that was asked gave its comment."""

    body: CommentBody
    stance: Stance


class PlanAdopted(Event, topic="action-plan.plan-adopted.v1"):
    """The plan was adopted by a political body."""

    body: Body
    paragraph: DecisionParagraph | None = None
    dnr: RecordNumber | None = None
    valid_until: Day | None = None


class PlanIntegratedIn(Event, topic="action-plan.plan-integrated-in.v1"):
    """The plan's content became a part of another plan of the municipality's."""

    host_plan: HostPlan
    dnr: RecordNumber | None = None


class PlanReviewed(Event, topic="action-plan.plan-reviewed.v1"):
    """A plan in force was reviewed."""

    result: ReviewResult


class EntryCorrected(EntryCorrection, topic="action-plan.entry-corrected.v1"):
    """An entry about the plan was wrong."""

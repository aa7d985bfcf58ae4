"""What can be asked for concerning an action plan."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.action_plan.events import (
    AdaptsTo,
    Body,
    CommentBody,
    Effect,
    HostPlan,
    MeasureCode,
    ReviewResult,
    Section,
    Stance,
)
from domain.contact.events import FunctionCode
from domain.correction import CorrectionCommand
from domain.messages import Command
from domain.periods import Day
from domain.values import DecisionParagraph, RecordNumber


class OpenPlanWork(Command, aggregate="action-plan"):
    """Open work on a plan, or on the revision of one that is settled."""


class DeclinePlan(Command, aggregate="action-plan"):
    """Record that the municipality chooses to have no plan: why, who decided, when to look again (R4)."""

    decided_by_function: FunctionCode | None = None
    revisit_on: Day | None = None


class WriteSection(Command, aggregate="action-plan"):
    """Record that a section is written."""

    section: Section


class NoteLocalAdaptation(Command, aggregate="action-plan"):
    """Note that the plan is fitted to a finding or a structure of the place."""

    adapts_to: AdaptsTo
    target_id: UUID


class AddMeasure(Command, aggregate="action-plan"):
    """Add a measure, naming the findings that it answers."""

    measure_id: UUID
    code: MeasureCode
    addresses_findings: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()
    owner_function: FunctionCode
    due_on: Day


class RecordMeasureResult(Command, aggregate="action-plan"):
    """Record what a measure led to."""

    measure_id: UUID
    effect: Effect


class DropMeasure(Command, aggregate="action-plan"):
    """Take a measure out of the plan."""

    measure_id: UUID


class ReferForComment(Command, aggregate="action-plan"):
    """Send the draft out for comment."""

    bodies: Annotated[tuple[CommentBody, ...], Field(min_length=1, max_length=30)]
    due_on: Day


class ReceiveComment(Command, aggregate="action-plan"):
    """Record the comment of a body that was asked."""

    body: CommentBody
    stance: Stance


class AdoptPlan(Command, aggregate="action-plan"):
    """Record that a political body adopted the plan (R2)."""

    body: Body
    paragraph: DecisionParagraph | None = None
    dnr: RecordNumber | None = None
    valid_until: Day | None = None


class IntegratePlanIn(Command, aggregate="action-plan"):
    """Record that the plan is a part of another plan."""

    host_plan: HostPlan
    dnr: RecordNumber | None = None


class ReviewPlan(Command, aggregate="action-plan"):
    """Record the review of a plan in force."""

    result: ReviewResult


class CorrectEntry(CorrectionCommand, aggregate="action-plan"):
    """Void or replace an entry about the plan."""

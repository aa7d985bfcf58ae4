"""Reasons for attention: how grave they are, from when and how long they count, and which commands clear them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from domain.action_plan.commands import (
    DropMeasure,
    OpenPlanWork,
    ReceiveComment,
    RecordMeasureResult,
    ReviewPlan,
)
from domain.contact.commands import AppointContact
from domain.journey.commands import CompleteStep, OpenJourney, PauseJourney, ResumeJourney, SetDueDate, UnblockStep
from domain.messages import Command
from domain.situation_picture.commands import ReviewPictureUnchanged
from domain.structure_review.commands import DefineInformationChannel, OpenReview, OrderResponsibility
from domain.support.commands import DeliverGuidance, HoldVisit, LogContact, MeetNeed, PlanVisit
from domain.training.commands import CancelSession, HoldSession, PlanSession
from domain.values import Step

Severity = Literal["info", "amber", "red"]
# The gravest first.
SEVERITIES: tuple[Severity, ...] = ("red", "amber", "info")


@dataclass(frozen=True)
class Remedy:
    """A command that clears a reason, or is the first step to it; ``points_by``: its field for what waits.

    ``given``: what else it must say to clear it.
    """

    command: type[Command]
    points_by: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)

    def chosen(self, item: str) -> dict[str, str]:
        """Return what its form holds for what waits, an id or a code; empty where it is about none."""
        return {**self.given, **({self.points_by: item} if self.points_by and item else {})}


# What clears a reason, the plainest first. What follows a dot tells a reason from another that is cleared otherwise.
REMEDIES: Mapping[str, tuple[Remedy, ...]] = {
    "no-contact-person": (Remedy(AppointContact),),
    "national-contact-differs": (Remedy(AppointContact, given={"also_national_contact": "true"}),),
    "picture-review-due": (Remedy(ReviewPictureUnchanged),),
    "picture-past-review": (Remedy(ReviewPictureUnchanged),),
    "plan-review-due": (Remedy(ReviewPlan),),
    "plan-review-due.valid": (Remedy(OpenPlanWork),),
    "plan-past-review": (Remedy(ReviewPlan),),
    "plan-past-review.valid": (Remedy(OpenPlanWork),),
    "plan-on-superseded-picture": (Remedy(ReviewPlan),),
    "plan-revisit-due": (Remedy(OpenPlanWork),),
    "plan-needs-revision": (Remedy(OpenPlanWork),),
    "plan-not-local": (Remedy(OpenPlanWork),),
    "plan-flow-unclear": (Remedy(DefineInformationChannel), Remedy(OrderResponsibility)),
    "plan-flow-unclear.channel": (Remedy(DefineInformationChannel),),
    "plan-flow-unclear.responsibility": (Remedy(OrderResponsibility),),
    "plan-flow-unclear.review": (Remedy(OpenReview),),
    "need-open": (Remedy(MeetNeed, "need_code"),),
    "step-overdue": (Remedy(CompleteStep), Remedy(SetDueDate)),
    "step-idle": (Remedy(PauseJourney),),
    "step-blocked": (Remedy(UnblockStep),),
    "contact-silence-amber": (Remedy(LogContact),),
    "contact-silence-red": (Remedy(LogContact),),
    "visit-gap-amber": (Remedy(HoldVisit), Remedy(PlanVisit)),
    "visit-gap-red": (Remedy(HoldVisit), Remedy(PlanVisit)),
    "training-stale": (Remedy(PlanSession),),
    "guidance-waiting": (Remedy(DeliverGuidance, "request_id"),),
    "guidance-overdue": (Remedy(DeliverGuidance, "request_id"),),
    "measure-overdue": (Remedy(RecordMeasureResult, "measure_id"), Remedy(DropMeasure, "measure_id")),
    "comment-overdue": (Remedy(ReceiveComment, "body"),),
    "session-past": (Remedy(HoldSession, "session_id"), Remedy(CancelSession, "session_id")),
    "visit-past": (Remedy(HoldVisit, "visit_id"),),
    "pause-ended": (Remedy(ResumeJourney),),
    "journey-not-opened": (Remedy(OpenJourney),),
}


@dataclass(frozen=True)
class Limit:
    """How long something may take, or be left."""

    count: int
    unit: Literal["days", "working-days", "months"]

    @property
    def params(self) -> Mapping[str, str | int]:
        """What it is worded with."""
        return {"limit": self.count, "limit_unit": self.unit}


@dataclass(frozen=True)
class Attention:
    """One reason why a municipality is in the work queue.

    ``since``: the day that it is counted from, that of the event that it follows from; ``limit``: how long it may last;
    ``last_day``: the last day on which all was in order, for what has one. ``step``: the step it concerns, if one.
    ``events``: ids of the events that it follows from. ``item``: what one waiting thing is known by, an id or a code;
    empty where it is about none. ``variant``: of a reason that is cleared in several ways, which one.
    """

    scb_code: str
    reason: str
    severity: Severity
    since: date
    params: Mapping[str, str | int] = field(default_factory=dict)
    step: Step | None = None
    events: tuple[str, ...] = ()
    item: str = ""
    limit: Limit | None = None
    last_day: date | None = None
    variant: str = ""

    @property
    def case(self) -> str:
        """The reason and, where it is cleared in several ways, which one."""
        return f"{self.reason}.{self.variant}" if self.variant else self.reason

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """The commands that clear it."""
        return REMEDIES[self.case]

    @property
    def gravity(self) -> tuple[int, date]:
        """How it compares with others, whatever they are: the gravest first, then what ran out first."""
        return self.order[:2]

    @cached_property
    def order(self) -> tuple[int, date, str, str]:
        """Where it stands among others of its municipality."""
        return SEVERITIES.index(self.severity), self.last_day or self.since, self.reason, self.step or ""

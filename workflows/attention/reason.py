"""Reasons for attention: how grave they are, and which command clears them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.action_plan.commands import OpenPlanWork, ReceiveComment, RecordMeasureResult, ReviewPlan, WriteSection
from domain.contact.commands import AppointContact
from domain.journey.commands import CompleteStep, OpenJourney, ResumeJourney, SetDueDate, UnblockStep
from domain.messages import Command
from domain.situation_picture.commands import ReviewPictureUnchanged
from domain.support.commands import DeliverGuidance, HoldVisit, LogContact, MeetNeed, PlanVisit
from domain.training.commands import HoldSession, PlanSession
from domain.values import Step

Severity = Literal["info", "amber", "red"]
# The gravest first.
SEVERITIES: tuple[Severity, ...] = ("red", "amber", "info")


@dataclass(frozen=True)
class Remedy:
    """The command that clears a reason; ``points_by``: its field for the one thing that waits."""

    command: type[Command]
    points_by: str | None = None


# What clears a reason, where that is plain.
REMEDIES: Mapping[str, Remedy] = {
    "no-contact-person": Remedy(AppointContact),
    "picture-review-due": Remedy(ReviewPictureUnchanged),
    "picture-past-review": Remedy(ReviewPictureUnchanged),
    "plan-review-due": Remedy(ReviewPlan),
    "plan-past-review": Remedy(ReviewPlan),
    "plan-on-superseded-picture": Remedy(ReviewPlan),
    "plan-revisit-due": Remedy(OpenPlanWork),
    "plan-needs-revision": Remedy(OpenPlanWork),
    "need-open": Remedy(MeetNeed, "need_code"),
    "plan-flow-unclear": Remedy(WriteSection),
    "step-overdue": Remedy(CompleteStep),
    "step-blocked": Remedy(UnblockStep),
    "contact-silence-amber": Remedy(LogContact),
    "contact-silence-red": Remedy(LogContact),
    "visit-gap-amber": Remedy(PlanVisit),
    "visit-gap-red": Remedy(PlanVisit),
    "training-stale": Remedy(PlanSession),
    "guidance-waiting": Remedy(DeliverGuidance, "request_id"),
    "guidance-overdue": Remedy(DeliverGuidance, "request_id"),
    "measure-overdue": Remedy(RecordMeasureResult, "measure_id"),
    "comment-overdue": Remedy(ReceiveComment, "body"),
    "session-past": Remedy(HoldSession, "session_id"),
    "visit-past": Remedy(HoldVisit, "visit_id"),
    "pause-ended": Remedy(ResumeJourney),
    "journey-not-opened": Remedy(OpenJourney),
}

# What can be done meanwhile, where the rules do not let it be cleared yet.
OTHERWISE: Mapping[str, tuple[type[Command], ...]] = {
    "step-overdue": (SetDueDate,),
    "plan-flow-unclear": (OpenPlanWork,),
}


@dataclass(frozen=True)
class Attention:
    """One reason why a municipality is in the work queue.

    ``since``: the day from which it holds. ``step``: the step it concerns, if one. ``events``: ids of the events
    that it follows from. ``item``: what one waiting thing is known by, an id or a code; empty where it is about none.
    """

    scb_code: str
    reason: str
    severity: Severity
    since: date
    params: Mapping[str, str | int] = field(default_factory=dict)
    step: Step | None = None
    events: tuple[str, ...] = ()
    item: str = ""

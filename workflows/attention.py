"""What needs attention, and why: due, stale and silent, derived from facts, the definition and a day (C1, G2, G3).

Nothing of this is stored: the same facts give another answer tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from domain.action_plan.commands import OpenPlanWork, ReceiveComment, RecordMeasureResult, ReviewPlan, WriteSection
from domain.calendar import add_months, add_working_days
from domain.contact.commands import AppointContact
from domain.journey.commands import CompleteStep, OpenJourney, ResumeJourney, UnblockStep
from domain.messages import Command
from domain.process import ProcessDefinition
from domain.situation_picture.commands import ReviewPictureUnchanged
from domain.standing import Cell, OpenItem, Standing
from domain.support.commands import DeliverGuidance, HoldVisit, LogContact, MeetNeed, PlanVisit
from domain.training.commands import HoldSession, PlanSession
from domain.values import Step

Severity = Literal["info", "amber", "red"]
Health = Literal["active", "at_risk", "dormant"]
_SOON = timedelta(days=30)
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


def attention(
    standing: Standing, items: Sequence[OpenItem], definition: ProcessDefinition, day: date
) -> list[Attention]:
    """Return what needs attention on that day, the gravest first."""
    view = _View(standing, definition, day)
    found = [*_items(standing, items, definition, day)]
    if standing.membership == "joined":
        found += [
            *view.people(),
            *view.journey(),
            *view.steps(),
            *view.picture(),
            *view.plan(),
            *view.silence(),
        ]
    return sorted(found, key=lambda each: (SEVERITIES.index(each.severity), each.since, each.reason, each.step or ""))


def health(standing: Standing, definition: ProcessDefinition, day: date) -> Health | None:
    """Return the health of step 5, None while it has not begun (R8) and once the municipality has left."""
    if standing.membership == "left" or standing.cell(Step.ONGOING_SUPPORT).status != "in_progress":
        return None
    limits = definition.thresholds
    start = standing.cell(Step.ONGOING_SUPPORT).started_on or day
    contact = (day - max(standing.last_contact_on or start, start)).days
    visit = (day - max(standing.last_visit_on or start, start)).days
    if contact > limits.contact_silence_red_days or visit > limits.visit_gap_red_days:
        return "dormant"
    picture_holds = standing.picture_due_on is not None and day <= standing.picture_due_on
    if contact > limits.contact_silence_amber_days or visit > limits.visit_gap_amber_days or not picture_holds:
        return "at_risk"
    return "active"


def due_on(standing: Standing, step: Step, definition: ProcessDefinition, day: date) -> date | None:
    """Return the day by which a step in progress is to be closed, moved by the time that the journey rested since."""
    cell, target = standing.cell(step), definition.step(step).target_days
    if cell.status != "in_progress" or cell.started_on is None or standing.membership == "left":
        return None
    if cell.due_on is None and target is None:
        return None
    planned = cell.due_on or cell.started_on + timedelta(days=target or 0)
    counted_from = cell.due_set_on or cell.started_on
    return planned + timedelta(days=cell.due_rested + standing.resting_days(counted_from, day))


def days_in_step(standing: Standing, step: Step, day: date) -> int | None:
    """Return how long a step took or has taken, in days without pauses; None before it began."""
    cell = standing.cell(step)
    if cell.started_on is None:
        return None
    end = cell.ended_on or standing.left_on
    resting = 0 if end else standing.resting_days(cell.started_on, day)
    return max(((end or day) - cell.started_on).days - cell.rested - resting, 0)


@dataclass(frozen=True)
class _View:
    standing: Standing
    definition: ProcessDefinition
    day: date

    def _found(
        self,
        reason: str,
        severity: Severity,
        since: date,
        step: Step | None = None,
        events: tuple[str, ...] = (),
        **params: str | int,
    ) -> Attention:
        named = {"step": step.value, **params} if step else params
        return Attention(self.standing.scb_code, reason, severity, since, named, step, events)

    def people(self) -> Iterator[Attention]:
        """R10: an active contact person, the same as the national body's."""
        since = self.standing.joined_on or self.day
        if not self.standing.assignments:
            yield self._found("no-contact-person", "red", since)
        elif not set(self.standing.assignments) & set(self.standing.national_assignments):
            yield self._found("national-contact-differs", "info", since)

    def journey(self) -> Iterator[Attention]:
        """Whether the journey has begun, and whether a pause should have ended."""
        standing = self.standing
        if standing.journey_opened_on is None:
            yield self._found("journey-not-opened", "amber", standing.joined_on or self.day)
        if standing.is_paused and standing.paused_until and standing.paused_until <= self.day:
            until = standing.paused_until
            yield self._found("pause-ended", "amber", until, date=until.isoformat())

    def steps(self) -> Iterator[Attention]:
        """Steps that are over their time, stand still, or are blocked."""
        if self.standing.is_paused:
            return
        for step in Step:
            cell = self.standing.cell(step)
            if cell.status == "in_progress" and step is not Step.ONGOING_SUPPORT:
                yield from self._step(step, cell)

    def _step(self, step: Step, cell: Cell) -> Iterator[Attention]:
        due = due_on(self.standing, step, self.definition, self.day)
        if due and due < self.day:
            events = cell.behind("due" if cell.due_on else "started")
            yield self._found("step-overdue", "amber", due, step, events, date=due.isoformat())
        if cell.blocked_by:
            since = cell.last_on or self.day
            yield self._found("step-blocked", "red", since, step, cell.behind("block"), cause=cell.blocked_by)
        last = cell.last_on or cell.started_on or self.day
        idle = (self.day - last).days - cell.idle_rested
        if idle > self.definition.thresholds.step_idle_amber_days:
            yield self._found("step-idle", "amber", last, step, cell.behind("last"), days=idle)

    def picture(self) -> Iterator[Attention]:
        """R11: a picture is never static."""
        due = self.standing.picture_due_on
        if due is None:
            return
        if due < self.day:
            yield self._found("picture-past-review", "red", due, date=due.isoformat())
        elif due - _SOON <= self.day:
            yield self._found("picture-review-due", "info", due - _SOON, date=due.isoformat())

    def plan(self) -> Iterator[Attention]:
        """Plans to review or revisit, resting on an old picture, not local (R6) or without a flow (R5)."""
        standing = self.standing
        settled_on = standing.plan_settled_on
        if settled_on is None or standing.plan_at_work:
            return
        if standing.plan_settled == "declined":
            yield from self._declined(settled_on)
            return
        if standing.plan_needs_revision:
            yield self._found("plan-needs-revision", "amber", standing.plan_reviewed_on or settled_on)
        last = max(settled_on, standing.plan_reviewed_on or settled_on)
        due = add_months(last, self.definition.thresholds.plan_review_months)
        due = min(due, standing.plan_valid_until) if standing.plan_valid_until else due
        if due < self.day:
            yield self._found("plan-past-review", "red", due, date=due.isoformat())
        elif due - _SOON <= self.day:
            yield self._found("plan-review-due", "info", due - _SOON, date=due.isoformat())
        resting_on = standing.plan_picture_version
        if standing.picture_version and resting_on and resting_on < standing.picture_version:
            since = standing.picture_published_on or settled_on
            yield self._found(
                "plan-on-superseded-picture",
                "amber",
                since,
                version=resting_on,
                current=standing.picture_version,
            )
        if not standing.plan_local_ties:
            yield self._found("plan-not-local", "info", settled_on)

    def _declined(self, settled_on: date) -> Iterator[Attention]:
        revisit = self.standing.plan_revisit_on
        if revisit and revisit <= self.day:
            yield self._found("plan-revisit-due", "amber", revisit, date=revisit.isoformat())
        if not {"information_flow", "conduct_on_signs"} <= set(self.standing.plan_sections):
            yield self._found("plan-flow-unclear", "info", settled_on)

    def silence(self) -> Iterator[Attention]:
        """Days since the last two-way contact and the last visit, and training that has grown old (C17)."""
        standing, limits = self.standing, self.definition.thresholds
        joined = standing.joined_on or self.day
        contact = max(standing.last_contact_on or joined, joined)
        yield from self._gap(
            "contact-silence", contact, limits.contact_silence_amber_days, limits.contact_silence_red_days
        )
        visit = max(standing.last_visit_on or joined, joined)
        yield from self._gap("visit-gap", visit, limits.visit_gap_amber_days, limits.visit_gap_red_days)
        trained = standing.last_training_on
        if trained and (stale := add_months(trained, limits.training_fresh_months)) < self.day:
            yield self._found("training-stale", "amber", stale, date=trained.isoformat())

    def _gap(self, reason: str, last: date, amber: int, red: int) -> Iterator[Attention]:
        days = (self.day - last).days
        if days > red:
            yield self._found(f"{reason}-red", "red", last + timedelta(days=red), days=days)
        elif days > amber:
            yield self._found(f"{reason}-amber", "amber", last + timedelta(days=amber), days=days)


def _items(
    standing: Standing, items: Sequence[OpenItem], definition: ProcessDefinition, day: date
) -> Iterator[Attention]:
    limits = definition.thresholds
    for item in items:
        events = (item.event_id,)
        if item.kind == "guidance":
            allowed = limits.guidance_acute_working_days if item.acute else limits.guidance_working_days
            due = add_working_days(item.since, allowed)
            late = due < day
            reason = "guidance-overdue" if late else "guidance-waiting"
            severity: Severity = "red" if late or item.acute else "amber"
            params = {"date": due.isoformat()}
            yield Attention(standing.scb_code, reason, severity, item.since, params, None, events, item.ref)
        elif item.kind == "need":
            params = {"date": item.since.isoformat(), "code": item.code or ""}
            yield Attention(standing.scb_code, "need-open", "info", item.since, params, None, events, item.ref)
        elif item.kind == "comment" and not _is_awaited(standing, item):
            continue
        elif item.due_on and item.due_on < day and standing.membership == "joined":
            overdue = {
                "measure": "measure-overdue",
                "comment": "comment-overdue",
                "session": "session-past",
                "visit": "visit-past",
            }.get(item.kind)
            if overdue:
                params = {"date": item.due_on.isoformat(), "code": item.code or ""}
                yield Attention(standing.scb_code, overdue, "amber", item.due_on, params, None, events, item.ref)


def _is_awaited(standing: Standing, item: OpenItem) -> bool:
    """Whether a comment is still waited for: the plan is worked on, and it was asked for in this work."""
    opened = standing.plan_opened_on
    return standing.plan_at_work and opened is not None and item.since >= opened

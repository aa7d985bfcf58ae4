"""Reasons for attention of what the steps hold: pictures and plans that grow old, silence between visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from domain.calendar import add_months
from workflows.attention.reason import Attention
from workflows.attention.view import SOON, View


def picture(view: View) -> Iterator[Attention]:
    """R11: a picture is never static."""
    due = view.standing.picture_due_on
    if due is None:
        return
    if due < view.day:
        yield view.found("picture-past-review", "red", due, date=due.isoformat())
    elif due - SOON <= view.day:
        yield view.found("picture-review-due", "info", due - SOON, date=due.isoformat())


def plan(view: View) -> Iterator[Attention]:
    """Plans to review or revisit, resting on an old picture, not local (R6) or without a flow (R5)."""
    standing = view.standing
    settled_on = standing.plan_settled_on
    if settled_on is None or standing.plan_at_work:
        return
    if standing.plan_settled == "declined":
        yield from _declined(view, settled_on)
        return
    if standing.plan_needs_revision:
        yield view.found("plan-needs-revision", "amber", standing.plan_reviewed_on or settled_on)
    last = max(settled_on, standing.plan_reviewed_on or settled_on)
    due = add_months(last, view.definition.thresholds.plan_review_months)
    due = min(due, standing.plan_valid_until) if standing.plan_valid_until else due
    if due < view.day:
        yield view.found("plan-past-review", "red", due, date=due.isoformat())
    elif due - SOON <= view.day:
        yield view.found("plan-review-due", "info", due - SOON, date=due.isoformat())
    resting_on = standing.plan_picture_version
    if standing.picture_version and resting_on and resting_on < standing.picture_version:
        since = standing.picture_published_on or settled_on
        yield view.found(
            "plan-on-superseded-picture",
            "amber",
            since,
            version=resting_on,
            current=standing.picture_version,
        )
    if not standing.plan_local_ties:
        yield view.found("plan-not-local", "info", settled_on)


def _declined(view: View, settled_on: date) -> Iterator[Attention]:
    revisit = view.standing.plan_revisit_on
    if revisit and revisit <= view.day:
        yield view.found("plan-revisit-due", "amber", revisit, date=revisit.isoformat())
    if not {"information_flow", "conduct_on_signs"} <= set(view.standing.plan_sections):
        yield view.found("plan-flow-unclear", "info", settled_on)


def silence(view: View) -> Iterator[Attention]:
    """Days since the last two-way contact and the last visit, and training that has grown old (C17)."""
    standing, limits = view.standing, view.definition.thresholds
    joined = standing.joined_on or view.day
    contact = max(standing.last_contact_on or joined, joined)
    yield from _gap(
        view, "contact-silence", contact, limits.contact_silence_amber_days, limits.contact_silence_red_days
    )
    visit = max(standing.last_visit_on or joined, joined)
    yield from _gap(view, "visit-gap", visit, limits.visit_gap_amber_days, limits.visit_gap_red_days)
    trained = standing.last_training_on
    if trained and (stale := add_months(trained, limits.training_fresh_months)) < view.day:
        yield view.found("training-stale", "amber", stale, date=trained.isoformat())


def _gap(view: View, reason: str, last: date, amber: int, red: int) -> Iterator[Attention]:
    days = (view.day - last).days
    if days > red:
        yield view.found(f"{reason}-red", "red", last + timedelta(days=red), days=days)
    elif days > amber:
        yield view.found(f"{reason}-amber", "amber", last + timedelta(days=amber), days=days)

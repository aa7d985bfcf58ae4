"""Reasons for attention of what the steps hold: pictures and plans that grow old, silence between visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from domain.calendar import add_months
from domain.standing import StandingFact
from workflows.attention.reason import Attention, Limit, Severity
from workflows.attention.view import SOON, Start, View, plan_looked_over


def picture(view: View) -> Iterator[Attention]:
    """R11: a picture is never static."""
    standing = view.standing
    due, set_on = standing.picture_due_on, standing.picture_due_set_on or standing.picture_published_on
    if due is None or due - SOON > view.day:
        return
    begun = Start(set_on or due, standing.behind("picture_due"))
    limit = _months(begun.on, due, view.definition.thresholds.picture_review_months)
    if due < view.day:
        yield view.found("picture-past-review", "red", begun, limit=limit, last_day=due)
    else:
        yield view.found("picture-review-due", "info", begun, limit=limit, last_day=due)


def _months(start: date, due: date, months: int) -> Limit | None:
    """Return the limit that a day follows from; none where it was set otherwise."""
    return Limit(months, "months") if add_months(start, months) == due else None


def plan(view: View) -> Iterator[Attention]:
    """Plans to review or revisit, resting on an old picture, not local (R6) or without a flow (R5)."""
    standing = view.standing
    settled_on = standing.plan_settled_on
    if settled_on is None or standing.plan_at_work:
        return
    settled = Start(settled_on, standing.behind("plan"))
    if standing.plan_settled == "declined":
        yield from _declined(view, settled)
        return
    reviewed_on = standing.plan_reviewed_on
    reviewed = Start(reviewed_on, standing.behind("plan_review")) if reviewed_on else settled
    if standing.plan_needs_revision:
        yield view.found("plan-needs-revision", "amber", reviewed)
    yield from _review(view, settled, plan_looked_over(standing) or settled)
    yield from _superseded(view, settled_on)
    if not standing.plan_local_ties:
        yield view.found("plan-not-local", "info", settled)


def _review(view: View, settled: Start, begun: Start) -> Iterator[Attention]:
    """A plan is looked over in time, and decided anew before it is no longer valid."""
    valid_until, months = view.standing.plan_valid_until, view.definition.thresholds.plan_review_months
    due, variant = add_months(begun.on, months), ""
    limit: Limit | None = Limit(months, "months")
    if valid_until and valid_until < due:
        due, begun, limit, variant = valid_until, settled, None, "valid"
    if due < view.day:
        yield view.found("plan-past-review", "red", begun, limit=limit, last_day=due, variant=variant)
    elif due - SOON <= view.day:
        yield view.found("plan-review-due", "info", begun, limit=limit, last_day=due, variant=variant)


def _superseded(view: View, settled_on: date) -> Iterator[Attention]:
    standing = view.standing
    rests_on, current = standing.plan_picture_version, standing.picture_version
    if current and rests_on and rests_on < current:
        published = Start(standing.picture_published_on or settled_on, standing.behind("plan_basis", "picture"))
        yield view.found(
            "plan-on-superseded-picture", "amber", published, params={"version": rests_on, "current": current}
        )


def _declined(view: View, settled: Start) -> Iterator[Attention]:
    standing = view.standing
    revisit = standing.plan_revisit_on
    if revisit and revisit <= view.day:
        yield view.found("plan-revisit-due", "amber", settled, last_day=revisit)
    has_channel = standing.has_channel or "information_flow" in standing.plan_sections
    has_responsibility = standing.has_responsibility or "conduct_on_signs" in standing.plan_sections
    if has_channel and has_responsibility:
        return
    lacking = "responsibility" if has_channel else "channel" if has_responsibility else ""
    variant = lacking if standing.review_opened else "review"
    yield view.found("plan-flow-unclear", "info", settled, variant=variant)


def silence(view: View) -> Iterator[Attention]:
    """Days since the last two-way contact and the last visit, and training that has grown old (C17)."""
    standing, limits = view.standing, view.definition.thresholds
    contact = _latest(view, standing.last_contact_on, "contact")
    yield from _gap(
        view, "contact-silence", contact, limits.contact_silence_amber_days, limits.contact_silence_red_days
    )
    visit = _latest(view, standing.last_visit_on, "visit")
    yield from _gap(view, "visit-gap", visit, limits.visit_gap_amber_days, limits.visit_gap_red_days)
    trained, months = standing.last_training_on, limits.training_fresh_months
    if trained and (last_day := add_months(trained, months)) < view.day:
        held, limit = Start(trained, standing.behind("training")), Limit(months, "months")
        yield view.found(
            "training-stale", "amber", held, limit=limit, last_day=last_day, params={"trained": trained.isoformat()}
        )


def _latest(view: View, last: date | None, fact: StandingFact) -> Start:
    """Return the last time, at the earliest when the municipality became a member."""
    joined = view.joined
    return Start(last, view.standing.behind(fact)) if last and last >= joined.on else joined


def _gap(view: View, reason: str, start: Start, amber: int, red: int) -> Iterator[Attention]:
    days = (view.day - start.on).days
    severity: Severity = "red" if days > red else "amber"
    limit = red if severity == "red" else amber
    if days > limit:
        yield view.found(
            f"{reason}-{severity}",
            severity,
            start,
            limit=Limit(limit, "days"),
            last_day=start.on + timedelta(days=limit),
            params={"days": days},
        )

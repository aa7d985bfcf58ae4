"""Reasons for attention of the journey itself: contact persons, pauses, steps and their clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain.standing import Cell
from domain.values import Step
from workflows.attention.clocks import due_on
from workflows.attention.reason import Attention, Limit
from workflows.attention.view import Start, View


def people(view: View) -> Iterator[Attention]:
    """R10: an active contact person, the same as the national body's."""
    standing = view.standing
    if not standing.assignments:
        yield view.found("no-contact-person", "red", _contacts_changed(view))
    elif not set(standing.assignments) & set(standing.national_assignments):
        changed = _contacts_changed(view)
        appointed = tuple(event for _, event in standing.appointments)
        behind = tuple(dict.fromkeys((*appointed, *changed.events)))
        yield view.found("national-contact-differs", "info", Start(changed.on, behind))


def _contacts_changed(view: View) -> Start:
    """Return when the contact persons were last others, at the earliest when the municipality became a member."""
    changed, joined = view.standing.contacts_changed_on, view.joined
    return Start(changed, view.standing.behind("contacts")) if changed and changed >= joined.on else joined


def journey(view: View) -> Iterator[Attention]:
    """Whether the journey has begun, and whether a pause should have ended."""
    standing = view.standing
    if standing.journey_opened_on is None:
        yield view.found("journey-not-opened", "amber", view.joined)
    if standing.paused_on and standing.paused_until and standing.paused_until <= view.day:
        paused = Start(standing.paused_on, standing.behind("pause"))
        yield view.found("pause-ended", "amber", paused, last_day=standing.paused_until)


def steps(view: View) -> Iterator[Attention]:
    """Steps that are over their time, stand still, or are blocked."""
    if view.standing.is_paused:
        return
    for step in Step:
        cell = view.standing.cell(step)
        if cell.status == "in_progress" and step is not Step.ONGOING_SUPPORT:
            yield from _overdue(view, step, cell)
            yield from _blocked(view, step, cell)
            yield from _idle(view, step, cell)


def _overdue(view: View, step: Step, cell: Cell) -> Iterator[Attention]:
    due, target = due_on(view.standing, step, view.definition, view.day), view.definition.step(step).target_days
    if due is None or due >= view.day:
        return
    begun = Start(cell.since or due, cell.behind("status" if cell.reopened_on else "started"))
    if cell.due_on:
        set_by = Start(cell.due_set_on or begun.on, cell.behind("due"))
        yield view.found("step-overdue", "amber", set_by, step, last_day=due)
    elif target:
        yield view.found("step-overdue", "amber", begun, step, limit=Limit(target, "days"), last_day=due)


def _blocked(view: View, step: Step, cell: Cell) -> Iterator[Attention]:
    if cell.blocked_by:
        begun = Start(cell.blocked_on or cell.last_on or view.day, cell.behind("block"))
        yield view.found("step-blocked", "red", begun, step, params={"cause": cell.blocked_by})


def _idle(view: View, step: Step, cell: Cell) -> Iterator[Attention]:
    """C2: nothing has happened for a while; days of rest are not counted."""
    last, limit = cell.last_on or cell.since or view.day, view.definition.thresholds.step_idle_amber_days
    days = (view.day - last).days - cell.idle_rested
    if days > limit:
        params = {"days": days} | ({"rested": cell.idle_rested} if cell.idle_rested else {})
        last_day = last + timedelta(days=limit + cell.idle_rested)
        begun = Start(last, cell.behind("last"))
        yield view.found(
            "step-idle", "amber", begun, step, limit=Limit(limit, "days"), last_day=last_day, params=params
        )

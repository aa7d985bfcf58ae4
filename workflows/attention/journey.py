"""Reasons for attention of the journey itself: contact persons, pauses, steps and their clocks."""

from __future__ import annotations

from collections.abc import Iterator

from domain.standing import Cell
from domain.values import Step
from workflows.attention.clocks import due_on
from workflows.attention.reason import Attention
from workflows.attention.view import View


def people(view: View) -> Iterator[Attention]:
    """R10: an active contact person, the same as the national body's."""
    since = view.standing.joined_on or view.day
    if not view.standing.assignments:
        yield view.found("no-contact-person", "red", since)
    elif not set(view.standing.assignments) & set(view.standing.national_assignments):
        yield view.found("national-contact-differs", "info", since)


def journey(view: View) -> Iterator[Attention]:
    """Whether the journey has begun, and whether a pause should have ended."""
    standing = view.standing
    if standing.journey_opened_on is None:
        yield view.found("journey-not-opened", "amber", standing.joined_on or view.day)
    if standing.is_paused and standing.paused_until and standing.paused_until <= view.day:
        until = standing.paused_until
        yield view.found("pause-ended", "amber", until, date=until.isoformat())


def steps(view: View) -> Iterator[Attention]:
    """Steps that are over their time, stand still, or are blocked."""
    if view.standing.is_paused:
        return
    for step in Step:
        cell = view.standing.cell(step)
        if cell.status == "in_progress" and step is not Step.ONGOING_SUPPORT:
            yield from _step(view, step, cell)


def _step(view: View, step: Step, cell: Cell) -> Iterator[Attention]:
    due = due_on(view.standing, step, view.definition, view.day)
    if due and due < view.day:
        events = cell.behind("due" if cell.due_on else "started")
        yield view.found("step-overdue", "amber", due, step, events, date=due.isoformat())
    if cell.blocked_by:
        since = cell.last_on or view.day
        yield view.found("step-blocked", "red", since, step, cell.behind("block"), cause=cell.blocked_by)
    last = cell.last_on or cell.started_on or view.day
    idle = (view.day - last).days - cell.idle_rested
    if idle > view.definition.thresholds.step_idle_amber_days:
        yield view.found("step-idle", "amber", last, step, cell.behind("last"), days=idle)

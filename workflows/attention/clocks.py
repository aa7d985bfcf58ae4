"""Clocks of a municipality's work: when a step is due, how long it has taken, how step 5 fares; pauses stop them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from domain.process import ProcessDefinition
from domain.standing import Standing
from domain.values import Step

Health = Literal["active", "at_risk", "dormant"]


def health(standing: Standing, definition: ProcessDefinition, day: date) -> Health | None:
    """Return the health of step 5, None while it has not begun (R8) and once the municipality has left.

    Silence is counted from the last time, at the earliest from when both the step and the membership had begun.
    """
    if standing.membership == "left" or standing.cell(Step.ONGOING_SUPPORT).status != "in_progress":
        return None
    limits = definition.thresholds
    begun = standing.cell(Step.ONGOING_SUPPORT).started_on or day
    start = max(begun, standing.joined_on or begun)
    contact = (day - max(standing.last_contact_on or start, start)).days
    visit = (day - max(standing.last_visit_on or start, start)).days
    if contact > limits.contact_silence_red_days or visit > limits.visit_gap_red_days:
        return "dormant"
    picture_holds = standing.picture_due_on is not None and day <= standing.picture_due_on
    if contact > limits.contact_silence_amber_days or visit > limits.visit_gap_amber_days or not picture_holds:
        return "at_risk"
    return "active"


def due_on(standing: Standing, step: Step, definition: ProcessDefinition, day: date) -> date | None:
    """Return the day by which a step in progress is to be closed, moved by the time that the journey rested since.

    Where no day was set, it follows from the day on which the step began or was last reopened.
    """
    cell, target = standing.cell(step), definition.step(step).target_days
    if cell.status != "in_progress" or cell.since is None or standing.membership == "left":
        return None
    if cell.due_on is None and target is None:
        return None
    planned = cell.due_on or cell.since + timedelta(days=target or 0)
    counted_from = cell.due_set_on or cell.since
    return planned + timedelta(days=cell.due_rested + standing.resting_days(counted_from, day))


def days_in_step(standing: Standing, step: Step, day: date) -> int | None:
    """Return how many days a step was in progress, all times of the cycle together, without pauses; None before it."""
    cell = standing.cell(step)
    if cell.since is None:
        return None
    end = cell.ended_on or standing.left_on
    resting = 0 if end else standing.resting_days(cell.since, day)
    return cell.earlier + max(((end or day) - cell.since).days - cell.rested - resting, 0)

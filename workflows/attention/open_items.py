"""Reasons for attention of single things that wait: requests, needs, measures, comments, sessions, visits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from domain.calendar import add_working_days
from domain.process import ProcessDefinition
from domain.standing import OpenItem, Standing
from workflows.attention.reason import Attention, Severity


def waiting(
    standing: Standing, items: Sequence[OpenItem], definition: ProcessDefinition, day: date
) -> Iterator[Attention]:
    """Yield what waits for someone: requests, needs, and what is past its day."""
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

"""Reasons for attention of single things that wait: requests, needs, measures, comments, sessions, visits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from domain.process import ProcessDefinition
from domain.standing import ItemKind, OpenItem, Standing
from workflows.attention.guidance import response_clock
from workflows.attention.reason import Attention, Limit, Severity

# What is told once its day has passed.
_OVERDUE: Mapping[ItemKind, str] = {
    "measure": "measure-overdue",
    "comment": "comment-overdue",
    "session": "session-past",
    "visit": "visit-past",
}


def waiting(
    standing: Standing, items: Sequence[OpenItem], definition: ProcessDefinition, day: date
) -> Iterator[Attention]:
    """Yield what waits for someone: requests, needs, and what is past its day."""
    for item in items:
        if item.kind == "guidance":
            yield _guidance(item, definition, day)
        elif item.kind == "need":
            yield _need(item)
        elif item.due_on and item.due_on < day and item.kind in _OVERDUE and is_awaited(standing, item):
            yield _overdue(item, item.due_on)
        # Left out: pauses, which are the journey's to tell, what the municipality is asked for, what is still to come.


# Of a large county there are thousands, and they say the same on every day.
@lru_cache(20_000)
def _need(item: OpenItem) -> Attention:
    return _found(item, "need-open", "info", _since(item, item.since))


@lru_cache(20_000)
def _overdue(item: OpenItem, due_on: date) -> Attention:
    return _found(item, _OVERDUE[item.kind], "amber", _since(item, due_on), last_day=due_on)


def _since(item: OpenItem, day: date) -> Mapping[str, str]:
    return {"date": day.isoformat(), "code": item.code or ""}


def _guidance(item: OpenItem, definition: ProcessDefinition, day: date) -> Attention:
    clock = response_clock(item.since, definition.thresholds, day, acute=item.acute)
    severity: Severity = "red" if clock.is_over or item.acute else "amber"
    limit, reason = Limit(clock.allowed, "working-days"), "guidance-overdue" if clock.is_over else "guidance-waiting"
    params = {**limit.params, "date": clock.due.isoformat()}
    return _found(item, reason, severity, params, limit=limit, last_day=clock.due)


def _found(
    item: OpenItem,
    reason: str,
    severity: Severity,
    params: Mapping[str, str | int],
    *,
    limit: Limit | None = None,
    last_day: date | None = None,
) -> Attention:
    events = (item.event_id,)
    return Attention(
        item.scb_code, reason, severity, item.since, params, None, events, item.ref, limit=limit, last_day=last_day
    )


def is_awaited(standing: Standing, item: OpenItem) -> bool:
    """Whether it can still be done: support always (R9), but for what was planned before the municipality left."""
    match item.kind:
        case "visit":
            return standing.membership != "left" or (standing.left_on is not None and item.since >= standing.left_on)
        case "comment":
            return standing.membership == "joined" and _is_asked_for(standing, item)
        case _:  # what members do
            return standing.membership == "joined"


def _is_asked_for(standing: Standing, item: OpenItem) -> bool:
    """Whether the plan is worked on, and the comment was asked for in this work."""
    opened = standing.plan_opened_on
    return standing.plan_at_work and opened is not None and item.since >= opened

"""Reasons for attention, worded in the caller's language."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel

from adapters.http.api.answers.shown import ShownAnswer
from adapters.i18n.vocabulary import Vocabulary
from adapters.i18n.wording import attention_clears, attention_text
from domain.standing import Standing
from domain.values import Step
from workflows.attention.reason import Attention, Severity


class LimitAnswer(BaseModel):
    """How long something may take, or be left."""

    count: int
    unit: Literal["days", "working-days", "months"]


class AttentionAnswer(BaseModel):
    """A reason for attention: why, what clears it, and the events that it follows from.

    ``since``: the day that it is counted from; ``limit``: how long it may last; ``last_day``: the last day on which all
    was in order. The two are null where nothing is counted.
    """

    reason: str
    severity: Severity
    since: date
    limit: LimitAnswer | None
    last_day: date | None
    step: Step | None
    params: dict[str, str | int]
    text: str
    clears: str
    events: list[str]


class WaitingAnswer(AttentionAnswer):
    """A reason for attention, with its municipality."""

    scb_code: str
    name: str


class QueueAnswer(ShownAnswer):
    """What waits, the gravest first."""

    items: list[WaitingAnswer]


def attention_answer(each: Attention, said: Vocabulary) -> AttentionAnswer:
    """Return a reason for attention."""
    return AttentionAnswer(
        reason=each.reason,
        severity=each.severity,
        since=each.since,
        limit=LimitAnswer(count=each.limit.count, unit=each.limit.unit) if each.limit else None,
        last_day=each.last_day,
        step=each.step,
        params=dict(each.params),
        text=attention_text(each.case, each.params, said.cat, said.codes),
        clears=attention_clears(each.case, said.cat),
        events=list(each.events),
    )


def waiting_answer(standing: Standing, each: Attention, said: Vocabulary) -> WaitingAnswer:
    """Return a reason for attention in the work queue."""
    told = attention_answer(each, said)
    return WaitingAnswer(scb_code=standing.scb_code, name=standing.name, **dict(told))

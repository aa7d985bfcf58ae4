"""Events as sentences in the caller's language."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import BaseModel

from adapters.http.api.answers.shown import ShownAnswer
from adapters.http.wording import told_changes, trail_sentence
from adapters.i18n.vocabulary import Vocabulary
from adapters.i18n.wording import (
    reason_label,
    topic_title,
)
from projections.audit_trail import TrailRow


class ChangeAnswer(BaseModel):
    """What a correction changed: a field or the day (``occurred_on``), and its value before and after in words."""

    field: str
    label: str
    before: str
    after: str


class EntryAnswer(TrailRow):
    """An event: who, when, why, caused by what, and a sentence; no ``fields`` where they are not for the caller.

    ``happened_on``: the day as corrected, as far as that is for the caller. ``changes``: of a correction, what it
    changed; of an entry, what the corrections of it that stand did.
    """

    title: str
    text: str
    reason_text: str | None
    changes: list[ChangeAnswer]


class EventsAnswer(ShownAnswer):
    """A page of events, the latest first; ``next`` is the following page's ``cursor``, null where there is none."""

    events: list[EntryAnswer]
    next: int | None


class EventAnswer(ShownAnswer):
    """One event, as timelines and the trail tell it."""

    event: EntryAnswer


def entry_answer(row: TrailRow, said: Vocabulary) -> EntryAnswer:
    """Return an event."""
    words, codes = said.cat, said.codes
    return EntryAnswer(
        **{**dict(row), "happened_on": row.standing_day},
        title=topic_title(row.topic, words),
        text=trail_sentence(row, words, codes),
        reason_text=reason_label(row.reason, words, codes) if row.reason else None,
        changes=[ChangeAnswer(**asdict(each)) for each in told_changes(row, words, codes)],
    )

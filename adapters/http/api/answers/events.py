"""Events as sentences in the caller's language."""

from __future__ import annotations

from adapters.http.api.answers.shown import ShownAnswer
from adapters.http.wording import trail_sentence
from adapters.i18n.catalogue import catalogue
from adapters.i18n.wording import (
    reason_label,
    topic_title,
)
from projections.audit_trail import TrailRow
from workflows.reference.codes import Codes


class EntryAnswer(TrailRow):
    """An event: who, when, why, caused by what, and a sentence; no ``fields`` where they are not for the caller."""

    title: str
    text: str
    reason_text: str | None


class EventsAnswer(ShownAnswer):
    """A page of events, the latest first; ``next`` is the following page's ``cursor``, null where there is none."""

    events: list[EntryAnswer]
    next: int | None


def entry_answer(row: TrailRow, lang: str, codes: Codes) -> EntryAnswer:
    """Return an event."""
    words = catalogue(lang)
    return EntryAnswer(
        **dict(row),
        title=topic_title(row.topic, words),
        text=trail_sentence(row, words, codes),
        reason_text=reason_label(row.reason, words, codes) if row.reason else None,
    )

"""Sentences for entries of the trail, and what corrections changed in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.i18n.catalogue import Catalogue
from adapters.i18n.wording import field_label, sentence_of, topic_title
from adapters.i18n.words import Words, lists_of
from domain.messages import TOPICS
from projections.audit_trail import TrailRow
from projections.changes import Change, changes
from workflows.reference.codes import Codes

_NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True)
class ToldChange:
    """What a correction changed: a field, its label, and its value before and after in words."""

    field: str
    label: str
    before: str
    after: str


def is_hidden(row: TrailRow) -> bool:
    """Whether the entry's fields are not for the reader."""
    return not row.fields and row.classification == "protected"


def trail_sentence(row: TrailRow, words: Catalogue, codes: Codes, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return what happened, ids by their names where these are known; only its title where the fields are hidden."""
    if is_hidden(row):
        return topic_title(row.topic, words)
    if row.corrects is None:
        return sentence_of(row.topic, row.fields, words, codes, names)
    entry = sentence_of(row.corrects.topic, row.corrects.fields, words, codes, names).rstrip(".")
    day = words.date(row.corrects.occurred_on)
    if row.fields.get("voids"):
        return words.text("ui.correction.voids", entry=entry, day=day)
    told = "; ".join(change_text(each, words) for each in told_changes(row, words, codes, names))
    return words.text("ui.correction.of", entry=entry, day=day, changes=told or words.text("ui.empty.value"))


def told_changes(
    row: TrailRow, words: Catalogue, codes: Codes, names: Mapping[str, str] = _NO_NAMES
) -> list[ToldChange]:
    """Return what a correction changed, or what is other than an entry says by its corrections."""
    topic = row.corrects.topic if row.corrects else row.topic
    shown = Words(words, codes, lists_of(topic.partition(".")[0], TOPICS.get(topic)), names)

    def told(each: Change) -> ToldChange:
        before, after = (
            shown.show(each.field, value) or words.text("ui.empty.value") for value in (each.before, each.after)
        )
        return ToldChange(each.field, field_label(each.field, words), before, after)

    return [told(each) for each in changes(row)]


def change_text(change: ToldChange, words: Catalogue) -> str:
    """Return what was changed, from what to what."""
    return words.text("ui.correction.change", label=change.label, before=change.before, after=change.after)

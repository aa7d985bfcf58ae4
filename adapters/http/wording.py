"""Sentences for entries of the trail."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.i18n.catalogue import Catalogue
from adapters.i18n.wording import sentence_of, topic_title
from projections.audit_trail import TrailRow
from workflows.reference.codes import Codes

_NO_NAMES: Mapping[str, str] = {}


def is_hidden(row: TrailRow) -> bool:
    """Whether the entry's fields are not for the reader."""
    return not row.fields and row.classification == "protected"


def trail_sentence(row: TrailRow, words: Catalogue, codes: Codes, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return what happened, ids by their names where these are known; only its title where the fields are hidden."""
    if is_hidden(row):
        return topic_title(row.topic, words)
    return sentence_of(row.topic, row.fields, words, codes, names)

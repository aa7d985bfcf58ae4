"""What ids are called: findings, measures, structures, sessions and the like, by what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from adapters.http.pages.visit import Visit
from adapters.i18n.words import Words
from domain.messages import TOPICS
from projections.municipality import DetailRow

Details = Mapping[str, Sequence[DetailRow]]

# The event whose fields a section's rows hold first.
EVENT_OF = {
    "contact": "contact.contact-appointed.v1",
    "answer": "situation-picture.question-answered.v2",
    "finding": "situation-picture.finding-recorded.v2",
    "version": "situation-picture.picture-version-published.v1",
    "structure": "structure-review.existing-structure-identified.v1",
    "responsibility": "structure-review.responsibility-ordered.v1",
    "channel": "structure-review.information-channel-defined.v1",
    "placement": "structure-review.placement-decided.v1",
    "section": "action-plan.section-written.v1",
    "measure": "action-plan.measure-added.v1",
    "comment": "action-plan.comment-received.v1",
    "group": "training.target-group-identified.v1",
    "key-function": "training.key-function-designated.v1",
    "session": "training.session-planned.v1",
    "visit": "support.visit-planned.v1",
    "guidance": "support.guidance-requested.v1",
    "need": "support.need-noted.v1",
}
_CALLED_BY = {
    "contact": ("function",),
    "finding": ("kind", "dimension", "level"),
    "measure": ("code", "due_on"),
    "structure": ("kind", "sectors"),
    "session": ("stage", "planned_on"),
    "visit": ("planned_on",),
    "guidance": ("unit_kind", "urgency"),
}


def section_words(visit: Visit, section: str, names: Mapping[str, str] | None = None) -> Words:
    """Return how the values of a section's rows are worded."""
    return visit.words(TOPICS.get(EVENT_OF.get(section, "")), names)


def names_of(visit: Visit, details: Details) -> dict[str, str]:
    """Return the names of all ids in a municipality's details."""
    return {
        row.ref: _name(section_words(visit, section), row, fields, visit)
        for section, fields in _CALLED_BY.items()
        for row in details.get(section, ())
    }


def _name(words: Words, row: DetailRow, fields: Iterable[str], visit: Visit) -> str:
    parts = [words.show(name, row.fields[name]) for name in fields if row.fields.get(name)]
    if row.section == "structure" and row.status == "new":
        parts = [visit.cat.text("ui.status.new-group"), visit.cat.date(row.on)]
    if row.section in {"guidance", "contact"}:
        parts.append(visit.cat.date(row.on))
    return " \N{EN DASH} ".join(part for part in parts if part) or visit.cat.date(row.on)

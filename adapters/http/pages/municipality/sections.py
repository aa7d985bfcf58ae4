"""A municipality's work as tables: which columns each section has, and its values in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.item_names import EVENT_OF, Details, section_words
from adapters.http.pages.visit import Visit
from adapters.i18n.wording import field_label, topic_title
from adapters.i18n.words import capital
from domain.messages import TOPICS
from projections.municipality import DetailRow

# The parts of the page, each with its sections; the empty text when none has anything.
PARTS: Mapping[str, tuple[str, ...]] = {
    "municipality": ("decision",),
    "contact": ("contact",),
    "situation-picture": ("version", "answer", "finding"),
    "structure-review": ("structure", "placement", "responsibility", "channel"),
    "action-plan": ("plan", "section", "measure", "comment"),
    "training": ("group", "key-function", "session"),
    "support": ("visit", "guidance", "need"),
}
_EMPTY = {
    "municipality": "ui.empty.events",
    "contact": "ui.empty.contacts",
    "situation-picture": "ui.empty.picture",
    "structure-review": "ui.empty.structure",
    "action-plan": "ui.empty.plan",
    "training": "ui.empty.training",
    "support": "ui.empty.support",
}
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "decision": ("decision_ref", "trigger", "actor_code"),
    "contact": ("function", "org_unit", "is_deputy", "also_national_contact"),
    "version": ("version", "review_due_on"),
    "answer": ("question_code", "assessment", "source_type", "observed_from", "observed_until"),
    "finding": (
        "kind",
        "dimension",
        "milieu",
        "locality_level",
        "level",
        "source_type",
        "observed_from",
        "observed_until",
    ),
    "structure": ("kind", "sectors", "functioning", "meets_per_year", "justification_code"),
    "placement": ("structure_id", "org_unit_kind"),
    "responsibility": ("signal_kind", "ordered_functions"),
    "channel": ("direction", "from_function", "to_function"),
    "plan": ("body", "paragraph", "dnr", "host_plan", "valid_until", "decided_by_function", "revisit_on"),
    "section": ("section",),
    "measure": ("code", "addresses_findings", "owner_function", "due_on", "effect"),
    "comment": ("body", "stance"),
    "key-function": ("function_code",),
    "session": ("stage", "format", "planned_on", "groups", "joint_with"),
    "visit": ("planned_on", "functions_met", "needs"),
    "guidance": ("unit_kind", "urgency", "form", "response_band"),
    "need": ("need_code",),
}
_WITH_STATUS = {"contact", "version", "finding", "structure", "plan", "measure", "session", "visit", "guidance"}


@dataclass(frozen=True)
class Table:
    """One section: headings, and rows of cells with the event behind each."""

    section: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], str, str], ...]


@dataclass(frozen=True)
class Part:
    """A part of the page: its name, its tables, or what to say when there are none."""

    aggregate: str
    title: str
    tables: tuple[Table, ...]
    empty: str


def parts(visit: Visit, details: Details, names: Mapping[str, str]) -> list[Part]:
    """Return the whole of a municipality's work."""
    return [
        Part(
            aggregate,
            visit.cat.text("ui.section.decision" if aggregate == "municipality" else f"aggregate.{aggregate}"),
            tuple(_table(visit, section, details, names) for section in sections if details.get(section)),
            visit.cat.text(_EMPTY[aggregate]),
        )
        for aggregate, sections in PARTS.items()
    ]


def _table(visit: Visit, section: str, details: Details, names: Mapping[str, str]) -> Table:
    rows = list(details[section])
    if section == "group":
        return _groups(visit, rows, details, names)
    words = section_words(visit, section, names)
    present = [name for name in _COLUMNS[section] if any(row.fields.get(name) is not None for row in rows)]
    model = TOPICS.get(EVENT_OF.get(section, ""))
    aggregate = (model.topic if model else "").split(".", maxsplit=1)[0]
    headings = [_heading(visit, section, name, aggregate) for name in present]
    if section == "decision":
        headings.insert(0, visit.cat.text("ui.section.decision"))
    if section in _WITH_STATUS:
        headings.append(visit.cat.text("ui.table.status"))

    def cells(row: DetailRow) -> tuple[str, ...]:
        shown = [words.show(name, row.fields.get(name)) for name in present]
        if section == "decision":
            shown.insert(0, topic_title(f"municipality.{row.ref}.v1", visit.cat))
        if section in _WITH_STATUS:
            shown.append(visit.cat.text(f"ui.status.{row.status}"))
        return tuple(shown)

    return Table(
        section,
        visit.cat.text(f"ui.section.{section}"),
        (*headings, visit.cat.text("ui.table.occurred")),
        tuple((cells(row), visit.cat.date(_latest(row)), row.event_id) for row in rows),
    )


def _heading(visit: Visit, section: str, name: str, aggregate: str) -> str:
    own = {
        "comment": "action-plan.receive-comment",
        "finding": "situation-picture.record-finding",
        "structure": "structure-review.identify-existing-structure",
        "guidance": "support.deliver-guidance",
        "key-function": "training.designate-key-function",
        "channel": "structure-review.define-information-channel",
    }
    return field_label(name, visit.cat, own.get(section, aggregate))


def _latest(row: DetailRow) -> date:
    """Return the day of the event that the row links to: the one that changed it last."""
    return date.fromisoformat(row.fields.get("changed_on") or row.on.isoformat())


def _groups(visit: Visit, rows: Sequence[DetailRow], details: Details, names: Mapping[str, str]) -> Table:
    """Return groups by sessions: who is called to which, and how many came."""
    words, cat = section_words(visit, "group", names), visit.cat
    sessions = [row for row in details.get("session", ()) if row.status != "cancelled"]

    def came(row: DetailRow, session: DetailRow) -> str:
        if band := session.fields.get("headcount_by_group", {}).get(row.ref):
            return capital(cat.text("ui.group.came", heads=words.show("headcount_by_group", band)))
        is_called = row.ref in session.fields.get("groups", ()) and session.status == "planned"
        return cat.text("ui.status.planned") if is_called else ""

    def cells(row: DetailRow) -> tuple[str, ...]:
        relevant = row.status != "not-relevant"
        early = cat.show(bool(row.fields.get("early_contact"))) if relevant else cat.text("ui.status.not-relevant")
        band = words.show("estimated_headcount_band", row.fields.get("estimated_headcount_band"))
        return (words.show("group_code", row.ref), early, band, *(came(row, each) for each in sessions))

    headings = (
        field_label("group_code", cat),
        field_label("early_contact", cat),
        field_label("estimated_headcount_band", cat),
        *(names.get(each.ref, "") for each in sessions),
        cat.text("ui.table.occurred"),
    )
    shown = tuple((cells(row), cat.date(_latest(row)), row.event_id) for row in rows)
    return Table("group", cat.text("ui.section.group"), headings, shown)

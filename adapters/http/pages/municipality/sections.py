"""A municipality's work as tables: which columns each section has, and its values in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.http.pages.visit import Visit
from adapters.i18n.wording import field_label, topic_title
from adapters.i18n.words import capital
from projections.municipality.action_plan import Comment, Measure, Plan, Section
from projections.municipality.contact import Contact
from projections.municipality.detail import Detail, Details
from projections.municipality.membership import Decision
from projections.municipality.situation_picture import Answer, Finding, PictureVersion
from projections.municipality.structure_review import Channel, Placement, Responsibility, Structure
from projections.municipality.support import Guidance, Need
from projections.municipality.support import Visit as VisitDetail
from projections.municipality.training import Group, KeyFunction, Session

Kind = type[Detail]

# The parts of the page, each with its sections; the empty text when none has anything.
PARTS: Mapping[str, tuple[Kind, ...]] = {
    "municipality": (Decision,),
    "contact": (Contact,),
    "situation-picture": (PictureVersion, Answer, Finding),
    "structure-review": (Structure, Placement, Responsibility, Channel),
    "action-plan": (Plan, Section, Measure, Comment),
    "training": (Group, KeyFunction, Session),
    "support": (VisitDetail, Guidance, Need),
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
# The attributes that a section's table shows; groups have a table of their own.
COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Decision: ("decision_ref", "trigger", "actor_code"),
    Contact: ("function", "org_unit", "is_deputy", "also_national_contact"),
    PictureVersion: ("version", "review_due_on"),
    Answer: ("question_code", "assessment", "source_type", "observed_from", "observed_until"),
    Finding: (
        "kind",
        "dimension",
        "milieu",
        "locality_level",
        "level",
        "source_type",
        "observed_from",
        "observed_until",
    ),
    Structure: ("kind", "sectors", "functioning", "meets_per_year", "justification_code"),
    Placement: ("structure_id", "org_unit_kind"),
    Responsibility: ("signal_kind", "ordered_functions"),
    Channel: ("direction", "from_function", "to_function"),
    Plan: ("body", "paragraph", "dnr", "host_plan", "valid_until", "decided_by_function", "revisit_on"),
    Section: ("section",),
    Measure: ("code", "addresses_findings", "owner_function", "due_on", "effect"),
    Comment: ("body", "stance"),
    KeyFunction: ("function_code",),
    Session: ("stage", "format", "planned_on", "groups", "joint_with"),
    VisitDetail: ("planned_on", "functions_met", "needs"),
    Guidance: ("unit_kind", "urgency", "form", "response_band"),
    Need: ("need_code",),
}
_WITH_STATUS = {Contact, PictureVersion, Finding, Structure, Plan, Measure, Session, VisitDetail, Guidance}
# The commands whose fields have labels of their own that fit a heading.
_LABELLED_BY: Mapping[Kind, str] = {
    Comment: "action-plan.receive-comment",
    Finding: "situation-picture.record-finding",
    Structure: "structure-review.identify-existing-structure",
    Guidance: "support.deliver-guidance",
    KeyFunction: "training.designate-key-function",
    Channel: "structure-review.define-information-channel",
}


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
            tuple(_table(visit, kind, details, names) for kind in kinds if details.of(kind)),
            visit.cat.text(_EMPTY[aggregate]),
        )
        for aggregate, kinds in PARTS.items()
    ]


def _table(visit: Visit, kind: Kind, details: Details, names: Mapping[str, str]) -> Table:
    if kind is Group:
        return _groups(visit, details, names)
    found, words = details.of(kind), visit.words(kind, names)
    present = [name for name in COLUMNS[kind] if any(getattr(each, name) is not None for each in found)]
    headings = [field_label(name, visit.cat, _LABELLED_BY.get(kind)) for name in present]
    if kind is Decision:
        headings.insert(0, visit.cat.text("ui.section.decision"))
    if kind in _WITH_STATUS:
        headings.append(visit.cat.text("ui.table.status"))

    def cells(detail: Detail) -> tuple[str, ...]:
        shown = [words.show(name, getattr(detail, name)) for name in present]
        if kind is Decision:
            shown.insert(0, topic_title(f"municipality.{detail.ref}.v1", visit.cat))
        if kind in _WITH_STATUS:
            shown.append(visit.cat.text(f"ui.status.{detail.status}"))
        return tuple(shown)

    return Table(
        kind.section_name,
        visit.cat.text(f"ui.section.{kind.section_name}"),
        (*headings, visit.cat.text("ui.table.occurred")),
        tuple((cells(each), visit.cat.date(each.latest), each.event_id) for each in found),
    )


def _groups(visit: Visit, details: Details, names: Mapping[str, str]) -> Table:
    """Return groups by sessions: who is called to which, and how many came."""
    words, cat = visit.words(Group, names), visit.cat
    sessions = [each for each in details.of(Session) if each.status != "cancelled"]

    def came(group: Group, session: Session) -> str:
        if band := session.headcount_by_group.get(group.ref):
            return capital(cat.text("ui.group.came", heads=words.show("headcount_by_group", band)))
        is_called = group.ref in session.groups and session.status == "planned"
        return cat.text("ui.status.planned") if is_called else ""

    def cells(group: Group) -> tuple[str, ...]:
        relevant = group.status != "not-relevant"
        early = cat.show(bool(group.early_contact)) if relevant else cat.text("ui.status.not-relevant")
        band = words.show("estimated_headcount_band", group.estimated_headcount_band)
        return (words.show("group_code", group.ref), early, band, *(came(group, each) for each in sessions))

    headings = (
        field_label("group_code", cat),
        field_label("early_contact", cat),
        field_label("estimated_headcount_band", cat),
        *(names.get(each.ref, "") for each in sessions),
        cat.text("ui.table.occurred"),
    )
    shown = tuple((cells(each), cat.date(each.latest), each.event_id) for each in details.of(Group))
    return Table(Group.section_name, cat.text(f"ui.section.{Group.section_name}"), headings, shown)

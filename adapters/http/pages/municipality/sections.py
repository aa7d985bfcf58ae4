"""A municipality's work as tables: the parts of its page, and the sections that are not one table each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from adapters.http.pages.municipality.columns import EMPTY, PARTS, Kind
from adapters.http.pages.municipality.table import Table, TableMaker
from adapters.http.pages.visit import Visit
from adapters.http.reading.picture import findings_in, has_changed_since
from adapters.i18n.wording import field_label
from adapters.i18n.words import capital
from projections.municipality.detail import Detail, Details
from projections.municipality.situation_picture import Answer, EarlierFinding, PictureVersion
from projections.municipality.support import ContactMade
from projections.municipality.training import Group, Session

# Of what happens every week so many are shown; the timeline has them all.
_LATEST = 10


@dataclass(frozen=True)
class Part:
    """A part of the page: its name, its tables, or what to say when there are none."""

    aggregate: str
    title: str
    tables: tuple[Table, ...]
    empty: str


def part(
    visit: Visit, scb_code: str, details: Details, names: Mapping[str, str], aggregate: str, most: int | None = None
) -> Part:
    """Return one part of a municipality's work: the sections of an aggregate; ``most``: rows of each, the latest."""
    maker = TableMaker(visit, details, names)
    return Part(
        aggregate,
        visit.cat.text("ui.section.membership" if aggregate == "municipality" else f"aggregate.{aggregate}"),
        tuple(
            table for kind in PARTS[aggregate] for table in _tables(visit, scb_code, kind, details, names, maker, most)
        ),
        visit.cat.text(EMPTY[aggregate]),
    )


def _tables(
    visit: Visit,
    scb_code: str,
    kind: Kind,
    details: Details,
    names: Mapping[str, str],
    maker: TableMaker,
    most: int | None,
) -> Iterator[Table]:
    """Yield the tables of a section, none where it has nothing."""
    if kind is Answer:
        yield from _answers(visit, details, maker)
    elif kind is EarlierFinding:
        yield from _earlier_findings(visit, details, maker)
    elif not (found := details.of(kind)):
        return
    elif kind is Group:
        yield _groups(visit, details, names)
    elif kind is ContactMade and len(found) > _LATEST:
        yield _latest(visit, f"{scb_code}/timeline?step=ONGOING_SUPPORT", maker, kind, found, _LATEST)
    elif most and len(found) > most:
        yield _latest(visit, f"{scb_code}/timeline", maker, kind, found, most)
    else:
        yield maker.made(kind, found)


def _latest(visit: Visit, way: str, maker: TableMaker, kind: Kind, found: Sequence[Detail], most: int) -> Table:
    """Return the last rows of a section, and the way to all of it."""
    told = visit.cat.text("ui.section.earlier", count=len(found) - most)
    return replace(maker.made(kind, found[-most:]), more=(f"/municipalities/{way}", told))


def _answers(visit: Visit, details: Details, maker: TableMaker) -> Iterator[Table]:
    """Yield the answers of each version, the latest version first; those of superseded ones folded."""
    asked = visit.codes.options("questions")
    answers = sorted(
        details.of(Answer), key=lambda each: asked.index(each.question_code) if each.question_code in asked else -1
    )
    for version in _versions(details):
        number, is_old = version.version, version.status == "superseded"
        if found := [each for each in answers if each.version == number]:
            yield maker.made(Answer, found, f"answer-{number}", _of_version(visit, "answers", version), folded=is_old)


def _earlier_findings(visit: Visit, details: Details, maker: TableMaker) -> Iterator[Table]:
    """Yield the findings of each published version that has others than those of now."""
    for version in _versions(details):
        number = version.version
        if version.status != "at-work" and has_changed_since(details, number):
            title, found = _of_version(visit, "findings", version), findings_in(details, number)
            yield maker.made(EarlierFinding, found, f"finding-{number}", title, folded=True)


def _versions(details: Details) -> Sequence[PictureVersion]:
    return sorted(details.of(PictureVersion), key=lambda each: each.version, reverse=True)


def _of_version(visit: Visit, what: str, version: PictureVersion) -> str:
    status = visit.cat.text(f"ui.status.{version.status}").lower()
    return visit.cat.text(f"ui.section.{what}-in-version", version=version.version, status=status)


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

"""What the pages of audit cases show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from adapters.http.pages.entries import ShownEntry, shown_entry
from adapters.http.pages.links import form_address
from adapters.http.pages.visit import Visit
from adapters.http.reading.audit import Case, Drawn, sampled
from adapters.http.reading.protection import may_read_events_of_cases
from adapters.http.reading.trail import events
from adapters.http.scopes import location_of
from adapters.i18n.routes import route_text
from domain.aggregates import RULES
from domain.audit_case.commands import AnswerAuditFinding, CloseAuditCase, DrawSample, RaiseAuditFinding
from domain.messages import Command
from projections.audit_case import CaseRow, FindingRow, ReadRow, SampleRow
from workflows.sampling import RISKS
from workflows.visibility import not_yours, who_may

# The kind of the tag of each gravity.
GRAVITY_TAGS: Mapping[str, str] = {"remark": "", "deficiency": "amber", "serious": "red"}


@dataclass(frozen=True)
class CaseLine:
    """A case as the list and the head of its page show it; ``kind``: of the tag that says how it stands."""

    row: CaseRow
    title: str
    href: str
    standing: str
    kind: str
    municipalities: str
    parts: str
    findings: int = 0
    answered: int = 0


@dataclass(frozen=True)
class ShownAnswer:
    """An answer to a finding in words."""

    reply: str
    text: str
    by: str
    on: date
    event_id: str
    event: str | None


@dataclass(frozen=True)
class ShownFinding:
    """A finding in words, the entries that it is about, and where it is answered."""

    row: FindingRow
    title: str
    gravity: str
    kind: str
    about: tuple[ShownEntry, ...]
    unknown: tuple[str, ...]
    event: str | None
    answers: tuple[ShownAnswer, ...]
    answer: str | None


@dataclass(frozen=True)
class ShownDrawn:
    """An entry that a sample drew, why it weighs more than another, and where a finding about it is recorded."""

    entry: ShownEntry
    risks: str
    weight: int
    find: str | None


@dataclass(frozen=True)
class ShownSample:
    """A sample in words, with its entries."""

    row: SampleRow
    method: str
    drawn: tuple[ShownDrawn, ...]


@dataclass(frozen=True)
class ShownRead:
    """One answer that was read in a case."""

    at: datetime
    place: str
    what: str
    route: str
    form: str
    entry: str | None
    as_of: int | None
    position: int


@dataclass(frozen=True)
class CaseView:
    """A case in words, and what its visitor may do about it; ``digest``: of all that the case holds.

    ``answered_by``: who answers its findings, where the visitor does not. ``event``, as of findings and answers: the
    address of its event, where the visitor is told there what it says.
    """

    line: CaseLine
    is_open: bool
    is_own: bool
    acts: tuple[tuple[str, str], ...]
    findings: tuple[ShownFinding, ...]
    samples: tuple[ShownSample, ...]
    reads: tuple[ShownRead, ...]
    digest: str
    answered_by: str
    event: str | None


def case_line(visit: Visit, row: CaseRow, found: Sequence[FindingRow] = ()) -> CaseLine:
    """Return a case as a line."""
    words, cat, own = visit.words(), visit.cat, [each for each in found if each.case_id == row.case_id]
    if row.closed_on:
        standing, kind = cat.text("ui.audit.closed", date=row.closed_on), ""
    elif row.is_open(visit.today):
        standing, kind = cat.text("ui.audit.open", date=row.ends_on), "doing"
    else:
        standing, kind = cat.text("ui.audit.over", date=row.ends_on), ""
    return CaseLine(
        row,
        words.show("purpose", row.purpose),
        f"/counties/{row.scb_code}/audit/{row.case_id}",
        standing,
        kind,
        words.show("municipalities", row.municipalities),
        words.show("audited_parts", row.audited_parts),
        len(own),
        sum(bool(each.answers) for each in own),
    )


def case_view(visit: Visit, found: Case) -> CaseView:
    """Return a case as its page shows it."""
    row = found.itself
    drawn = {each.sample_id: sampled(visit.reading, row, each) for each in found.samples}
    return CaseView(
        case_line(visit, row, found.findings),
        row.is_open(visit.today),
        row.auditor == visit.actor.ref,
        tuple(_acts(visit, row)),
        tuple(_finding(visit, each) for each in found.findings),
        tuple(_sample(visit, row, each, drawn[each.sample_id]) for each in reversed(found.samples)),
        tuple(_read(visit, each) for each in found.reads),
        found.digest(drawn),
        _answered_by(visit, row),
        _event(visit, row.event_id),
    )


def _event(visit: Visit, event_id: str) -> str | None:
    return f"/events/{event_id}" if may_read_events_of_cases(visit.reading) else None


def _answered_by(visit: Visit, row: CaseRow) -> str:
    rules = RULES[AnswerAuditFinding]
    if not_yours(rules, visit.actor, row.scb_code) is None:
        return ""
    roles = visit.cat.listed(visit.cat.text(f"phrase.roles.{each}") for each in who_may(rules))
    return visit.cat.text("ui.audit.answered-by", roles=roles)


def _acts(visit: Visit, row: CaseRow) -> Iterator[tuple[str, str]]:
    commands: tuple[type[Command], ...] = (RaiseAuditFinding, DrawSample, CloseAuditCase)
    for command in commands if row.is_open(visit.today) else ():
        if href := _form(visit, row, command):
            yield visit.cat.text(f"command.{command.name}"), href


def _form(visit: Visit, row: CaseRow | FindingRow, command: type[Command], **fields: str) -> str | None:
    if not visit.may_give(row.scb_code, command):
        return None
    back = f"/counties/{row.scb_code}/audit/{row.case_id}"
    return form_address(row.scb_code, command, case_id=row.case_id, **fields, back=back)


def _finding(visit: Visit, row: FindingRow) -> ShownFinding:
    words = visit.words()
    known = events(visit.reading, row.about_events) if row.about_events else []
    ids = {each.event_id for each in known}
    return ShownFinding(
        row,
        words.show("finding_kind", row.finding_kind),
        words.show("gravity", row.gravity),
        GRAVITY_TAGS[row.gravity],
        tuple(shown_entry(visit, each) for each in known),
        tuple(each for each in row.about_events if each not in ids),
        _event(visit, row.event_id),
        tuple(
            ShownAnswer(
                words.show("reply", each.reply),
                each.text,
                visit.cat.text(f"value.role.{each.role}"),
                each.on,
                each.event_id,
                _event(visit, each.event_id),
            )
            for each in row.answers
        ),
        _form(visit, row, AnswerAuditFinding, audit_finding=row.audit_finding),
    )


def _sample(visit: Visit, case: CaseRow, row: SampleRow, found: Sequence[Drawn]) -> ShownSample:
    method = visit.words().show("sample_method", row.sample_method)
    return ShownSample(row, method, tuple(_drawn(visit, case, row, each) for each in found))


def _drawn(visit: Visit, case: CaseRow, sample: SampleRow, each: Drawn) -> ShownDrawn:
    risks = RISKS[sample.weights]
    about = {"about_events": each.row.event_id}
    return ShownDrawn(
        shown_entry(visit, each.row),
        visit.cat.listed(visit.cat.text(f"ui.audit.risk.{risk}") for risk in each.risks),
        1 + sum(risks[risk] for risk in each.risks),
        _form(visit, case, RaiseAuditFinding, **about) if case.is_open(visit.today) else None,
    )


def _read(visit: Visit, row: ReadRow) -> ShownRead:
    place = location_of(visit.core, row.read_scope)
    return ShownRead(
        row.recorded_at,
        place.name if place else row.read_scope,
        route_text(row.route, visit.cat),
        row.route,
        visit.words().show("read_as", row.read_as),
        row.entry,
        row.as_of,
        row.position,
    )

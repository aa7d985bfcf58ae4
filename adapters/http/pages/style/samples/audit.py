"""An audit case, made up: its scope, findings of each gravity, samples, and what was read in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from adapters.http.pages.audit.view import GRAVITY_TAGS, CaseLine, ShownAnswer, ShownFinding, ShownRead, ShownSample
from adapters.http.pages.style.samples.audited import reads, samples
from adapters.http.pages.style.samples.entries import CODE, Entries
from adapters.http.pages.visit import Visit
from projections.audit_case import CaseRow, FindingRow

_HERE, _ID = "#audit", "0123456789"


@dataclass(frozen=True)
class Audit:
    """What the parts of a case are drawn from."""

    line: CaseLine
    findings: tuple[ShownFinding, ...]
    samples: tuple[ShownSample, ...]
    reads: tuple[ShownRead, ...]


def audit(visit: Visit, entries: Entries) -> Audit:
    """Return it."""
    return Audit(_line(visit), tuple(_findings(visit, entries)), samples(visit, entries), tuple(reads(visit)))


def _line(visit: Visit) -> CaseLine:
    text, day = visit.cat.text, visit.today
    purpose = visit.codes.label("audit-purposes", visit.codes.options("audit-purposes")[0], visit.lang)
    row = CaseRow(
        scb_code=CODE,
        case_id="case",
        auditor=_ID,
        opened_on=day,
        purpose=purpose,
        municipalities=(CODE,),
        audited_parts=(),
        period_from=day - timedelta(365),
        period_until=day,
        ends_on=day,
        event_id=_ID,
    )
    standing, parts = text("ui.audit.open", date=day), text("aggregate.support")
    return CaseLine(row, purpose, _HERE, standing, "doing", text("ui.style.place"), parts)


def _findings(visit: Visit, entries: Entries) -> Iterator[ShownFinding]:
    """Yield a finding of each gravity: the first with an answer, the last with the way to one."""
    text, day, kind = visit.cat.text, visit.today, visit.codes.options("audit-finding-kinds")[0]
    role = text("value.role.coordinator")
    answer = ShownAnswer(text("value.reply.partly"), text("ui.style.notice.text"), role, day, _ID, _HERE)
    for number, (gravity, tag) in enumerate(GRAVITY_TAGS.items()):
        row = FindingRow(
            scb_code=CODE,
            case_id="case",
            audit_finding=f"audit-{number}",
            finding_kind=kind,
            gravity=gravity,
            text=text("ui.style.notice.text"),
            about_events=(),
            on=day,
            event_id=_ID,
        )
        yield ShownFinding(
            row,
            visit.codes.label("audit-finding-kinds", kind, visit.lang),
            text(f"value.gravity.{gravity}"),
            tag,
            (entries.made,) if number == 0 else (),
            (_ID,) if number == 0 else (),
            None if number else _HERE,
            () if number else (answer,),
            _HERE if number == len(GRAVITY_TAGS) - 1 else None,
        )

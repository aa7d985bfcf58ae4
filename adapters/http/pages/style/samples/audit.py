"""An audit case, made up: its scope, findings of each gravity, samples, and what was read in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from adapters.http.pages.audit.view import (
    GRAVITY_TAGS,
    CaseLine,
    ShownAnswer,
    ShownDrawn,
    ShownFinding,
    ShownRead,
    ShownSample,
)
from adapters.http.pages.style.samples.entries import CODE, Entries
from adapters.http.pages.visit import Visit
from projections.audit_case import CaseRow, FindingRow, SampleRow

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
    return Audit(_line(visit), tuple(_findings(visit, entries)), _samples(visit, entries), tuple(_reads(visit)))


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


def _samples(visit: Visit, entries: Entries) -> tuple[ShownSample, ShownSample]:
    """Return a sample that is weighted by risks, and one that drew nothing."""
    text = visit.cat.text
    risks = visit.cat.listed(text(f"ui.audit.risk.{each}") for each in ("corrected", "late"))
    drawn = (ShownDrawn(entries.corrected, risks, 7, _HERE), ShownDrawn(entries.made, "", 1, None))
    return (
        ShownSample(_sample(visit, "weighted"), text("value.sample_method.weighted"), drawn),
        ShownSample(_sample(visit, "plain"), text("value.sample_method.plain"), ()),
    )


def _sample(visit: Visit, method: str) -> SampleRow:
    return SampleRow(
        scb_code=CODE,
        case_id="case",
        sample_id=method,
        sample_method=method,
        sample_size=2,
        seed=1,
        weights=1,
        position=60,
        on=visit.today,
        event_id=_ID,
    )


def _reads(visit: Visit) -> Iterator[ShownRead]:
    """Yield a page that was read as of an earlier moment, and an event."""
    text, at, place = visit.cat.text, visit.core.clock.now(), visit.cat.text("ui.style.place")
    page, data = text("value.read_as.page"), text("value.read_as.data")
    yield ShownRead(at, place, text("aggregate.support"), "/style", page, None, 40, 61)
    yield ShownRead(at, place, text("ui.table.event"), "/style", data, _ID, None, 62)

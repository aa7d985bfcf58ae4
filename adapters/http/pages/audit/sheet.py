"""The report of an audit case as a sheet: a line for each thing that it holds, and last its digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from adapters.http.pages.audit.view import CaseView
from adapters.http.pages.visit import Visit
from adapters.http.sheets.writer import Columns, SheetFormat, sheet


@dataclass(frozen=True)
class Line:
    """One line of the report; ``kind`` is the same in every language."""

    kind: str
    on: date | None
    what: str
    text: str
    event_id: str | None = None
    position: int | None = None


def report_sheet(fmt: SheetFormat, case: CaseView, visit: Visit) -> Response:
    """Return the sheet."""
    cat = visit.cat
    columns: Columns[Line] = [
        ("kind", lambda line: line.kind),
        (cat.text("ui.table.kind"), lambda line: cat.text(f"ui.audit.line.{line.kind}")),
        (cat.text("ui.table.occurred"), lambda line: line.on),
        (cat.text("ui.audit.what"), lambda line: line.what),
        (cat.text("ui.table.event"), lambda line: line.text),
        ("event_id", lambda line: line.event_id),
        ("position", lambda line: line.position),
    ]
    return sheet(fmt, "audit-case", columns, _lines(case, visit), visit.moment)


def _lines(case: CaseView, visit: Visit) -> Iterator[Line]:
    row, cat = case.line.row, visit.cat
    scope = cat.text("ui.audit.period", first=row.period_from, last=row.period_until)
    yield Line(
        "case",
        row.opened_on,
        f"{case.line.title}. {case.line.standing}",
        f"{case.line.municipalities}: {case.line.parts}. {scope}",
        row.event_id,
    )
    for each in case.findings:
        yield Line("finding", each.row.on, f"{each.title} ({each.gravity})", each.row.text, each.row.event_id)
        yield from (Line("about", None, each.title, "", event) for event in each.row.about_events)
        yield from (Line("answer", one.on, f"{one.reply} ({one.by})", one.text, one.event_id) for one in each.answers)
    for sample in case.samples:
        drawn = sample.row
        told = cat.text("ui.audit.drawn", size=drawn.sample_size, seed=str(drawn.seed), position=drawn.position)
        yield Line("sample", drawn.on, sample.method, told, drawn.event_id, drawn.position)
        for one in sample.drawn:
            entry = one.entry.row
            place = f"{one.entry.location.name}: {one.entry.text}"
            yield Line("drawn", entry.occurred_on, one.risks, place, entry.event_id, entry.position)
    for read in case.reads:
        what = f"{read.place}: {read.what} ({read.route})"
        yield Line("read", read.at.date(), read.form, what, read.entry, read.position)
    yield Line("digest", visit.today, "SHA-256", case.digest, None, visit.moment.position)

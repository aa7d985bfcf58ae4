"""What would have differed under other rules, as a sheet: one line for each mark and act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from adapters.http.moment import Moment
from adapters.http.sheets.writer import Columns, SheetFormat, sheet
from adapters.i18n.catalogue import Catalogue


@dataclass(frozen=True)
class Line:
    """One difference as a sentence, with the day on which it begins, and where its events and that day are."""

    scb_code: str
    place: str
    kind: str
    about: str
    was: str
    would_be: str
    since: date
    until: date | None
    text: str
    events: tuple[str, ...]
    day_at: str = ""
    rules: tuple[str, ...] = ()


def counterfactual_sheet(fmt: SheetFormat, lines: Sequence[Line], moment: Moment, words: Catalogue) -> Response:
    """Return the differences; a day without an end is so as of the moment that is shown."""
    columns: Columns[Line] = [
        ("scb_code", lambda line: line.scb_code),
        (words.text("ui.table.municipality"), lambda line: line.place),
        (words.text("ui.what-if.column.kind"), lambda line: line.kind),
        (words.text("ui.what-if.column.about"), lambda line: line.about),
        (words.text("ui.what-if.column.was"), lambda line: line.was),
        (words.text("ui.what-if.column.would-be"), lambda line: line.would_be),
        (words.text("ui.what-if.column.since"), lambda line: line.since),
        (words.text("ui.what-if.column.until"), lambda line: line.until),
        (words.text("ui.what-if.column.text"), lambda line: line.text),
        (words.text("ui.what-if.column.rules"), lambda line: " ".join(line.rules)),
        ("event_id", lambda line: " ".join(line.events)),
    ]
    return sheet(fmt, "what-if", columns, lines, moment)

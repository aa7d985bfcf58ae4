"""What changed between two moments as a sheet: a line for each municipality of each sentence, codes beside words."""

from __future__ import annotations

from starlette.responses import Response

from adapters.http.change_wording import told_change
from adapters.http.moment import Moment
from adapters.http.reading.changes import Changes
from adapters.http.reading.sentences import Part, Sentence
from adapters.http.sheets.writer import Columns, SheetFormat, sheet
from adapters.i18n.catalogue import Catalogue
from workflows.reference.codes import Codes

_Told = tuple[Sentence, Part]


def changes_sheet(fmt: SheetFormat, found: Changes, moment: Moment, words: Catalogue, codes: Codes) -> Response:
    """Return what changed, and the events behind each line."""
    lines = [(sentence, part) for sentence in found.sentences for part in sentence.parts]
    return sheet(fmt, f"changes-{found.since}-{found.until}", _columns(found, words, codes), lines, moment)


def _columns(found: Changes, words: Catalogue, codes: Codes) -> Columns[_Told]:
    def told(line: _Told) -> str:
        return told_change(line[0].only(line[1]), found.since, words, codes).text

    return [
        (words.text("ui.compare.column.since"), lambda _: found.since),
        (words.text("ui.compare.column.until"), lambda _: found.until),
        ("scb_code", lambda line: line[1].scb_code),
        (words.text("ui.table.municipality"), lambda line: line[1].name),
        (words.text("ui.compare.column.group"), lambda line: words.text(f"ui.changes.group.{line[0].group}")),
        ("group", lambda line: line[0].group),
        (words.text("ui.compare.column.change"), told),
        ("kind", lambda line: line[0].kind),
        ("reason", lambda line: line[0].reason or None),
        (words.text("ui.table.step"), lambda line: words.text(f"value.step.{line[0].step}") if line[0].step else None),
        ("step", lambda line: line[0].step),
        (words.text("ui.compare.column.count"), lambda line: line[1].number),
        (words.text("ui.compare.column.first"), lambda line: line[1].first_on),
        (words.text("ui.compare.column.last"), lambda line: line[1].last_on),
        ("events", lambda line: " ".join(line[1].events)),
    ]

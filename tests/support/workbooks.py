"""Workbooks as other programs write them: parts of an ordinary one are exchanged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
HEADERS = ("Kommun", "Datum", "Händelse")
JOINED = ("Arvika", "2018-01-29", "Anslöt sig")


def workbook(*rows: Sequence[object], title: str = "Historik") -> Workbook:
    """Return a workbook with these rows under the three headers that must be there."""
    book = Workbook()
    book.worksheets[0].title = title
    for row in (HEADERS, *rows):
        book.worksheets[0].append(list(row))
    return book


def saved(book: Workbook, path: Path, changes: Mapping[str, str | bytes] | None = None) -> Path:
    """Save a workbook, with some of its parts exchanged or added."""
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        for name, content in {**parts, **(changes or {})}.items():
            new.writestr(name, content)
    return path


def written(path: Path, *rows: str, before: str = "", after: str = "") -> Path:
    """Save a workbook whose sheet has these rows, as XML, below the headers."""
    data = row(1, *HEADERS) + "".join(rows)
    return saved(
        workbook(), path, {SHEET: f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'}
    )


def row(number: int, *cells: str, attributes: str = "") -> str:
    """Return a row of texts as XML."""
    texts = "".join(f'<c t="inlineStr"><is><t>{escape(each)}</t></is></c>' for each in cells)
    return f'<row r="{number}" {attributes}>{texts}</row>'

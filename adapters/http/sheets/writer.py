"""Rows as a sheet, for those who read in a spreadsheet: CSV for any program, XLSX that opens the same everywhere.

A spreadsheet guesses a CSV's separator from its own language. An XLSX has its cells and its days marked as such.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Literal, TypeVar

import openpyxl
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from starlette.requests import Request
from starlette.responses import Response

from adapters.http.moment import POSITION_HEADER, Moment

T = TypeVar("T")
Cell = str | int | date | None
Columns = Sequence[tuple[str, Callable[[T], Cell]]]
SheetFormat = Literal["csv", "xlsx"]

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60


def sheet_format(request: Request, fmt: str | None) -> SheetFormat | None:
    """Return which kind of sheet the caller asked for, by parameter or by Accept; None for no sheet."""
    accepted = request.headers.get("Accept", "") if fmt is None else ""
    if fmt == "csv" or accepted.startswith(CSV_TYPE):
        return "csv"
    return "xlsx" if fmt == "xlsx" or accepted.startswith(XLSX_TYPE) else None


def sheet(
    fmt: SheetFormat, name: str, columns: Columns[T], rows: Iterable[T], moment: Moment, following: str | None = None
) -> Response:
    """Return rows as a sheet whose first line is there even where no row is; its name has the day of the past.

    ``following``: address of the next sheet, where there is more.
    """
    lines = _lines(columns, rows)
    content, media_type = (_csv(lines), f"{CSV_TYPE}; charset=utf-8") if fmt == "csv" else (_xlsx(lines), XLSX_TYPE)
    file_name = f"{name}-{moment.day}" if moment.is_past else name
    headers = {"Content-Disposition": f'attachment; filename="{file_name}.{fmt}"'}
    headers[POSITION_HEADER] = str(moment.position)
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    return Response(content, media_type=media_type, headers=headers)


def _lines(columns: Columns[T], rows: Iterable[T]) -> Iterator[list[Cell]]:
    yield [header for header, _ in columns]
    for row in rows:
        yield [value(row) for _, value in columns]


def _csv(lines: Iterable[list[Cell]]) -> bytes:
    """Return UTF-8 with a byte-order mark, semicolons as Swedish spreadsheets expect, and no formulas."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([_text(each) for each in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _text(value: Cell) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not text.lstrip("-").isdigit() else text


def _xlsx(lines: Iterable[list[Cell]]) -> bytes:
    """Return a workbook: days are days, numbers numbers, and a text is never a formula."""
    shown = list(lines)
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(shown[0]))}{len(shown)}"
    for place, column in enumerate(zip(*shown, strict=True), start=1):
        widest = max(len(_text(each)) for each in column)
        page.column_dimensions[get_column_letter(place)].width = min(widest, _WIDEST) + 2
    for number, line in enumerate(shown):
        page.append([_cell(page, each, is_header=number == 0) for each in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: WriteOnlyWorksheet, value: Cell, *, is_header: bool) -> SheetCell:
    made = WriteOnlyCell(page, datetime.combine(value, time()) if isinstance(value, date) else value)
    if isinstance(value, str):
        made.data_type = "s"
    if isinstance(value, date):
        made.number_format = "yyyy-mm-dd"
    if is_header:
        made.font = Font(bold=True)
    return made

"""From the raw rows of a file to a sheet: the headers first, then each row by its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest

from openpyxl.utils import get_column_letter

from adapters.importing.sheet.headers import columns_of
from adapters.importing.sheet.raw_cells import RawRow, Unusable, cell_text, plain
from adapters.importing.sheet.sheet import MAX_ROWS, CellFault, RawSheet, Sheet, SheetRow, UnreadableSheet
from adapters.importing.sheet.time_limit import check_time
from adapters.importing.sheet.whole_days import NotWhole, moment_written, whole_day
from domain.periods import is_iso_day
from domain.values import safe

MAX_CELL = 1_000
_MAX_OUTSIDE = 10
DAYS = frozenset({"date", "until", "valid_from", "period"})
# Kept as they were written: a row that was imported before is known again by them.
_PROSE = frozenset({"text", "programme"})


def sheet_of(raw: RawSheet) -> Sheet:
    """Return the sheet, blank rows left out. Raises UnreadableSheet."""
    rows = iter(raw.rows)
    blank: list[int] = []
    headers = _headers(rows, blank)
    found: list[SheetRow] = []
    for number, cells in rows:
        check_time()
        row = _row(number, headers, cells)
        if row.cells or row.faults:
            found.append(row)
        else:
            blank.append(number)
        if len(found) > MAX_ROWS:
            raise UnreadableSheet("too-many-rows", limit=MAX_ROWS)
    if not found:
        raise UnreadableSheet("empty")
    last = found[-1].number
    skipped = tuple(each for each in blank if each < last)
    hidden = tuple(each.number for each in found if each.number in raw.hidden)
    unseen = tuple(
        each
        for index, each in enumerate(headers, start=1)
        if each and any(index in span for span in raw.hidden_columns)
    )
    return Sheet(tuple(found), raw.title, skipped, hidden, unseen)


def _headers(rows: Iterator[RawRow], blank: list[int]) -> list[str]:
    """Return the columns that the first row that is not blank names."""
    for number, cells in rows:
        check_time()
        if any(cell_text(each) for each in cells):
            return columns_of(number, cells)
        blank.append(number)
    return []


def _row(number: int, columns: Sequence[str], cells: Sequence[object]) -> SheetRow:
    read: dict[str, str] = {}
    faults: list[CellFault] = []
    outside: list[CellFault] = []
    for index, (column, cell) in enumerate(zip_longest(columns, cells, fillvalue=None), start=1):
        text, where = cell_text(cell), f"{get_column_letter(index)}{number}"
        if column and isinstance(cell, Unusable):
            faults.append(CellFault(column, cell.code, {"cell": where, **cell.params}))
        elif column and text:
            _read(column, cell, text, read, faults)
        elif text or (isinstance(cell, Unusable) and cell.code != "merged"):
            outside.append(CellFault("", "outside-columns", {"cell": where}))
    return SheetRow(number, read, (*faults, *outside[:_MAX_OUTSIDE]))


def _read(column: str, cell: object, text: str, read: dict[str, str], faults: list[CellFault]) -> None:
    if len(text) > MAX_CELL:
        faults.append(CellFault(column, "too-long"))
        return
    try:
        text = _day_text(cell, text) if column in DAYS else text
        text = safe(text if column in _PROSE else plain(text))
    except NotWhole as fault:
        first, second = (each.isoformat() for each in fault.days)
        faults.append(CellFault(column, "not-whole-day", {"value": text, "first": first, "second": second}))
    except ValueError:
        faults.append(CellFault(column, "unsafe-character"))
    else:
        if text:
            read[column] = text


def _day_text(cell: object, text: str) -> str:
    """Return a moment that is a whole day as that day, anything else as it is. Raises NotWhole."""
    moment = cell if isinstance(cell, datetime) else moment_written(plain(text))
    if moment is None or not is_iso_day(moment.date().isoformat()):
        return text
    return whole_day(moment).isoformat()

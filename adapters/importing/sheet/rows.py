"""From the raw rows of a file to a sheet: the headers first, then each row by its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapters.importing.sheet.headers import columns_of
from adapters.importing.sheet.raw_cells import Formula, RawRow, cell_text
from adapters.importing.sheet.sheet import MAX_ROWS, CellFault, Sheet, SheetRow, UnreadableSheet
from domain.values import safe

MAX_CELL = 1_000


def sheet_of(raw: Iterable[RawRow]) -> Sheet:
    """Return the sheet, empty rows left out. Raises UnreadableSheet."""
    rows = iter(raw)
    headers: list[str] = []
    for number, cells in rows:
        if any(cell_text(each) for each in cells):
            headers = columns_of(number, cells)
            break
    found: list[SheetRow] = []
    for number, cells in rows:
        row = _row(number, headers, cells)
        if row.cells or row.faults:
            found.append(row)
        if len(found) > MAX_ROWS:
            raise UnreadableSheet("too-many-rows", limit=MAX_ROWS)
    if not found:
        raise UnreadableSheet("empty")
    return Sheet(tuple(found))


def _row(number: int, columns: Sequence[str], cells: Sequence[object]) -> SheetRow:
    read: dict[str, str] = {}
    faults: list[CellFault] = []
    for column, cell in zip((*columns, *[""] * (len(cells) - len(columns))), cells, strict=False):
        if not column:
            if cell_text(cell) or isinstance(cell, Formula):
                faults.append(CellFault("", "outside-columns"))
        elif isinstance(cell, Formula):
            faults.append(CellFault(column, "formula"))
        elif text := cell_text(cell):
            try:
                read[column] = safe(text)
            except ValueError:
                faults.append(CellFault(column, "unsafe-character"))
            if len(text) > MAX_CELL:
                faults.append(CellFault(column, "too-long"))
    return SheetRow(number, read, tuple(faults))

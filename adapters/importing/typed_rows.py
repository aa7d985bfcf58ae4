"""Rows that a person types or pastes, read and checked as the rows of a sheet are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from openpyxl.utils import get_column_letter

from adapters.importing.row.reading import Reading
from adapters.importing.sheet.csv_file import csv_rows
from adapters.importing.sheet.headers import columns_of
from adapters.importing.sheet.raw_cells import RawRow, Unusable, cell_text
from adapters.importing.sheet.rows import sheet_of
from adapters.importing.sheet.sheet import RawSheet, UnreadableSheet
from workflows.reference.codes import Codes

Cells = Mapping[str, str]
_FORMULA = "="


def read_rows(rows: Mapping[int, Cells], codes: Codes, county: str) -> dict[int, Reading]:
    """Return the reading of each row, by its number; the cells of a row are named by their columns."""
    if not rows:
        return {}
    columns = list(dict.fromkeys(each for cells in rows.values() for each in cells))
    raw = ((number, [cells.get(each, "") for each in columns]) for number, cells in rows.items())
    sheet = sheet_of(RawSheet([(0, columns), *raw]))
    return {each.number: Reading(each, codes, county) for each in sheet.rows}


def pasted_rows(text: str, order: Sequence[str], at_most: int) -> list[Cells]:
    """Return the cells of pasted text by column: as its headers name them, else in this order.

    A cell beyond these is named as a spreadsheet names its column: ``F``.

    Raises UnreadableSheet for what is no table, names an unknown column or has more rows than this.
    """
    found: list[Cells] = []
    columns: Sequence[str] | None = None
    for number, cells in _cells(text):
        if columns is None:
            columns, is_headed = _columns(number, cells, order)
            if is_headed:
                continue
        if len(found) == at_most:
            raise UnreadableSheet("too-many-rows", limit=at_most)
        found.append({_name(columns, place): each for place, each in enumerate(cells) if each})
    return found


def _name(columns: Sequence[str], place: int) -> str:
    return (columns[place] if place < len(columns) else "") or get_column_letter(place + 1)


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything, as text; a formula as the sign that it begins with."""
    rows: Iterator[RawRow] = csv_rows(text.strip("\r\n").encode())
    for number, raw in rows:
        cells = [_FORMULA if isinstance(each, Unusable) else cell_text(each) for each in raw]
        if any(cells):
            yield number, cells


def _columns(number: int, cells: Sequence[str], order: Sequence[str]) -> tuple[Sequence[str], bool]:
    """Return the columns, and whether the row names them; a row whose first cell is no header is of the others."""
    with suppress(UnreadableSheet):
        return columns_of(number, cells), True
    if _names_a_column(cells[0]):
        return columns_of(number, cells), True
    return order, False


def _names_a_column(title: str) -> bool:
    try:
        columns_of(1, [title])
    except UnreadableSheet as fault:
        return fault.code == "no-column"
    return True

"""What the cells of a workbook's sheet do not say: which rows are hidden, and which cells are one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO
from xml.parsers import expat

from openpyxl.utils import column_index_from_string, range_boundaries

from adapters.importing.sheet.archive_limits import local_name
from adapters.importing.sheet.merged import Merged
from adapters.importing.sheet.sheet import LAST_ROW, MAX_COLUMNS, UnreadableSheet
from adapters.importing.sheet.time_limit import check_time

_MAX_MERGED = 10_000
_CHUNK = 1 << 18
_TRUE = frozenset({"1", "true"})
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)


@dataclass
class Layout:
    """A sheet's rows and columns as the file holds them; ``last``: the last row with a value."""

    last: int = 0
    hidden: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)


def layout_of(part: IO[bytes]) -> Layout:
    """Return the layout of a sheet's part.

    Raises UnreadableSheet where rows or cells are out of order, which the library would leave out without a word.
    """
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reading.began
    parser.EndElementHandler = reading.ended
    while chunk := part.read(_CHUNK):
        check_time()
        parser.Parse(chunk)
    parser.Parse(b"", True)  # noqa: FBT003 -- the parser takes it by position only
    return reading.layout


class _Reading:
    def __init__(self) -> None:
        self.layout = Layout()
        self._row = 0
        self._column = 0
        self._in_rows = False

    def began(self, name: str, attributes: dict[str, str]) -> None:
        match local_name(name):
            case "sheetData":
                self._in_rows = True
            case "row" if self._in_rows:
                self._begin_row(attributes)
            case "c" if self._in_rows:
                self._begin_cell(attributes.get("r", ""))
            case "v" | "is" | "f" if self._in_rows:
                self.layout.last = self._row
            case "col" if attributes.get("hidden", "") in _TRUE:
                self.layout.hidden_columns.append(range(int(attributes["min"]), int(attributes["max"]) + 1))
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case _:  # nothing that we ask for
                pass

    def ended(self, name: str) -> None:
        self._in_rows = self._in_rows and local_name(name) != "sheetData"

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(float(attributes.get("r", self._row + 1)))
        if not self._row < number <= LAST_ROW:
            raise UnreadableSheet("out-of-order", row=number)
        self._row, self._column = number, 0
        if attributes.get("hidden", "") in _TRUE:
            self.layout.hidden.add(number)

    def _begin_cell(self, reference: str) -> None:
        row, column = _place(reference) if reference else (self._row, self._column + 1)
        if row != self._row or not self._column < column <= MAX_COLUMNS:
            raise UnreadableSheet("out-of-order", row=self._row)
        self._column = column

    def _merge(self, reference: str) -> None:
        left, top, right, bottom = range_boundaries(reference)
        if None not in (left, top, right, bottom) and (left, top) != (right, bottom):
            self.layout.merged.append(Merged(int(left or 0), int(top or 0), int(right or 0), int(bottom or 0)))
        if len(self.layout.merged) > _MAX_MERGED:
            raise UnreadableSheet("too-many-merged", limit=_MAX_MERGED)


@lru_cache(maxsize=MAX_COLUMNS)
def _letters(letters: str) -> int:
    return column_index_from_string(letters)


def _place(reference: str) -> tuple[int, int]:
    found = _CELL.fullmatch(reference)
    if found is None:
        raise UnreadableSheet("broken")
    return int(found[2]), _letters(found[1].upper())

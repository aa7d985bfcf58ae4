"""Which column each header of a sheet stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from adapters.i18n.catalogue import LANGUAGES
from adapters.importing.columns import COLUMNS, REQUIRED, column_header
from adapters.importing.sheet.raw_cells import Unusable, cell_text, plain
from adapters.importing.sheet.sheet import UnreadableSheet
from adapters.importing.words import folded

MAX_TITLE = 200


def columns_of(number: int, cells: Sequence[object]) -> list[str]:
    """Return the columns that the row with the headers names, nothing for a cell without. Raises UnreadableSheet."""
    columns: list[str] = []
    for cell in cells:
        if isinstance(cell, Unusable):
            raise UnreadableSheet("header-unusable", row=number)
        title = plain(cell_text(cell)[:MAX_TITLE])
        column = _by_header().get(folded(title), "") if title else ""
        if title and not column:
            raise UnreadableSheet("unknown-column", name=title[:60], row=number)
        if column and column in columns:
            raise UnreadableSheet("column-twice", name=title)
        columns.append(column)
    for each in REQUIRED:
        if each not in columns:
            raise UnreadableSheet("no-column", column=each)
    return columns


@cache
def _by_header() -> Mapping[str, str]:
    """Return the column that each accepted header stands for: in either language, or its key."""
    worded = {folded(column_header(key, language)): key for language in LANGUAGES for key in COLUMNS}
    return worded | {folded(key): key for key in COLUMNS}

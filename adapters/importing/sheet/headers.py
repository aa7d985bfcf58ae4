"""Which column each header of a sheet stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from adapters.i18n.catalogue import LANGUAGES
from adapters.importing.columns import COLUMNS, REQUIRED, column_header
from adapters.importing.sheet.raw_cells import cell_text
from adapters.importing.sheet.sheet import UnreadableSheet
from adapters.importing.words import folded


def columns_of(number: int, cells: Sequence[object]) -> list[str]:
    """Return the columns that the row with the headers names. Raises UnreadableSheet."""
    titles = [cell_text(each) for each in cells]
    while titles and not titles[-1]:
        titles.pop()
    columns = []
    for title in titles:
        column = _by_header().get(folded(title))
        if column is None:
            raise UnreadableSheet("unknown-column", name=title[:60], row=number)
        if column in columns:
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

"""Which sheet of a workbook holds the history: the one with its title, or the only one that holds anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from adapters.i18n.catalogue import LANGUAGES
from adapters.importing.sheet.raw_cells import plain
from adapters.importing.sheet.sheet import UnreadableSheet, sheet_title
from adapters.importing.words import folded

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import _WorksheetLike


def chosen(sheets: Iterable[_WorksheetLike], is_filled: Callable[[_WorksheetLike], bool]) -> _WorksheetLike:
    """Return the sheet to read. Raises UnreadableSheet where several could be meant, or one that is hidden."""
    every = list(sheets)
    titles = {folded(sheet_title(language)) for language in LANGUAGES}
    titled = [each for each in every if folded(plain(each.title)) in titles]
    candidates = titled or [each for each in every if is_filled(each)]
    hidden = [each.title for each in candidates if each.sheet_state != "visible"]
    if not candidates:
        raise UnreadableSheet("empty")
    if len(candidates) > 1:
        names = ", ".join(each.title for each in candidates)
        if hidden:
            raise UnreadableSheet("several-sheets-hidden", names=names, hidden=", ".join(hidden))
        raise UnreadableSheet("several-sheets", names=names)
    if hidden:
        raise UnreadableSheet("hidden-sheet", name=hidden[0])
    return candidates[0]

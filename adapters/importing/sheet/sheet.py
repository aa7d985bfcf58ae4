"""A sheet as rows of plain text, and why a file may not be one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from adapters.i18n.catalogue import catalogue
from adapters.importing.sheet.raw_cells import Params, RawRow

MAX_ROWS = 20_000
# As many as a workbook's sheet has.
MAX_COLUMNS = 16_384
LAST_ROW = 1_048_576


class UnreadableSheet(Exception):
    """A file that cannot be read as a sheet, with the code of its fault."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = params


@dataclass(frozen=True)
class RawSheet:
    """The rows of a file as its format gives them.

    ``title``: the sheet's in its workbook. ``hidden``, ``hidden_columns``: by number, from 1.
    """

    rows: Iterable[RawRow]
    title: str = ""
    hidden: frozenset[int] = frozenset()
    hidden_columns: Sequence[range] = ()


@dataclass(frozen=True)
class CellFault:
    """A cell that holds what no cell may."""

    column: str
    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True)
class SheetRow:
    """One row: its number in the file, and by column what is written there, empty cells left out."""

    number: int
    cells: Mapping[str, str]
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What a file holds, as text.

    ``title``: which sheet of the workbook it is. By row number: ``blank`` rows were skipped, ``hidden`` ones read.
    ``hidden_columns``: those that were read although they are hidden.
    """

    rows: tuple[SheetRow, ...] = field(default=())
    title: str = ""
    blank: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()


def sheet_title(language: str) -> str:
    """Return what the sheet with the rows is called in a workbook."""
    return catalogue(language).text("import.sheet")

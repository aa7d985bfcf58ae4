"""Reading a spreadsheet into rows of plain text; what is wrong with the file is said, never raised raw."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl

from adapters.i18n.catalogue import LANGUAGES, catalogue
from adapters.importing.columns import COLUMNS, REQUIRED, column_header
from adapters.importing.words import folded
from domain.values import safe

MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 150_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 1_000

Params = Mapping[str, str | int]


@cache
def _headers() -> Mapping[str, str]:
    """Return the column that each accepted header stands for: in either language, or its key."""
    worded = {folded(column_header(key, language)): key for language in LANGUAGES for key in COLUMNS}
    return worded | {folded(key): key for key in COLUMNS}


class UnreadableSheet(Exception):
    """A file that cannot be read as a sheet, with the code of its fault."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = params


@dataclass(frozen=True)
class CellFault:
    """A cell that holds what no cell may."""

    column: str
    code: str


@dataclass(frozen=True)
class SheetRow:
    """One row: its number in the file, and by column what is written there, empty cells left out."""

    number: int
    cells: Mapping[str, str]
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What a file holds, as text."""

    rows: tuple[SheetRow, ...] = field(default=())


_Raw = tuple[int, Sequence[object]]


class _Formula:
    """A cell that would be computed."""


def sheet_title(language: str) -> str:
    """Return what the sheet with the rows is called in a workbook."""
    return catalogue(language).text("import.sheet")


def read_sheet(path: Path) -> Sheet:
    """Return the file's rows.

    Raises UnreadableSheet for a file that is missing, too large, of another kind, broken or empty.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise UnreadableSheet("no-file", name=path.name) from error
    if content is None:
        raise UnreadableSheet("too-large", limit=MAX_BYTES // 1_000_000)
    if not content.strip():
        raise UnreadableSheet("empty")
    match path.suffix.lower():
        case ".xlsx":
            return _sheet(_xlsx(content))
        case ".csv":
            return _sheet(_csv(content))
        case _:
            raise UnreadableSheet("wrong-type", name=path.name)


def _csv(content: bytes) -> Iterator[_Raw]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSheet("not-utf-8") from error
    if "\0" in text:
        raise UnreadableSheet("broken")
    header = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=header.count), strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, [_Formula() if each.startswith("=") else each for each in cells]
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableSheet("broken-at", row=number) from error


def _xlsx(content: bytes) -> Iterator[_Raw]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked <= MAX_UNPACKED_BYTES:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            titles = {sheet_title(language) for language in LANGUAGES}
            titled = [each for each in book.worksheets if each.title in titles]
            rows = (titled or book.worksheets)[0].iter_rows(max_col=MAX_COLUMNS)
            for number, cells in enumerate(rows, start=1):
                yield number, [_Formula() if each.data_type == "f" else each.value for each in cells]
            return
    except Exception as error:  # a broken file makes the library raise anything
        raise UnreadableSheet("broken") from error
    raise UnreadableSheet("too-large", limit=MAX_UNPACKED_BYTES // 1_000_000)


def _sheet(raw: Iterable[_Raw]) -> Sheet:
    rows = iter(raw)
    headers: list[str] = []
    for number, cells in rows:
        if any(_text(each) for each in cells):
            headers = _columns(number, cells)
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


def _columns(number: int, cells: Sequence[object]) -> list[str]:
    titles = [_text(each) for each in cells]
    while titles and not titles[-1]:
        titles.pop()
    columns = []
    for title in titles:
        column = _headers().get(folded(title))
        if column is None:
            raise UnreadableSheet("unknown-column", name=title[:60], row=number)
        if column in columns:
            raise UnreadableSheet("column-twice", name=title)
        columns.append(column)
    for each in REQUIRED:
        if each not in columns:
            raise UnreadableSheet("no-column", column=each)
    return columns


def _row(number: int, columns: Sequence[str], cells: Sequence[object]) -> SheetRow:
    read: dict[str, str] = {}
    faults: list[CellFault] = []
    for column, cell in zip((*columns, *[""] * (len(cells) - len(columns))), cells, strict=False):
        if not column:
            if _text(cell) or isinstance(cell, _Formula):
                faults.append(CellFault("", "outside-columns"))
        elif isinstance(cell, _Formula):
            faults.append(CellFault(column, "formula"))
        elif text := _text(cell):
            try:
                read[column] = safe(text)
            except ValueError:
                faults.append(CellFault(column, "unsafe-character"))
            if len(text) > MAX_CELL:
                faults.append(CellFault(column, "too-long"))
    return SheetRow(number, read, tuple(faults))


def _text(cell: object) -> str:
    match cell:
        case None | _Formula():
            return ""
        case bool():
            return str(cell).lower()
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()

"""Reading a file as a sheet; whatever is wrong with the file is an UnreadableSheet."""

from __future__ import annotations

from pathlib import Path

from adapters.importing.sheet.csv_file import csv_rows
from adapters.importing.sheet.rows import sheet_of
from adapters.importing.sheet.sheet import Sheet, UnreadableSheet
from adapters.importing.sheet.xlsx_file import xlsx_rows

MAX_BYTES = 20_000_000


def read_sheet(path: Path) -> Sheet:
    """Return the file's rows.

    Raises UnreadableSheet for a file that is missing, too large, of another kind, broken or empty.
    """
    try:
        # Not asked how long it is, which a device or a pipe does not know.
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableSheet("no-file", name=path.name) from error
    if len(content) > MAX_BYTES:
        raise UnreadableSheet("too-large", limit=MAX_BYTES // 1_000_000)
    if not content.strip():
        raise UnreadableSheet("empty")
    match path.suffix.lower():
        case ".xlsx":
            return sheet_of(xlsx_rows(content))
        case ".csv":
            return sheet_of(csv_rows(content))
        case _:  # any other ending
            raise UnreadableSheet("wrong-type", name=path.name)

"""Reading a file as a sheet; whatever is wrong with the file is an UnreadableSheet."""

from __future__ import annotations

from pathlib import Path

from adapters.importing.sheet.csv_file import csv_rows
from adapters.importing.sheet.file_format import format_of
from adapters.importing.sheet.rows import sheet_of
from adapters.importing.sheet.sheet import RawSheet, Sheet, UnreadableSheet
from adapters.importing.sheet.time_limit import MAX_SECONDS, time_limit
from adapters.importing.sheet.xlsx_file import xlsx_sheet

MAX_BYTES = 20_000_000


def read_sheet(path: Path, seconds: float = MAX_SECONDS) -> Sheet:
    """Return the file's rows.

    Raises UnreadableSheet for a file that is missing, too large, of another kind, broken or empty, and for one that
    takes longer than this to read.
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
    with time_limit(seconds):
        match format_of(content, path.suffix.lower()):
            case "CSV":
                return sheet_of(RawSheet(csv_rows(content)))
            case "XLSX":
                with xlsx_sheet(content) as raw:
                    return sheet_of(raw)
            case "":
                raise UnreadableSheet("wrong-type", name=path.name)
            case other:  # a format that spreadsheet programs know, and we do not
                raise UnreadableSheet("other-format", name=path.name, format=other)

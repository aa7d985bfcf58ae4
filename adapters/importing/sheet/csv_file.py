"""Reading the rows of a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from adapters.importing.sheet.raw_cells import Formula, RawRow
from adapters.importing.sheet.sheet import UnreadableSheet


def csv_rows(content: bytes) -> Iterator[RawRow]:
    """Yield the rows, whichever of the usual separators they use. Raises UnreadableSheet."""
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
            yield number, [Formula() if each.startswith("=") else each for each in cells]
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableSheet("broken-at", row=number) from error

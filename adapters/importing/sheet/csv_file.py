"""Reading the rows of a CSV file."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from adapters.importing.sheet.raw_cells import RawRow, Unusable
from adapters.importing.sheet.sheet import LAST_ROW, MAX_COLUMNS, UnreadableSheet

# The line by which spreadsheets are told the separator.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t]*(\r\n|\r|\n|$)', re.IGNORECASE)
_FIRST_LINE = re.compile(r"[^\r\n]*")


def csv_rows(content: bytes) -> Iterator[RawRow]:
    """Yield the rows, whichever of the usual separators they use. Raises UnreadableSheet."""
    text = _decoded(content)
    if "\0" in text:  # every other character is one in UTF-16 that does not say so
        raise UnreadableSheet("not-utf-8" if text.count("\0") > len(text) // 3 else "broken")
    said = _SEPARATOR_LINE.match(text)
    if said:
        text = text[said.end() :]
    header = _FIRST_LINE.match(text.lstrip())
    separator = said[1] if said else max(";,\t", key=(header[0] if header else "").count)
    skipped = 1 if said else 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            if number > LAST_ROW:
                raise UnreadableSheet("too-many-rows", limit=LAST_ROW)
            if len(cells) > MAX_COLUMNS:
                raise UnreadableSheet("too-many-columns", row=number + skipped, limit=MAX_COLUMNS)
            yield number + skipped, [Unusable("formula") if each.startswith("=") else each for each in cells]
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableSheet("broken-at", row=number + skipped) from error


def _decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 that says so, as spreadsheets save "Unicode text"."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSheet("not-utf-8") from error

"""Reading the rows of a workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import openpyxl

from adapters.i18n.catalogue import LANGUAGES
from adapters.importing.sheet.raw_cells import Formula, RawRow
from adapters.importing.sheet.sheet import UnreadableSheet, sheet_title

MAX_UNPACKED_BYTES = 150_000_000
MAX_COLUMNS = 100


def xlsx_rows(content: bytes) -> Iterator[RawRow]:
    """Yield the rows of the sheet with the history's title, or of the first one. Raises UnreadableSheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked <= MAX_UNPACKED_BYTES:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            titles = {sheet_title(language) for language in LANGUAGES}
            titled = [each for each in book.worksheets if each.title in titles]
            rows = (titled or book.worksheets)[0].iter_rows(max_col=MAX_COLUMNS)
            for number, cells in enumerate(rows, start=1):
                yield number, [Formula() if each.data_type == "f" else each.value for each in cells]
            return
    except Exception as error:  # a broken file makes the library raise anything
        raise UnreadableSheet("broken") from error
    raise UnreadableSheet("too-large", limit=MAX_UNPACKED_BYTES // 1_000_000)

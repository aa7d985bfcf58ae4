"""Reading the rows of a workbook."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.utils.escape import unescape

from adapters.importing.sheet.archive_limits import check_archive
from adapters.importing.sheet.choosing import chosen
from adapters.importing.sheet.layout import Layout, layout_of
from adapters.importing.sheet.merged import without_merged
from adapters.importing.sheet.raw_cells import RawRow, Unusable
from adapters.importing.sheet.sheet import RawSheet, UnreadableSheet

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import _WorksheetLike


@contextmanager
def xlsx_sheet(content: bytes) -> Iterator[RawSheet]:
    """Give the sheet with the history while the workbook is open. Raises UnreadableSheet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of what it leaves out, none of which is a cell
        with _faults():
            packed = zipfile.ZipFile(io.BytesIO(content))
            check_archive(packed)
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            layout = partial(_layout, packed)
            sheet = chosen(book.worksheets, lambda each: layout(each).last > 0)
            found = layout(sheet)
        rows = without_merged(_rows(sheet, found.last), found.merged)
        yield RawSheet(rows, sheet.title, frozenset(found.hidden), found.hidden_columns)


def _layout(packed: zipfile.ZipFile, sheet: _WorksheetLike) -> Layout:
    # The library has no public name for the part that holds a sheet.
    with packed.open(vars(sheet)["_worksheet_path"]) as part:
        return layout_of(part)


def _rows(sheet: _WorksheetLike, last: int) -> Iterator[RawRow]:
    """Yield the rows up to the last with a value, whatever the file says of the sheet's dimensions."""
    with _faults():
        sheet.reset_dimensions()
        # What follows the rows is not read: the library refuses sheets for filters that it does not know.
        for number, cells in zip(range(1, last + 1), sheet.iter_rows(), strict=False):
            yield number, [_value(each.data_type, each.value) for each in cells]


def _value(data_type: str, value: object) -> object:
    if data_type == "f":
        return Unusable("formula")
    if data_type == "e" and value is not None:
        return Unusable("error-cell", {"value": str(value)})
    return unescape(value) if isinstance(value, str) else value


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except UnreadableSheet:
        raise
    except Exception as error:  # a broken file makes the library raise anything
        raise UnreadableSheet("broken") from error

"""An empty sheet to fill in: headers with help, allowed words to choose from, an example and a list of events."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from adapters.i18n.catalogue import catalogue
from adapters.importing.columns import COLUMNS, REQUIRED, column_header, column_help
from adapters.importing.sheet.sheet import MAX_ROWS, sheet_title
from adapters.importing.template.allowed_words import allowed_words
from adapters.importing.template.guidance import write_example, write_help
from workflows.reference import places
from workflows.reference.codes import Codes

_SHADE = PatternFill("solid", fgColor="DDE6ED")
# Columns that may hold several words, which a spreadsheet can offer but not check.
_SEVERAL = {
    "about",
    "function",
    "organisation",
    "topics",
    "sectors",
    "count",
    "group",
    "stage",
    "need",
    "left_open",
    "funders",
    "municipalities",
}


def write_template(path: Path, county_code: str, codes: Codes, language: str = "sv") -> None:
    """Write a sheet for a county's history; ValueError for a code that no county has."""
    if not places.municipalities(county_code):
        raise ValueError(f"no county has the code {county_code}")
    book = Workbook()
    rows = book.worksheets[0]
    rows.title = sheet_title(language)
    _headers(rows, language)
    words = catalogue(language)
    write_example(book.create_sheet(words.text("import.sheet.example")), county_code, codes, language)
    write_help(book.create_sheet(words.text("import.sheet.help")), language)
    lists = book.create_sheet(words.text("import.sheet.lists"))
    lists.sheet_state = "hidden"
    for number, column in enumerate(COLUMNS, start=1):
        if allowed := list(allowed_words(column, county_code, codes, language)):
            _offer(rows, lists, number, allowed, strict=column not in _SEVERAL)
    # Written at once: a book that is cut short while it is saved says so in more than words.
    whole = BytesIO()
    book.save(whole)
    path.write_bytes(whole.getvalue())


def _headers(sheet: Worksheet, language: str) -> None:
    for number, key in enumerate(COLUMNS, start=1):
        header = column_header(key, language)
        cell = sheet.cell(1, number, header)
        cell.font = Font(bold=True)
        cell.fill = _SHADE
        cell.comment = Comment(column_help(key, language), "Femsteg")
        width = 32 if key in {"what", "source"} else max(14, len(header) + 3)
        sheet.column_dimensions[get_column_letter(number)].width = width
        if key in {"date", "until", "valid_from", "municipality", "municipalities"}:
            for row in range(2, 502):  # as text, so that no spreadsheet turns days and codes into numbers
                sheet.cell(row, number).number_format = "@"
    sheet.freeze_panes = f"{get_column_letter(len(REQUIRED) + 1)}2"


def _offer(rows: Worksheet, lists: Worksheet, number: int, words: Sequence[str], *, strict: bool) -> None:
    letter = get_column_letter(number)
    for row, word in enumerate(words, start=1):
        lists.cell(row, number, word)
    choice = DataValidation(type="list", formula1=f"{lists.title}!${letter}$1:${letter}${len(words)}", allow_blank=True)
    choice.showErrorMessage = strict
    rows.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{MAX_ROWS}")

"""An empty sheet to fill in: headers with help, allowed words to choose from, an example beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from adapters.i18n.catalogue import catalogue
from adapters.importing.columns import COLUMNS, REQUIRED, column_header, column_help
from adapters.importing.phrases import IN_HISTORY, phrase
from adapters.importing.reading import command_columns
from adapters.importing.sheet import MAX_ROWS, sheet_title
from adapters.importing.words import label, options
from domain.aggregates import RULES
from domain.messages import Command
from domain.support.commands import HoldVisit
from workflows.reference import places
from workflows.reference.codes import Codes

_MET = ("safety-coordinator", "principal")
_SHADE = PatternFill("solid", fgColor="DDE6ED")
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
    _example(book.create_sheet(words.text("import.sheet.example")), county_code, codes, language)
    _help(book.create_sheet(words.text("import.sheet.help")), language)
    lists = book.create_sheet(words.text("import.sheet.lists"))
    lists.sheet_state = "hidden"
    for number, column in enumerate(COLUMNS, start=1):
        if allowed := list(allowed_words(column, county_code, codes, language)):
            _offer(rows, lists, number, allowed, strict=column not in _SEVERAL)
    book.save(path)


def allowed_words(column: str, county_code: str, codes: Codes, language: str) -> Iterator[str]:
    """Yield what a column may hold, each word once, for whichever event; nothing for what is not chosen."""
    match column:
        case "municipality":
            yield from (each.name for each in places.municipalities(county_code))
            yield from (each.name for each in [places.county(county_code)] if each)
        case "municipalities":
            yield from (each.name for each in places.municipalities(county_code))
        case "what":
            yield from (phrase(each, language) for each in IN_HISTORY)
        case "early" | "national" | "deputy" | "lone_actor":
            yield from (catalogue(language).text(f"value.bool.{each}").lower() for each in ("true", "false"))
        case _:
            found = (word for each in IN_HISTORY for word in _words(each, column, codes, language))
            yield from dict.fromkeys(found)


def _words(command: type[Command], column: str, codes: Codes, language: str) -> Iterator[str]:
    names = command_columns(command).get(column, ())
    for name in names:
        yield from (label(command, name, code, codes, language) for code in options(command, name, codes))
    if column == "reason" and not names:
        list_name = RULES[command].reason or "entry-reasons"
        yield from (codes.label(list_name, code, language) for code in codes.options(list_name))


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


def _example(sheet: Worksheet, county_code: str, codes: Codes, language: str) -> None:
    """Write a row that is made up and says so, with what each of its cells means."""
    cells = {
        "municipality": places.municipalities(county_code)[0].name,
        "date": "2024-03-01",
        "what": phrase(HoldVisit, language),
        "ref": "B1",
        "function": "; ".join(label(HoldVisit, "functions_met", each, codes, language) for each in _MET),
        "source": catalogue(language).text("import.example.source"),
    }
    for number, (key, text) in enumerate(cells.items(), start=1):
        header = sheet.cell(1, number, column_header(key, language))
        header.font = Font(bold=True)
        sheet.cell(2, number, text).comment = Comment(column_help(key, language), "Femsteg")
        sheet.column_dimensions[get_column_letter(number)].width = 30


def _help(sheet: Worksheet, language: str) -> None:
    """List every event with the columns that it uses, those that must be filled in first."""
    for number, title in enumerate(("event", "must", "may"), start=1):
        sheet.cell(1, number, catalogue(language).text(f"import.help.{title}")).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 45
    for row, command in enumerate(IN_HISTORY, start=2):
        must: list[str] = []
        may: list[str] = []
        for column, names in command_columns(command).items():
            needed = any(command.model_fields[name].is_required() for name in names) and column != "ref"
            (must if needed else may).append(column_header(column, language))
        for number, text in enumerate((phrase(command, language), ", ".join(must), ", ".join(may)), start=1):
            sheet.cell(row, number, text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"

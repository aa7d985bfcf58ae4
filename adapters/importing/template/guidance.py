"""What explains a sheet: a row that is made up, and every event with its columns."""

from __future__ import annotations

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from adapters.i18n.catalogue import catalogue
from adapters.importing.columns import column_header, column_help, command_columns
from adapters.importing.phrases import IN_HISTORY, SAID, phrase
from adapters.importing.words import label
from domain.support.commands import HoldVisit
from workflows.reference import places
from workflows.reference.codes import Codes

_MET = ("safety-coordinator", "principal")


def write_example(sheet: Worksheet, county_code: str, codes: Codes, language: str) -> None:
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


def write_help(sheet: Worksheet, language: str) -> None:
    """List every event with the columns that it uses, those that must be filled in first."""
    for number, title in enumerate(("event", "must", "may"), start=1):
        sheet.cell(1, number, catalogue(language).text(f"import.help.{title}")).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 45
    for row, command in enumerate(IN_HISTORY, start=2):
        must: list[str] = []
        may: list[str] = []
        for column, names in command_columns(command).items():
            asked = [name for name in names if name not in SAID.get(command, ())]
            needed = any(command.model_fields[name].is_required() for name in asked) and column != "ref"
            (must if needed else may).append(column_header(column, language))
        for number, text in enumerate((phrase(command, language), ", ".join(must), ", ".join(may)), start=1):
            sheet.cell(row, number, text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"

"""What an import says, in Swedish and English, by the code of what it has to say."""

from __future__ import annotations

from adapters.i18n.catalogue import catalogue
from adapters.i18n.refusals import refusal_text
from adapters.importing.columns import column_header
from adapters.importing.phrases import phrase
from adapters.importing.row.errors import RowError
from adapters.importing.sheet.sheet import UnreadableSheet
from domain.messages import COMMANDS
from workflows.reference.codes import Codes


def sheet_message(fault: UnreadableSheet, language: str) -> str:
    """Return what is wrong with a file, as a sentence."""
    params = dict(fault.params)
    if "column" in params:
        params["column"] = column_header(str(params["column"]), language)
    return catalogue(language).text(f"import.{fault.code}", **params)


def row_message(error: RowError, language: str, codes: Codes) -> str:
    """Return what is wrong with a row, with its number and its column."""
    params = dict(error.params)
    if "what" in params:
        params["what"] = phrase(COMMANDS[str(params["what"])], language)
    if error.refusal:
        params["why"] = refusal_text(error.refusal, catalogue(language), codes)
    text = catalogue(language).text(f"import.{error.code}", **params)
    column = column_header(error.column, language)
    where = "at-column" if column else "at-row"
    return catalogue(language).text(f"import.{where}", row=error.row, column=column, text=text)

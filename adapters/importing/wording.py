"""What an import says, in Swedish and English, by the code of what it has to say."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.i18n.catalogue import catalogue
from adapters.i18n.refusals import refusal_text
from adapters.importing.columns import column_header
from adapters.importing.phrases import phrase
from adapters.importing.planning import ImportPlan
from adapters.importing.row.errors import RowError
from adapters.importing.sheet.sheet import Sheet, UnreadableSheet
from domain.messages import COMMANDS
from workflows.reference.codes import Codes

_MOST_SPANS = 12


def sheet_message(fault: UnreadableSheet, language: str) -> str:
    """Return what is wrong with a file, as a sentence."""
    params = dict(fault.params)
    if "column" in params:
        params["column"] = column_header(str(params["column"]), language)
    return catalogue(language).text(f"import.{fault.code}", **params)


def reading_messages(sheet: Sheet, language: str) -> list[str]:
    """Return which sheet was read, which rows were skipped, and which were read although nobody sees them."""
    words = catalogue(language)
    read = words.text("import.read-sheet" if sheet.title else "import.read", name=sheet.title, count=len(sheet.rows))
    told = [(name, rows) for name, rows in (("blank", sheet.blank), ("hidden", sheet.hidden)) if rows]
    unseen = [column_header(each, language) for each in sheet.hidden_columns]
    columns = [words.text("import.read-hidden-columns", columns=", ".join(unseen))] if unseen else []
    return [
        read,
        *columns,
        *(words.text(f"import.read-{name}", count=len(rows), rows=_numbers(rows)) for name, rows in told),
    ]


def source_messages(plan: ImportPlan, language: str) -> list[str]:
    """Return which rows' sources are not kept, and the words that they are not kept for."""
    rows = sorted(plan.unkept_sources)
    if not rows:
        return []
    doubtful = list(dict.fromkeys(plan.unkept_sources[each] for each in rows))
    shown = ", ".join([*doubtful[:_MOST_SPANS], *["\N{HORIZONTAL ELLIPSIS}"][: len(doubtful) > _MOST_SPANS]])
    return [catalogue(language).text("import.unkept-sources", count=len(rows), rows=_numbers(rows), words=shown)]


def _numbers(rows: Sequence[int]) -> str:
    """Return row numbers as a list, those next to each other as a range, not endlessly many."""
    spans: list[list[int]] = []
    for number in rows:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = [str(first) if first == last else f"{first}\N{EN DASH}{last}" for first, last in spans[:_MOST_SPANS]]
    return ", ".join([*shown, *["\N{HORIZONTAL ELLIPSIS}"][: len(spans) > _MOST_SPANS]])


def row_message(error: RowError, language: str, codes: Codes) -> str:
    """Return what is wrong with a row, with its number and its column."""
    column = column_header(error.column, language)
    where = "at-column" if column else "at-row"
    text = error_text(error, language, codes)
    return catalogue(language).text(f"import.{where}", row=error.row, column=column, text=text)


def error_text(error: RowError, language: str, codes: Codes) -> str:
    """Return what is wrong with a cell, as it stands after the name of its column."""
    params = dict(error.params)
    if "what" in params:
        params["what"] = phrase(COMMANDS[str(params["what"])], language)
    if error.refusal:
        params["why"] = refusal_text(error.refusal, catalogue(language), codes)
    return catalogue(language).text(f"import.{error.code}", **params)

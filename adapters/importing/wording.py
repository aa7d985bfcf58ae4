"""What an import says, in Swedish and English, by the code of what it has to say."""

from __future__ import annotations

from adapters.i18n.catalogue import catalogue
from adapters.i18n.wording import refusal_text
from adapters.importing.columns import column_header
from adapters.importing.reading import RowError
from adapters.importing.sheet import UnreadableSheet
from workflows.codes import Codes, Label

WORDING: dict[str, Label] = {
    f"import.{code}": Label(sv=sv, en=en)
    for code, (sv, en) in {
        "no-file": ("Filen {name} finns inte eller går inte att läsa.", "The file {name} cannot be read."),
        "too-large": (
            "Filen är för stor: gränsen är {limit} MB.",
            "The file is too large: the limit is {limit} MB.",
        ),
        "empty": ("Filen innehåller inga rader.", "The file holds no rows."),
        "wrong-type": (
            "{name} är varken en XLSX- eller en CSV-fil.",
            "{name} is neither an XLSX nor a CSV file.",
        ),
        "not-utf-8": (
            "CSV-filen är inte sparad som UTF-8. Spara den på nytt som ”CSV UTF-8”.",
            "The CSV file is not in UTF-8. Save it anew as “CSV UTF-8”.",
        ),
        "broken": ("Filen är skadad och går inte att läsa.", "The file is broken and cannot be read."),
        "broken-at": ("CSV-filen är skadad vid rad {row}.", "The CSV file is broken at row {row}."),
        "too-many-rows": ("Filen har fler än {limit} rader.", "The file has more than {limit} rows."),
        "unknown-column": (
            "Rubriken ”{name}” på rad {row} är ingen av mallens kolumner.",
            "The header “{name}” in row {row} is none of the template's columns.",
        ),
        "column-twice": ("Kolumnen ”{name}” finns två gånger.", "The column “{name}” is there twice."),
        "no-column": ("Kolumnen ”{name}” saknas.", "The column “{name}” is missing."),
        "missing": ("måste fyllas i för den händelsen", "must be filled in for this event"),
        "unused": ("ska vara tom för ”{what}”", "must be empty for “{what}”"),
        "formula": ("är en formel; skriv värdet i stället", "is a formula; write the value instead"),
        "unsafe-character": ("innehåller ett otillåtet tecken", "holds a character that is not allowed"),
        "too-long": ("är för lång", "is too long"),
        "outside-columns": (
            "det står något utanför kolumnerna med rubrik",
            "something is written outside the columns with a header",
        ),
        "unknown-municipality": ("”{value}” är ingen kommun", "“{value}” is no municipality"),
        "unknown-event": ("”{value}” är ingen känd händelse", "“{value}” is no known event"),
        "unknown-word": ("”{value}” finns inte bland valen", "“{value}” is not among the choices"),
        "wrong-date": (
            "”{value}” är inget datum, skriv ÅÅÅÅ-MM-DD",
            "“{value}” is no date, write YYYY-MM-DD",
        ),
        "wrong-number": ("”{value}” är inget heltal", "“{value}” is no whole number"),
        "wrong-count": (
            "”{value}” ska vara en grupp, kolon och ett antal",
            "“{value}” is to be a group, a colon and a number",
        ),
        "wrong-ref": (
            "”{value}” ska vara några bokstäver och en siffra, t.ex. B1; aldrig ett namn",
            "“{value}” is to be some letters and a number, such as B1; never a name",
        ),
        "wrong-value": ("”{value}” är inte skrivet som det ska", "“{value}” is not written as it should be"),
        "rule": ("{why}", "{why}"),
        "at-row": ("Rad {row}: {text}", "Row {row}: {text}"),
        "at-column": ("Rad {row}, {column}: {text}", "Row {row}, {column}: {text}"),
    }.items()
}


def sheet_message(fault: UnreadableSheet, language: str) -> str:
    """Return what is wrong with a file, as a sentence."""
    return WORDING[f"import.{fault.code}"].wording(language).format(**fault.params)


def row_message(error: RowError, language: str, codes: Codes) -> str:
    """Return what is wrong with a row, with its number and its column."""
    params = dict(error.params)
    if error.refusal:
        params["why"] = refusal_text(error.refusal, catalogue(language), codes)
    text = WORDING[f"import.{error.code}"].wording(language).format(**params)
    column = column_header(error.column, language)
    where = "at-column" if column else "at-row"
    return WORDING[f"import.{where}"].wording(language).format(row=error.row, column=column, text=text)

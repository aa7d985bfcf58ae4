"""Which words a column of a sheet offers to choose from."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.i18n.catalogue import catalogue
from adapters.importing.columns import command_columns
from adapters.importing.phrases import IN_HISTORY, phrase
from adapters.importing.words import label, options
from domain.aggregates import RULES
from domain.messages import Command
from workflows.reference import places
from workflows.reference.codes import Codes


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
        case _:  # columns whose words come from code lists
            found = (word for each in IN_HISTORY for word in _words(each, column, codes, language))
            yield from dict.fromkeys(found)


def _words(command: type[Command], column: str, codes: Codes, language: str) -> Iterator[str]:
    names = command_columns(command).get(column, ())
    for name in names:
        yield from (label(command, name, code, codes, language) for code in options(command, name, codes))
    if column == "reason" and not names:
        list_name = RULES[command].reason or "entry-reasons"
        yield from (codes.label(list_name, code, language) for code in codes.options(list_name))

"""What happened, in the sheet's own words: one phrase for each command that a history may hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from adapters.i18n.catalogue import LANGUAGES, catalogue
from adapters.importing.words import earlier_words, folded
from domain.aggregates import RULES
from domain.messages import Command
from domain.support.commands import LogContact

# Registration follows of itself from a municipality's first row; corrections are for what has been entered.
IN_HISTORY: tuple[type[Command], ...] = tuple(command for command, rules in RULES.items() if rules.in_history)
# What the phrase alone says: *contact with the municipality* is one that both had, where the row tells no more.
SAID: Mapping[type[Command], Mapping[str, object]] = {LogContact: {"direction": "both"}}


def phrase(command: type[Command], language: str) -> str:
    """Return what the sheet calls it when a command was carried out."""
    return catalogue(language).text(_key(command))


def _key(command: type[Command]) -> str:
    return f"import.event.{command.name}"


def command_named(text: str) -> type[Command] | None:
    """Return the command that a phrase in either language, or its own name, stands for."""
    return _by_phrase().get(folded(text))


@cache
def _by_phrase() -> Mapping[str, type[Command]]:
    earlier = {word: command for command in IN_HISTORY for word in earlier_words(_key(command))}
    worded = {folded(phrase(command, language)): command for language in LANGUAGES for command in IN_HISTORY}
    return earlier | worded | {folded(command.name): command for command in IN_HISTORY}

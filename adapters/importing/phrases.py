"""What happened, in the sheet's own words: one phrase for each command that a history may hold."""

from __future__ import annotations

from adapters.i18n.catalogue import catalogue
from domain.aggregates import RULES
from domain.messages import Command

# Registration follows of itself from a municipality's first row; corrections are for what has been entered.
IN_HISTORY: tuple[type[Command], ...] = tuple(command for command, rules in RULES.items() if rules.in_history)


def phrase(command: type[Command], language: str) -> str:
    """Return what the sheet calls it when a command was carried out."""
    return catalogue(language).text(f"import.event.{command.name}")

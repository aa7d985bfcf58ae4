"""What a row of the grid can be about: the support's commands that its columns suffice for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from adapters.i18n.catalogue import LANGUAGES, Catalogue, catalogue
from adapters.importing.columns import command_columns
from adapters.importing.phrases import IN_HISTORY, command_named
from adapters.importing.words import closed_values, folded, meanings
from domain.aggregates import RULES
from domain.messages import Command
from domain.people import Actor
from domain.support.rules import SUPPORT
from workflows.reference.codes import Codes

# The grid's columns, in the order in which they are pasted where no headers name them.
COLUMNS = ("municipality", "date", "what", "function", "need")
_OF_THE_ROW = frozenset(COLUMNS) | {"ref"}


@dataclass(frozen=True)
class Kind:
    """One thing that a row can be about: a command, and the one column that is settled with it, where there is one."""

    command: type[Command]
    settled: Mapping[str, str]

    @property
    def key(self) -> str:
        """What it is known by: ``support.hold-visit``, ``support.log-contact.both``."""
        return ".".join([self.command.name, *self.settled.values()])

    @property
    def cells(self) -> Mapping[str, str]:
        """What a sheet's row of this kind holds."""
        return {"what": self.command.name, **self.settled}

    def label(self, cat: Catalogue) -> str:
        """Return what it is called."""
        return cat.text(f"ui.entries.what.{self.key}")


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Return what a row can be about: visits, contacts by their direction, needs."""
    own = (each for each in IN_HISTORY if each.aggregate == SUPPORT.name)
    return tuple(kind for command in own for kind in _kinds(command))


def _kinds(command: type[Command]) -> Iterator[Kind]:
    further = {column: names for column, names in command_columns(command).items() if column not in _OF_THE_ROW}
    if not further:
        yield Kind(command, {})
    elif len(further) == 1:
        ((column, (name, *_)),) = further.items()
        yield from (Kind(command, {column: value}) for value in closed_values(command, name))


def kinds_of(actor: Actor) -> Sequence[Kind]:
    """Return what a person may enter."""
    return [each for each in all_kinds() if actor.role in RULES[each.command].roles]


def labels_like(what: str, actor: Actor, cat: Catalogue) -> list[str]:
    """Return what is called by the first of some words, of what a person may enter; all of it where nothing is."""
    labels = [each.label(cat) for each in kinds_of(actor)]
    first = folded(what).partition(" ")[0]
    return [each for each in labels if first and folded(each).startswith(first)] or labels


def kind_named(what: str, further: Mapping[str, str], codes: Codes) -> Kind | None:
    """Return the kind that a key, a label or a sheet's words stand for; None where they leave it open."""
    words = folded(what)
    for each in all_kinds():
        if words in {each.key, *(folded(each.label(catalogue(language))) for language in LANGUAGES)}:
            return each
    command = command_named(what)
    fitting = [each for each in all_kinds() if each.command is command and _fits(each, further, codes)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(kind: Kind, further: Mapping[str, str], codes: Codes) -> bool:
    """Whether what a sheet says in further columns is what the kind settles."""
    columns = command_columns(kind.command)
    return all(
        meanings(kind.command, columns[column][0], codes).get(folded(further.get(column, ""))) == value
        for column, value in kind.settled.items()
    )

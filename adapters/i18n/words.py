"""Values as words: by the label of a code list or their own, as a phrase in a sentence, or as written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, reduce
from uuid import UUID

from pydantic import BaseModel

from adapters.i18n.catalogue import Catalogue
from domain.aggregates import RULES
from domain.messages import COMMANDS, TOPICS
from workflows.reference import places
from workflows.reference.codes import Codes, code_fields

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Lists whose labels keep their capital inside a sentence: names of organisations, and whole questions.
_NAMES = {"organisations", "questions"}
# Fields in which the order says something.
_ORDERED = {"ordered_functions", "stages"}
# Numbers that are typed in again: spaces between their thousands would have to be taken out.
_TYPED = {"seed"}

Lists = Mapping[str, Sequence[str]]


def capital(text: str) -> str:
    """Return the text with a capital first, and the rest as it is."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Words:
    """How values are worded: ``flowing`` inside a sentence, else as labels."""

    cat: Catalogue
    codes: Codes
    lists: Lists
    names: Mapping[str, str] = field(default_factory=dict)
    flowing: bool = False

    def show(self, name: str, value: object) -> str:
        """Return the value of a field in words; nothing for what is empty or need not be said."""
        match value:
            case bool():
                return self._truth(name, value=value)
            case str():
                return self._word(name, value)
            case UUID():
                return self._word(name, str(value))
            case int() if name in _TYPED:
                return str(value)
            case Mapping() if name == "correction":
                return "; ".join(self._change(str(key), each) for key, each in value.items())
            case Mapping():
                pairs = ((self.show(name, key), self.show(name, each)) for key, each in value.items())
                return self.cat.listed(f"{key} ({each})" for key, each in pairs)
            case Iterable():
                shown = [self.show(name, each) for each in value]
                return self._in_order(shown) if name in _ORDERED else self.cat.listed(shown)
            case _:  # numbers, days and texts
                return self.cat.show(value)

    def _change(self, name: str, value: object) -> str:
        shown = replace(self, flowing=False).show(name, value) or self.cat.text("ui.empty.value")
        return f"{self.cat.text(f'field.{name}')} = {shown}"

    def _in_order(self, items: Sequence[str]) -> str:
        if not items:
            return ""
        return reduce(lambda earlier, later: self.cat.text("phrase.then", earlier=earlier, later=later), items)

    def _truth(self, name: str, *, value: bool) -> str:
        key = f"phrase.{name}.{str(value).lower()}"
        if not self.flowing:
            return self.cat.show(value)
        return self.cat.text(key) if self.cat.has(key) else ""

    def _word(self, name: str, text: str) -> str:
        key = f"{'stage' if name == 'stages' else name}.{text}"
        if self.flowing and self.cat.has(f"phrase.{key}"):
            return self.cat.text(f"phrase.{key}")
        for list_name in self.lists.get(name, ()):
            if self.codes.has(list_name, text):
                label = self.codes.label(list_name, text, self.cat.language)
                return self._lowered(label, is_name=list_name in _NAMES)
        if self.cat.has(f"value.{key}"):
            return self._lowered(self.cat.text(f"value.{key}"))
        return self._formatted(name, text)

    def _formatted(self, name: str, text: str) -> str:
        """Return what has no label: a command by its title, an id by its name, a day as it is written."""
        match name:
            case "command" if text in COMMANDS:
                return self.cat.text(f"command.{text}")
            case "paragraph":
                return f"§ {text.lstrip('§ ')}"
            case "coordinator":
                return self.names.get(text, text[:10])
            case "municipalities" if place := places.place(text):
                return place.name
            case _ if day := _day(text):
                return self.cat.date(day)
            case _ if _UUID.fullmatch(text):
                return self.names.get(text, "")
            case _:  # a value of no list
                return text

    def _lowered(self, label: str, *, is_name: bool = False) -> str:
        """Return the label without its capital, unless another shows that it is or holds a name."""
        is_ordinary = label.startswith("The ") or (not is_name and label[1:] == label[1:].lower())
        return label[:1].lower() + label[1:] if self.flowing and is_ordinary else label


def _day(text: str) -> date | None:
    """Return the day that the text is, if it is one: a code may look like a day that never was."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


@cache
def lists_of(aggregate: str, model: type[BaseModel] | None) -> Lists:
    """Return the lists that each field draws on: the model's first, then its aggregate's, or all there are.

    A correction holds fields of other events of its aggregate.
    """
    found: dict[str, dict[str, None]] = {}
    models: list[type[BaseModel]] = [*TOPICS.values(), *RULES]
    related = [each for each in models if aggregate in ("", getattr(each, "topic", "").partition(".")[0])]
    for each in [*([model] if model else []), *related]:
        for name, list_name in code_fields(each).items():
            found.setdefault(name, {})[list_name] = None
    return {name: tuple(lists) for name, lists in found.items()}

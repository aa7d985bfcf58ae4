"""The fields of a command, each read from the text of its cell as its type asks for."""

from __future__ import annotations

import re
from types import UnionType
from typing import Union, get_args, get_origin
from uuid import UUID

from adapters.importing.columns import FIELD_COLUMNS
from adapters.importing.phrases import SAID
from adapters.importing.row import cells
from adapters.importing.row.errors import CellError
from adapters.importing.row.ids import made_id, own_ids, pseudonym
from adapters.importing.words import TRUTH, meanings
from domain.messages import Command
from workflows.reference.codes import Codes
from workflows.reference.place_names import municipality_named

_PARAGRAPH = re.compile(r"§\s*([0-9]{1,4})\s*$")
_ID_KINDS = {"to_assignment": "assignment", "addresses_findings": "finding"}


class Fields:
    """The fields of one command of a scope, as JSON values.

    ``former``: those that were read in another way before, None for what was not read then.
    """

    def __init__(self, command: type[Command], code: str, codes: Codes) -> None:
        self.values: dict[str, object] = {}
        self.former: dict[str, object] = {}
        self._command = command
        self._code = code
        self._codes = codes

    def read(self, name: str, text: str) -> None:
        """Read a field from its cell's text. Raises CellError."""
        info = self._command.model_fields[name]
        if name in {"dnr", "decision_ref"} and "paragraph" in self._command.model_fields:
            text = _PARAGRAPH.sub("", text).strip()
        if name == "paragraph":
            found = _PARAGRAPH.search(text)
            text = found[1] if found else ""
        if text:
            self.values[name] = self._value(name, text)
        elif info.is_required() and name not in {*own_ids(self._command), *SAID.get(self._command, ())}:
            raise CellError("missing")

    def _value(self, name: str, text: str) -> object:
        annotation = self._command.model_fields[name].annotation
        outer = get_origin(annotation)
        if outer is dict:
            return self._bands(name, text)
        if FIELD_COLUMNS[name] == "period":
            start, _, end = text.partition("/")
            self.former |= {"observed_period": text, name: None}
            return (start if name == "observed_from" else end or start).strip()
        if outer is tuple:
            return [self._single(name, each, get_args(annotation)[0]) for each in cells.parts(text)]
        if outer in {UnionType, Union}:
            annotation = next(each for each in get_args(annotation) if each is not type(None))
        return self._single(name, text, annotation)

    def _single(self, name: str, text: str, annotation: object) -> object:
        words = meanings(self._command, name, self._codes)
        if words:
            return cells.meaning(words, text)
        if annotation is bool:
            return cells.meaning(TRUTH, text)
        if annotation is UUID:
            return str(made_id(self._code, self._id_kind(name), cells.ref(text)))
        if annotation is int:
            if not cells.is_number(text):
                raise CellError("wrong-number", value=text)
            return int(text)
        if name == "coordinator":
            return pseudonym(self._code, "coordinator", cells.ref(text))
        if name == "municipalities":
            return _municipality(text)
        if FIELD_COLUMNS[name] in {"until", "valid_from"} and cells.day(text) is None:
            raise CellError("wrong-date", value=text)
        return text

    def _bands(self, name: str, text: str) -> dict[str, str]:
        """Return the groups with their bands; an exact number goes no further than this."""
        words = meanings(self._command, name, self._codes)
        pairs = (cells.group_and_number(each) for each in cells.parts(text))
        heads = {cells.meaning(words, group): number for group, number in pairs}
        self.former[name] = {group: int(number) for group, number in heads.items() if cells.is_number(number)}
        return {group: cells.band(number) for group, number in heads.items()}

    def _id_kind(self, name: str) -> str:
        if name == "target_id":
            return str(self.values.get("adapts_to", ""))
        return _ID_KINDS.get(name, name.removesuffix("_id"))


def _municipality(text: str) -> str:
    found = municipality_named(text)
    if found is None:
        raise CellError("unknown-municipality", value=text)
    return found.scb_code

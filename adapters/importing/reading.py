"""From a row to its command: which municipality, which day, which command with which fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from json import dumps
from types import UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID, uuid5

from pydantic import ValidationError

from adapters.i18n.catalogue import LANGUAGES
from adapters.importing.columns import FIELD_COLUMNS, MADE
from adapters.importing.phrases import IN_HISTORY, phrase
from adapters.importing.sheet import Params, SheetRow
from adapters.importing.words import TRUTH, band_meanings, folded, list_meanings, meanings
from domain.aggregates import AGGREGATES, RULES
from domain.contact.commands import AppointContact
from domain.errors import Refusal
from domain.messages import Command
from domain.places import County, Place, scope_code
from domain.scope import Scope
from domain.values import attendance_band
from workflows.reference import places
from workflows.reference.codes import Codes

IMPORTED = "imported-history"
NAMESPACE = UUID("0d9c4c1e-6c57-5f0b-8a52-3d1f2a6f7e90")
# Letters and a number: enough for a key of one's own, too little for a name.
_REF = re.compile(r"[a-zåäö]{1,12}[ -]?[0-9]{1,5}", re.IGNORECASE)
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_PARAGRAPH = re.compile(r"§\s*([0-9]{1,4})\s*$")
_ID_KINDS = {"to_assignment": "assignment", "addresses_findings": "finding"}


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row, and in which column; ``refusal`` where it is a rule that says no."""

    row: int
    column: str
    code: str
    params: Params = field(default_factory=dict)
    refusal: Refusal | None = None
    municipality: str = ""


@dataclass(frozen=True)
class PlannedRow:
    """A row as the command that it stands for.

    ``former_key``: the one that it had while sheets were read into exact numbers of people and periods as text.
    """

    number: int
    place: Place | County
    on: date
    command: Command
    reason: str
    key: str
    former_key: str


def made_id(code: str, kind: str, ref: str) -> UUID:
    """Return the id of what a sheet calls ``ref`` in a scope: the same at every import."""
    return uuid5(NAMESPACE, f"{code}/{kind}/{folded(ref)}")


@cache
def command_columns(command: type[Command]) -> Mapping[str, tuple[str, ...]]:
    """Return the columns that a command uses, each with the fields taken from it."""
    used: dict[str, tuple[str, ...]] = {}
    for name in command.model_fields:
        if name not in MADE:
            column = FIELD_COLUMNS[name]
            used[column] = (*used.get(column, ()), name)
    return used


@cache
def _phrases() -> dict[str, type[Command]]:
    worded = {folded(phrase(command, language)): command for language in LANGUAGES for command in IN_HISTORY}
    return worded | {folded(command.name): command for command in IN_HISTORY}


@cache
def _place_named(text: str) -> Place | None:
    named = {folded(each.name): each for county in places.counties() for each in places.municipalities(county.code)}
    return places.place(text) or named.get(folded(text).removesuffix(" kommun"))


@cache
def _scope_named(text: str) -> Place | County | None:
    counties = {folded(each.name): each for each in places.counties()}
    return places.county(text) or counties.get(folded(text)) or _place_named(text)


class _Wrong(Exception):
    """A fault on its way from where it is seen to where its column is known."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = params


class Reading:
    """One row while it is read; what is wrong gathers in ``errors``."""

    def __init__(self, row: SheetRow, codes: Codes, county: str) -> None:
        self._row = row
        self._codes = codes
        self._county = county
        self.errors: list[RowError] = []
        self.on = date.min
        self.code = ""
        self._command: type[Command] | None = None
        self._fields: dict[str, Any] = {}
        self._formerly: dict[str, Any] = {}
        self._reason = IMPORTED
        place = _scope_named(row.cells.get("municipality", ""))
        self._place = place
        if place:
            self.code = scope_code(place)
        for fault in row.faults:
            self._fault(fault.column, fault.code)
        if not self.errors:
            self._read()

    def _fault(self, column: str, code: str, **params: str | int) -> None:
        self.errors.append(RowError(self._row.number, column, code, params, None, self.code))

    def _read(self) -> None:
        cells = self._row.cells
        for column, code, found in (
            ("municipality", "unknown-municipality", self._place),
            ("date", "wrong-date", _day(cells.get("date", ""))),
            ("what", "unknown-event", _phrases().get(folded(cells.get("what", "")))),
        ):
            if column not in cells:
                self._fault(column, "missing")
            elif found is None:
                self._fault(column, code, value=cells[column])
        if self._place and _county_of(self._place) != self._county:
            self._fault("municipality", "outside-county", value=self._place.name)
        if self.errors:
            return
        self.on = date.fromisoformat(cells["date"])
        self._command = _phrases()[folded(cells["what"])]
        kind = AGGREGATES[self._command.aggregate].belongs_to
        if Scope.of(self.code).kind is not kind:
            self._fault("municipality", f"of-{kind}", what=self._command.name)
            return
        self._read_fields(self._command)
        if not self.errors:
            self._check(self._command)

    def _read_fields(self, command: type[Command]) -> None:
        used = command_columns(command)
        for column in self._row.cells:
            if column not in {"municipality", "date", "what", "reason", "source", *used}:
                self._fault(column, "unused", what=command.name)
        for column, names in used.items():
            text = self._row.cells.get(column, "")
            for name in names:
                try:
                    self._read_field(command, name, text)
                except _Wrong as wrong:
                    self._fault(column, wrong.code, **wrong.params)
        if "reason" not in used:
            self._read_reason(RULES[command].reason or "entry-reasons")

    def _read_reason(self, list_name: str) -> None:
        if text := self._row.cells.get("reason"):
            known = list_meanings(list_name, self._codes)
            if folded(text) in known:
                self._reason = known[folded(text)]
            else:
                self._fault("reason", "unknown-word", value=text)

    def _read_field(self, command: type[Command], name: str, text: str) -> None:
        info = command.model_fields[name]
        if name in {"dnr", "decision_ref"} and "paragraph" in command.model_fields:
            text = _PARAGRAPH.sub("", text).strip()
        if name == "paragraph":
            found = _PARAGRAPH.search(text)
            text = found[1] if found else ""
        if text:
            self._fields[name] = self._value(command, name, text)
        elif info.is_required() and not _is_own_id(command, name):
            raise _Wrong("missing")

    def _value(self, command: type[Command], name: str, text: str) -> object:
        annotation = command.model_fields[name].annotation
        outer = get_origin(annotation)
        if outer is dict:
            return self._bands(command, name, text)
        if FIELD_COLUMNS[name] == "period":
            start, _, end = text.partition("/")
            self._formerly |= {"observed_period": text, name: None}
            return (start if name == "observed_from" else end or start).strip()
        if outer is tuple:
            return [self._single(command, name, each, get_args(annotation)[0]) for each in _parts(text)]
        if outer in {UnionType, Union}:
            annotation = next(each for each in get_args(annotation) if each is not type(None))
        return self._single(command, name, text, annotation)

    def _single(self, command: type[Command], name: str, text: str, annotation: object) -> object:
        words = meanings(command, name, self._codes)
        if words:
            return _meant(words, text)
        if annotation is bool:
            return _meant(TRUTH, text)
        if annotation is UUID:
            return str(made_id(self.code, self._id_kind(name), _ref(text)))
        if annotation is int:
            if not _NUMBER.fullmatch(text):
                raise _Wrong("wrong-number", value=text)
            return int(text)
        if name == "coordinator":
            return f"p-{made_id(self.code, 'coordinator', _ref(text)).hex}"
        if name == "municipalities":
            return _municipality(text)
        if FIELD_COLUMNS[name] in {"until", "valid_from"}:
            if _day(text) is None:
                raise _Wrong("wrong-date", value=text)
            return text
        return text

    def _bands(self, command: type[Command], name: str, text: str) -> dict[str, str]:
        """Return the groups with their bands; an exact number goes no further than this."""
        words = meanings(command, name, self._codes)
        heads = {str(_meant(words, word)): said for word, said in (_pair(each) for each in _parts(text))}
        self._formerly[name] = {group: int(said) for group, said in heads.items() if _NUMBER.fullmatch(said)}
        return {group: _band(said) for group, said in heads.items()}

    def _id_kind(self, name: str) -> str:
        if name == "target_id":
            return str(self._fields.get("adapts_to", ""))
        return _ID_KINDS.get(name, name.removesuffix("_id"))

    def _check(self, command: type[Command]) -> None:
        """Have the command's own types judge the fields, with ids for those that the sheet gives none."""
        made = {name: str(UUID(int=0)) for name in _own_ids(command) if name not in self._fields}
        try:
            command.model_validate_json(dumps({**self._fields, **made, **self._person(command, "")}))
        except ValidationError as error:
            names = (str(each["loc"][0]) if each["loc"] else "" for each in error.errors())
            for column in dict.fromkeys(FIELD_COLUMNS.get(name, "") for name in names):
                self._fault(column, "wrong-value", value=self._row.cells.get(column, ""))

    def _person(self, command: type[Command], key: str) -> dict[str, str]:
        if command is not AppointContact:
            return {}
        ref = self._row.cells.get("ref", key)
        return {"person_ref": f"p-{made_id(self.code, 'person', ref).hex}"}

    @property
    def identity(self) -> str:
        """What makes the row itself, wherever in the sheet it stands."""
        return self._identity(self._fields)

    @property
    def former_identity(self) -> str:
        """What made it itself before: how a sheet that was imported then is known again."""
        fields = {**self._fields, **self._formerly}
        return self._identity({name: each for name, each in fields.items() if each is not None})

    def _identity(self, fields: Mapping[str, Any]) -> str:
        name = self._command.name if self._command else ""
        said = dumps(fields, sort_keys=True)
        return f"{self.code}/{self.on.isoformat()}/{name}/{said}/{self._reason}"

    def planned(self, key: str, former_key: str) -> PlannedRow:
        """Return the row as its command; an id that the sheet does not give is made from the row's key."""
        if self._command is None or self._place is None:
            raise ValueError(f"row {self._row.number} was not read")
        made = {
            name: str(made_id(self.code, name, key)) for name in _own_ids(self._command) if name not in self._fields
        }
        fields = {**self._fields, **made, **self._person(self._command, key)}
        command = self._command.model_validate_json(dumps(fields))
        return PlannedRow(
            self._row.number, self._place, self.on, command, self._reason, f"import-{key}", f"import-{former_key}"
        )


def _own_ids(command: type[Command]) -> Iterator[str]:
    """Yield the ids that the row's Ref names; without a Ref nothing can point at them, which may be well."""
    return (name for name in RULES[command].makes if name not in MADE)


def _is_own_id(command: type[Command], name: str) -> bool:
    return name in _own_ids(command)


def _parts(text: str) -> Sequence[str]:
    return [part for each in text.split(";") if (part := each.strip())]


def _ref(text: str) -> str:
    if not _REF.fullmatch(text):
        raise _Wrong("wrong-ref", value=text)
    return text


def _municipality(text: str) -> str:
    found = _place_named(text)
    if found is None:
        raise _Wrong("unknown-municipality", value=text)
    return found.scb_code


def _county_of(of: Place | County) -> str:
    return of.county_code if isinstance(of, Place) else of.code


def _meant(words: Mapping[str, Any], text: str) -> object:
    if folded(text) not in words:
        raise _Wrong("unknown-word", value=text.strip())
    return words[folded(text)]


def _pair(text: str) -> tuple[str, str]:
    word, colon, said = text.rpartition(":")
    if not colon:
        raise _Wrong("wrong-count", value=text)
    return word, said.strip()


def _band(text: str) -> str:
    """Return the band that a cell names, or in which its number falls."""
    if _NUMBER.fullmatch(text):
        return attendance_band(int(text))
    said = folded(text).replace("\N{EN DASH}", "-")
    if said not in band_meanings():
        raise _Wrong("wrong-count", value=text)
    return band_meanings()[said]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None

"""Form fields from a command's or an event's model, and what was typed back into values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from adapters.http.pages.naming import Details
from adapters.http.pages.visiting import Form, Visit
from adapters.i18n.wording import field_help, field_label
from adapters.i18n.words import Words
from domain.values import FirstDay, LastDay
from workflows.codes import code_fields

Kind = Literal["one", "many", "ordered", "lines", "bands", "date", "number", "truth", "text"]
_IN_ORDER = {"ordered_functions", "stages"}
_RADIOS = 4
_PLACES_IN_ORDER = 6
_LONGEST_NUMBER = 12


@dataclass(frozen=True)
class Shape:
    """How a model's field is filled in, and what its type alone lets one choose from."""

    kind: Kind
    options: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class FormField:
    """A field as the template shows it; ``values`` are as they were typed, right or wrong."""

    name: str
    kind: Kind
    label: str
    help: str
    required: bool
    options: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    bands: tuple[tuple[str, str], ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """The one value, empty where there is none."""
        return self.values[0] if self.values else ""

    @property
    def as_radio(self) -> bool:
        """Whether the choices are few enough to stand side by side."""
        return self.kind == "one" and self.required and 0 < len(self.options) <= _RADIOS

    @property
    def input_type(self) -> str:
        """The kind of input; plain text where another would throw away what was typed."""
        if self.kind == "date" and (not self.value or isinstance(as_day(self.value), date)):
            return "date"
        if self.kind == "number" and (not self.value or self.value.isdecimal()):
            return "number"
        return "text"

    @property
    def places(self) -> tuple[str, ...]:
        """The typed values in their order, and empty places after them."""
        return (*self.values, *[""] * max(_PLACES_IN_ORDER - len(self.values), 2))


def shape_of(name: str, info: FieldInfo, model: type[BaseModel]) -> Shape:
    """Return how a field is filled in."""
    optional = not info.is_required() or NoneType in get_args(info.annotation)
    if any(each in (FirstDay, LastDay) for each in get_args(info.annotation)):
        return Shape("text", (), optional)  # a month or a year is a good answer, and no picker of days takes it
    kind, options = _kind(name, _plain(info.annotation), has_list=name in code_fields(model))
    return Shape(kind, options, optional)


def _kind(name: str, inner: Any, *, has_list: bool) -> tuple[Kind, tuple[str, ...]]:  # noqa: ANN401 -- a type
    origin = get_origin(inner)
    if origin is Literal:
        return "one", tuple(str(each) for each in get_args(inner))
    if origin is dict:
        return "bands", _kind(name, _plain(get_args(inner)[1]), has_list=False)[1]
    if origin is tuple:
        part, options = _kind(name, _plain(get_args(inner)[0]), has_list=has_list)
        return ("lines" if part == "text" else "ordered" if name in _IN_ORDER else "many"), options
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return "one", tuple(each.value for each in inner)
    plain: Mapping[Any, Kind] = {bool: "truth", int: "number", date: "date", UUID: "one"}
    return plain.get(inner, "one" if has_list else "text"), ()


def _plain(annotation: Any) -> Any:  # noqa: ANN401 -- a type in, a type out
    """Return the type without what stands around it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return _plain(next(each for each in get_args(annotation) if each is not NoneType))
    return annotation


@dataclass(frozen=True)
class Filling:
    """Makes the fields of one form: from what may be chosen, what was typed, and what was wrong with it.

    ``prefix`` stands before the names of fields, so that two sets of them can share a form.
    """

    visit: Visit
    words: Words
    details: Details
    choices: Mapping[str, Sequence[str]]
    typed: Form
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    command: str | None = None
    prefix: str = ""

    def make(self, name: str, shape: Shape, model: type[BaseModel]) -> FormField:
        """Return one field of a model."""
        options = self._options(name, shape, model)
        sent = self.prefix + name
        values = tuple(self.typed.get(sent, ()))
        kind: Kind = "one" if shape.kind == "number" and options else shape.kind
        if kind == "one" and not shape.optional and len(options) == 1 and sent not in self.typed:
            values = (options[0],)
        chosen = {
            each.removeprefix(f"{sent}."): got[0]
            for each, got in self.typed.items()
            if each.startswith(f"{sent}.") and got
        }
        strangers = [each for each in (*values, *chosen) if each and each not in options]
        if kind in {"one", "many", "ordered", "bands"}:
            options = (*options, *dict.fromkeys(strangers))
        return FormField(
            sent,
            kind,
            field_label(name, self.visit.cat, self.command),
            field_help(name, self.visit.cat, self.command),
            not shape.optional and kind != "truth",
            tuple((each, self.label(name, each)) for each in options),
            values,
            tuple((each, self.words.show(name, each)) for each in shape.options) if kind == "bands" else (),
            chosen,
            tuple(self.errors.get(name, ())),
        )

    def chosen(self, name: str, shape: Shape, model: type[BaseModel], asked: Sequence[str]) -> tuple[str, ...]:
        """Return those of the asked values that the field may be filled with, each once."""
        options = self._options(name, shape, model)
        return tuple(each for each in dict.fromkeys(asked) if each in options)

    def label(self, name: str, value: str) -> str:
        """Return a choice as a reader sees it; what is not known, as it was typed."""
        return self.words.show("group_code" if name == "headcount_by_group" else name, value) or value

    def _options(self, name: str, shape: Shape, model: type[BaseModel]) -> tuple[str, ...]:
        if shape.kind == "bands":
            return self._groups()
        if name in self.choices:
            return tuple(self.choices[name])
        if shape.options:
            return shape.options
        if list_name := code_fields(model).get(name):
            return tuple(self.visit.codes.options(list_name))
        if name == "addresses_findings":
            return tuple(row.ref for row in self.details.get("finding", ()) if row.status != "closed")
        if name == "visit_id":
            return tuple(row.ref for row in self.details.get("visit", ()) if row.status == "planned")
        return ()

    def _groups(self) -> tuple[str, ...]:
        """Return the groups of the chosen session, or of every session that is planned."""
        chosen = self.typed.get("session_id", ())
        sessions = [row for row in self.details.get("session", ()) if row.status == "planned"]
        sessions = [row for row in sessions if row.ref in chosen] or sessions
        groups = dict.fromkeys(group for row in sessions for group in row.fields.get("groups", ()))
        return tuple(groups) or tuple(self.visit.codes.options("staff-groups"))


def as_day(text: str) -> date | str:
    """Return the day that was typed; what is none, in a form that no one takes for a number of seconds."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return f"?{text}"


def value_of(name: str, shape: Shape, form: Form) -> object | None:
    """Return what was typed into a field, for the model to judge; None where it was left empty."""
    given = [each.strip() for each in form.get(name, ()) if each.strip()]
    match shape.kind:
        case "truth":
            return bool(given)
        case "many" | "ordered":
            return tuple(given)
        case "lines":
            return tuple(line.strip() for each in given for line in each.splitlines() if line.strip())
        case "bands":
            prefix = f"{name}."
            sent = {each.removeprefix(prefix): got for each, got in form.items() if each.startswith(prefix)}
            return {group: got[0].strip() for group, got in sent.items() if got and got[0].strip()}
        case "date":
            return as_day(given[0]) if given else None
        case "one" | "number" | "text":
            return given[0] if given else None


def typed_of(value: object) -> tuple[str, ...]:
    """Return a value as it would have been typed."""
    match value:
        case None | False:
            return ()
        case True:
            return ("true",)
        case str() | int():
            return (str(value),)
        case list() | tuple():
            return tuple(str(getattr(each, "value", each)) for each in value)
        case _:
            return (str(value),)

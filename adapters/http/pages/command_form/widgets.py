"""How a model's fields are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from domain.aggregates import RULES
from domain.journey.commands import CompleteStep
from domain.messages import Command
from domain.periods import FirstDay, LastDay
from domain.support.commands import HoldVisit, RequestGuidance
from domain.values import Closed
from workflows.reference.codes import code_fields

Kind = Literal["one", "many", "ordered", "lines", "bands", "date", "number", "truth", "text", "prose", "fixed"]
_IN_ORDER = {"ordered_functions", "stages"}
# Clocks rest on these: whoever saves has chosen them, even where there is but one choice.
_CHOSEN: Mapping[type[Command], tuple[str, ...]] = {
    CompleteStep: ("outcome",),
    HoldVisit: ("functions_met",),
    RequestGuidance: ("urgency",),
}


@dataclass(frozen=True)
class Widget:
    """How a model's field is filled in, and what its type alone lets one choose from."""

    kind: Kind
    options: tuple[str, ...] = ()
    optional: bool = False


DAY = Widget("date")


def chosen_fields(command: type[Command]) -> tuple[str, ...]:
    """Return the fields in which nothing is chosen beforehand."""
    return _CHOSEN.get(command, ())


@cache
def widgets_of(command: type[Command]) -> Mapping[str, Widget]:
    """Return how a command's own fields are filled in; the ids of new things are not asked for."""
    fresh = RULES[command].makes if command is not HoldVisit else ()
    widgets = {name: widget_of(name, info, command) for name, info in command.model_fields.items() if name not in fresh}
    if command is HoldVisit:  # a visit need not have been planned
        widgets["visit_id"] = replace(widgets["visit_id"], optional=True)
    return widgets


def widget_of(name: str, info: FieldInfo, model: type[BaseModel]) -> Widget:
    """Return how a field is filled in."""
    optional = not info.is_required() or NoneType in get_args(info.annotation)
    if any(each in (FirstDay, LastDay) for each in get_args(info.annotation)):
        return Widget("text", (), optional)  # a month or a year is a good answer, and no picker of days takes it
    if Closed("published-text") in info.metadata:
        return Widget("prose", (), optional)
    kind, options = _kind(name, _plain(info.annotation), has_list=name in code_fields(model))
    return Widget(kind, options, optional)


def _kind(name: str, inner: Any, *, has_list: bool) -> tuple[Kind, tuple[str, ...]]:  # noqa: ANN401 -- a type
    origin = get_origin(inner)
    if origin is Literal:
        return "one", tuple(str(each) for each in get_args(inner))
    if origin is dict:
        return "bands", _kind(name, _plain(get_args(inner)[1]), has_list=False)[1]
    if name == "about_events":
        return "lines", ()  # ids of entries, of which there may be too many to choose from
    if origin is tuple:
        part, options = _kind(name, _plain(get_args(inner)[0]), has_list=has_list)
        return ("lines" if part == "text" else "ordered" if name in _IN_ORDER else "many"), options
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return "one", tuple(each.value for each in inner)
    plain: Mapping[Any, Kind] = {bool: "truth", int: "number", date: "date", UUID: "one"}
    return plain.get(inner, "one" if has_list else "text"), ()


def _plain(annotation: Any) -> Any:  # noqa: ANN401 -- a type in, a type out
    """Return the type without annotations and None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return _plain(next(each for each in get_args(annotation) if each is not NoneType))
    return annotation

"""Descriptions of commands' fields for the API's documentation, made from their types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from adapters.i18n.catalogue import catalogue
from adapters.i18n.wording import field_label
from domain.aggregates import RULES
from domain.messages import Command
from domain.values import Closed, CodeList

_DAY = "A day in Sweden, ISO 8601: YYYY-MM-DD"
_KINDS: Mapping[str, str] = {
    "code": "A code: small letters, digits and hyphens",
    "record-number": "A record number, such as `KS 2018/123`; never a name",
    "decision-paragraph": "A paragraph of the minutes, such as `§ 10`",
    "first-day": "A day, or a month or year for its first day, ISO 8601: `2018-03-01`, `2018-03` or `2018`",
    "last-day": "A day, or a month or year for its last day, ISO 8601: `2018-06-30`, `2018-06` or `2018`",
    "scb-code": "An SCB code of a municipality, such as `1784`",
    "programme-name": "A programme's name, with at least one word of four or more small letters; no digits",
    "published-text": "A text of 20 to 800 characters that may be published; never a name, number or address",
    "person-ref": "A random pseudonym, `p-` and 32 hexadecimal digits; never a name",
}
_TYPES: Mapping[object, str] = {
    date: _DAY,
    UUID: "A UUID",
    bool: "`true` or `false`",
    int: "A whole number",
}
_UNITS: Mapping[str, str] = {
    "size_band": "Unit: inhabitants",
    "estimated_headcount_band": "Unit: people",
    "headcount_by_group": "Unit: people, by bands; exact numbers are not taken",
    "to_workplaces_band": "Unit: workplaces",
    "meets_per_year": "Unit: meetings a year",
}
_OWN: Mapping[str, str] = {
    "target_event_id": "UUID of the entry: `event_id` in the trail",
    "correction": "The fields to replace, each by its name with its right value: a code, id, date, number or list",
}


def field_description(command: type[Command], name: str, *, fresh: bool) -> str:
    """Return a field's label, form and unit, and where its values come from; ``fresh``: a new thing's own id."""
    info, rules = command.model_fields[name], RULES[command]
    said = [field_label(name, catalogue("en")), _OWN.get(name) or _form(info.annotation, info.metadata)]
    said += [_UNITS[name]] if name in _UNITS else []
    if fresh:
        said.append("New: made from the Idempotency-Key when left out")
    elif name in rules.choices:
        said.append("One of its `choices` in `actions`")
    elif info.annotation is UUID and name not in _OWN:
        said.append("Of something recorded before: `actions` or the municipality's details name it")
    return " ".join(each if each.endswith("?") else f"{each}." for each in said)


def _form(annotation: Any, metadata: Sequence[object] = ()) -> str:  # noqa: ANN401 -- any type that a field can have
    for each in metadata:
        if isinstance(each, CodeList):
            return f"A code from the list `{each.name}`"
    for each in metadata:
        if isinstance(each, Closed):
            return _KINDS[each.kind]
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _form(parts[0], parts[1:])
    if origin in {Union, UnionType}:
        return _form(next(each for each in parts if each is not type(None)))
    if origin is tuple:
        return f"A list. Each: {_lowered(_form(parts[0]))}"
    if origin is dict:
        return f"By group. Each group: {_lowered(_form(parts[0]))}. For each: {_lowered(_form(parts[1]))}"
    if origin is Literal:
        return f"One of {', '.join(f'`{each}`' for each in parts)}"
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return f"One of {', '.join(f'`{each}`' for each in annotation)}"
    return _TYPES[annotation]


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]

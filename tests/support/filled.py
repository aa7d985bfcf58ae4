"""Every event with all of its fields filled, in two versions that differ in each of them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from domain.messages import Event
from workflows.reference.codes import code_fields, load_codes

ONE, OTHER = 0, 1
_CODES = load_codes()
# What a type alone does not tell, both ways.
_OWN: Mapping[str, tuple[object, object]] = {
    "question_set_version": (1, 2),
    "successor_of": (_CODES.options("organisations")[1], _CODES.options("organisations")[0]),
    "definition": ("five_steps.v1", "five_steps.v1"),
    "scb_code": ("X00001", "X00002"),
    "county_code": ("17", "17"),
    "name": ("Östra Provby", "Västra Provby"),
    "programme_name": ("Värna länet mot våldsbejakande extremism", "Bygga länet starkt mot extremism"),
    "text": ("Att bejaka våld för att nå ett politiskt mål.", "Att bruka våld för att förändra samhället."),
    "municipalities": (("1715",), ("1766",)),
    "rule_id": ("R2", "R7"),
    "rule_ids": (("R2",), ("R7",)),
    "command": ("action-plan.adopt-plan", "journey.complete-step"),
    "observed_from": (date(2024, 1, 1), date(2024, 3, 1)),
    "observed_until": (date(2024, 6, 30), date(2024, 9, 30)),
    "dnr": ("KS 2018/123", "KS 2019/456"),
    "decision_ref": ("KS 2018/123", "KS 2019/456"),
    "evidence": (("KS 2018/123",), ("KS 2019/456",)),
    "paragraph": ("§ 11", "§ 12"),
    "digest": ("1" * 64, "2" * 64),
    "person_ref": ("p-" + "1" * 32, "p-" + "2" * 32),
    "coordinator": ("p-" + "1" * 32, "p-" + "2" * 32),
}
_PLAIN: Mapping[object, tuple[object, object]] = {
    bool: (True, False),
    int: (2, 3),
    date: (date(2027, 3, 11), date(2027, 4, 12)),
}


def filled(kind: type[Event], ids: Mapping[str, tuple[UUID, UUID]], which: int = ONE) -> Event:
    """Return the event with every field filled, optional ones too; ``ids``: what its ids point at, by field."""
    return kind.model_validate({name: _value(kind, name, ids)[which] for name in kind.model_fields})


def _value(kind: type[Event], name: str, ids: Mapping[str, tuple[UUID, UUID]]) -> tuple[Any, Any]:
    if name in ids:
        return ids[name]
    if name in _OWN:
        return _OWN[name]
    list_name = code_fields(kind).get(name)
    return _of(kind.model_fields[name].annotation, _CODES.options(list_name) if list_name else [])


def _of(annotation: Any, codes: list[str]) -> tuple[Any, Any]:
    inner = _without_none(annotation)
    origin = get_origin(inner)
    if origin is Literal:
        options = get_args(inner)
        return options[0], options[min(1, len(options) - 1)]
    if origin is tuple:
        one, other = _of(get_args(inner)[0], codes)
        return (one,), (other,)
    if origin is dict:
        one, other = _of(get_args(inner)[1], [])
        return {codes[0]: one}, {codes[0]: other}
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        one, other, *_ = inner
        return one, other
    return (codes[0], codes[1]) if codes else _PLAIN[inner]


def _without_none(annotation: Any) -> Any:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _without_none(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return _without_none(next(each for each in get_args(annotation) if each is not NoneType))
    return annotation

"""No event can hold a person (R16): only closed types, and no field that a person would go into."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import pytest
from pydantic import BaseModel

from domain.aggregates import AGGREGATES, COMPANION_EVENTS
from domain.messages import TOPICS, Envelope, Message
from domain.people import Actor
from domain.values import Closed, Code, PlaceName, ProgrammeName

ABOUT_A_PERSON = re.compile(
    r"(^|_)(name|names|namn|phone|telephone|mobile|mail|email|address|street|birth|born|ssn|personal|personnummer|"
    r"pupil|student|client|suspect|member|members|relative|child|son|daughter|parent|text|note|comment|story|"
    r"description|title|url|file)(_|$)"
)
# A municipality and a programme have names, a definition its published words; a detachable note is known by its id.
EXCEPTIONS = {
    ("MunicipalityRegistered", "name"),
    ("ProgrammeEstablished", "programme_name"),
    ("DefinitionAdopted", "text"),
    ("Envelope", "note_ref"),
}
# The envelope's own: made by the engine or the client's library, never typed by anyone.
MADE_BY_THE_ENGINE = {"stream", "actor_ref", "command_id", "scope", "rests_on", "rule_versions"}
LEAVES = {bool, int, date, datetime, UUID, NoneType}


def faults(model: type[BaseModel]) -> Iterator[str]:
    """Yield each field that could hold a person, with what is wrong about it."""
    for name, field in model.model_fields.items():
        if ABOUT_A_PERSON.search(name) and (model.__name__, name) not in EXCEPTIONS:
            yield f"{model.__name__}.{name}: its name"
        if not (model is Envelope and name in MADE_BY_THE_ENGINE) and not closed(field.annotation, field.metadata):
            yield f"{model.__name__}.{name}: its type"


def closed(kind: object, metadata: Sequence[object] = ()) -> bool:
    """Return whether a type holds nothing but codes, days, numbers and ids."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return closed(parts[0], (*metadata, *parts[1:]))
    if origin is Literal:
        return all(isinstance(each, str) for each in parts)
    if origin in {Union, UnionType, tuple, dict} or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return all(closed(each) for each in parts if each is not Ellipsis)
    if kind is str:
        return any(isinstance(each, Closed) for each in metadata)
    return kind in LEAVES or (isinstance(kind, type) and issubclass(kind, StrEnum))


class Planted(Message):
    free: str
    phone: Code
    listed: tuple[str, ...]
    keyed: dict[str, int]
    anything: Any
    some: str | None = None
    actor: Actor
    number: float


class TestEvents:
    @pytest.mark.parametrize("topic", TOPICS)
    def test_can_hold_no_person(self, topic: str) -> None:
        assert AGGREGATES
        assert COMPANION_EVENTS

        assert list(faults(TOPICS[topic])) == []

    def test_are_recorded_in_an_envelope_that_can_hold_none(self) -> None:
        assert list(faults(Envelope)) == []

    def test_name_only_a_place_and_a_programme(self) -> None:
        named = {
            each.__name__ for each in TOPICS.values() for name in each.model_fields if name.rpartition("_")[2] == "name"
        }

        assert named == {"MunicipalityRegistered", "ProgrammeEstablished"}
        assert closed(PlaceName)
        assert closed(ProgrammeName)

    def test_that_could_would_be_found(self) -> None:
        assert list(faults(Planted)) == [
            "Planted.free: its type",
            "Planted.phone: its name",
            "Planted.listed: its type",
            "Planted.keyed: its type",
            "Planted.anything: its type",
            "Planted.some: its type",
            "Planted.actor: its type",
            "Planted.number: its type",
        ]

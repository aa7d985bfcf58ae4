"""No event can hold a person (R16): only closed types, and no field that a person would go into."""

import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import pytest
from pydantic import BaseModel

from domain.aggregates import AGGREGATES, COMPANION_EVENTS, RULES
from domain.free_text import FreeText, FreeTextRef
from domain.messages import COMMANDS, TOPICS, Command, Envelope, Message
from domain.people import Actor
from domain.published_text import ProgrammeName
from domain.scope import Scope
from domain.values import Channel, Closed, Code, PlaceName
from tests.support.people import COORDINATOR, HERE
from workflows.handling.act import Act

ABOUT_A_PERSON = re.compile(
    r"(^|_)(name|names|namn|phone|telephone|mobile|mail|email|address|street|birth|born|ssn|personal|personnummer|"
    r"pupil|student|client|suspect|member|members|relative|child|son|daughter|parent|text|note|comment|story|"
    r"description|title|url|file)(_|$)"
)
# A municipality and a programme have names, a definition its published words; what is found in an audit, and answered,
# is screened as these are. A detachable note is known by its id.
EXCEPTIONS = {
    ("MunicipalityRegistered", "name"),
    ("ProgrammeEstablished", "programme_name"),
    ("DefinitionAdopted", "text"),
    ("AuditFindingRaised", "text"),
    ("AuditFindingAnswered", "text"),
    ("Envelope", "note_ref"),
}
# The envelope's own: made by the engine or the client's library, never typed by anyone.
MADE_BY_THE_ENGINE = {"stream", "actor_ref", "command_id", "scope", "rests_on", "rule_versions"}
LEAVES = {bool, int, date, datetime, UUID, NoneType}
# A text that someone wrote: the commitment in an event, and in a command what serializes to it.
TEXTS = {FreeTextRef, FreeText}


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
    return kind in LEAVES | TEXTS or (isinstance(kind, type) and issubclass(kind, StrEnum))


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


SALT, OTHER_SALT = "0f" * 16, "1f" * 16
WORDS = "Anna Andersson called about her son"


class Noting(Command):
    name = "support.note"
    body: FreeText


class TestCommands:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_hold_no_text_but_what_serializes_to_a_commitment(self, name: str) -> None:
        fields = COMMANDS[name].model_fields

        assert COMMANDS[name] in RULES
        assert [each for each, info in fields.items() if not closed(info.annotation, info.metadata)] == []


class TestFreeText:
    def hashed(self, text: str, salt: str = SALT) -> str:
        body = FreeText(ref=UUID(int=7), text=text, salt=salt)
        return Act(Noting(body=body), Scope.of(HERE.scb_code), COORDINATOR, "key", Channel.API).request_hash

    def test_is_known_to_a_request_by_its_salted_commitment_alone(self) -> None:
        commitment = hmac.new(b"\x0f" * 16, WORDS.encode(), "sha256").hexdigest()
        body = f'{{"commitment":"{commitment}","ref":"{UUID(int=7)}"}}'
        asked = f'["support.note","{HERE.scb_code}",{{"body":{body}}},null,null,[]]'

        assert sha256(asked.encode()).hexdigest() == self.hashed(WORDS)

    def test_changes_the_request_when_it_or_its_salt_is_another(self) -> None:
        assert len({self.hashed(WORDS), self.hashed(f"{WORDS}."), self.hashed(WORDS, OTHER_SALT)}) == 3

    def test_becomes_the_field_of_an_event(self) -> None:
        body = FreeText(ref=UUID(int=7), text=WORDS, salt=SALT)
        kept = FreeTextRef.model_validate(body.model_dump())

        assert (body.ref, body.commitment) == (kept.ref, kept.commitment)
        assert list(faults(FreeTextRef)) == []

    def test_is_neither_serialized_nor_shown(self) -> None:
        command = Noting(body=FreeText(ref=UUID(int=7), text=WORDS, salt=SALT))
        told = f"{command!r} {command} {command.model_dump()} {command.model_dump_json()}"

        assert "Anna" not in told
        assert SALT not in told

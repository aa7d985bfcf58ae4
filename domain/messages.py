"""Commands, events and the envelope around each event; the one closed table from topic to class."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.calendar import SWEDEN
from domain.published_text import SourceReference
from domain.values import (
    Channel,
    Classification,
    Code,
    DefinitionVersion,
    Role,
    RuleId,
    kebab,
)


class Message(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


class Event(Message):
    """A fact, past tense, under a permanent topic (``aggregate.name.vN``).

    ``aggregate``: the one whose stream holds it, the topic's first part.
    """

    topic: ClassVar[str]
    aggregate: ClassVar[str]

    def __init_subclass__(cls, topic: str | None = None, **kwargs: Any) -> None:
        """Enter the class in the table of topics; a topic taken twice stops the import."""
        super().__init_subclass__(**kwargs)
        if topic is None:
            return
        if topic in TOPICS:
            raise TypeError(f"topic {topic} belongs to {TOPICS[topic].__qualname__} already")
        cls.topic, cls.aggregate = topic, topic.split(".", 1)[0]
        TOPICS[topic] = cls

    @property
    def classification(self) -> Classification:
        """Who may read it; an event that holds more than work progress says so itself."""
        return Classification.INTERNAL


TOPICS: dict[str, type[Event]] = {}


class Command(Message):
    """A wish, imperative; who wishes it and when travels around it, in ``Act``."""

    aggregate: ClassVar[str]
    name: ClassVar[str]

    def __init_subclass__(cls, aggregate: str | None = None, **kwargs: Any) -> None:
        """Enter the class in the table of commands under ``aggregate.name``."""
        super().__init_subclass__(**kwargs)
        if aggregate is None:
            return
        cls.aggregate = aggregate
        cls.name = f"{aggregate}.{kebab(cls.__name__)}"
        if cls.name in COMMANDS:
            raise TypeError(f"command {cls.name} exists already")
        COMMANDS[cls.name] = cls


COMMANDS: dict[str, type[Command]] = {}


class Envelope(Message):
    """What is recorded around every event, beside its place in the log."""

    event_id: UUID
    stream: str
    version: int
    recorded_at: datetime
    occurred_on: date
    actor_ref: str
    actor_role: Role
    on_behalf_of: Code | None = None
    command_id: str
    correlation_id: UUID
    causation_id: UUID | None = None
    reason: Code | None = None
    note_ref: UUID | None = None
    # Only what was imported has one: without it an event is stored as it was before there were any.
    source: Annotated[SourceReference | None, Field(exclude_if=lambda source: source is None)] = None
    rests_on: dict[str, int] = {}
    overrides: tuple[RuleId, ...] = ()
    process_version: DefinitionVersion
    rule_versions: dict[str, int] = {}
    channel: Channel
    scope: str
    classification: Classification
    schema_version: int = 1

    @property
    def instance(self) -> str:
        """The last part of the stream's name: what tells it from others where a scope has several."""
        return self.stream.rsplit("/", 1)[-1]

    @property
    def recorded_on(self) -> date:
        """The day it was entered, in Sweden."""
        return self.recorded_at.astimezone(SWEDEN).date()

    @property
    def is_late(self) -> bool:
        """Whether it was entered on a later day than it happened (C8)."""
        return self.occurred_on < self.recorded_on


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the log holds it: position in the log (0 while not yet appended), envelope, fact."""

    envelope: Envelope
    event: Event
    position: int = field(default=0)

    @property
    def topic(self) -> str:
        """The event's permanent name."""
        return self.event.topic

"""Events as bytes and back: the one form in which every store keeps them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Generic, TypeVar
from uuid import UUID

from eventsourcing.persistence import JSONTranscoder, Mapper, Notification, StoredEvent
from pydantic import ConfigDict, TypeAdapter

from adapters.serialization.upcasting import UPCASTERS, Upcasters, chain
from domain import aggregates  # noqa: F401 - importing it enters every event in the table
from domain.messages import TOPICS, Envelope, Event, Recorded
from workflows.streams import stream_id

E = TypeVar("E", bound=Event)


class UnknownTopic(LookupError):
    """A row names a topic that no event class has."""


class MisplacedEvent(ValueError):
    """A row's content says that it belongs to another stream, version or id."""


# What can go wrong with a row that was written otherwise, broken since, or written by a later version.
UNDECODED = (LookupError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True)
class PlacedEvent(StoredEvent):
    """A stored event with the columns that our log adds to the library's."""

    event_id: UUID
    recorded_at: datetime
    stream: str
    scope: str


# No model: to make one takes as long as to write what it says.
@dataclass(frozen=True)
class _State(Generic[E]):
    __pydantic_config__ = ConfigDict(extra="forbid")

    envelope: Envelope
    event: E


@cache
def _form(kind: type[Event]) -> TypeAdapter[_State[Event]]:
    return TypeAdapter(_State[kind])  # type: ignore[valid-type] # the class is known when a row names its topic


class FemstegMapper(Mapper[UUID]):
    """Turns what was recorded into compact JSON under its topic, and back, validated.

    A topic is looked up in the closed table of event classes: a row can never name code to import. One that was
    retired is read as what followed it; it is never written again.
    """

    def __init__(self, upcasters: Upcasters = UPCASTERS) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self._upcasters = upcasters

    def to_stored_event(self, domain_event: Recorded) -> PlacedEvent:  # type: ignore[override]
        """Return the event as a row; ValidationError if it could not be read back."""
        envelope, event = domain_event.envelope, domain_event.event
        form = _form(type(event))
        state = form.dump_json(_State(envelope, event))
        form.validate_json(state)
        return PlacedEvent(
            originator_id=stream_id(envelope.stream),
            originator_version=envelope.version,
            topic=event.topic,
            state=state,
            event_id=envelope.event_id,
            recorded_at=envelope.recorded_at,
            stream=envelope.stream,
            scope=envelope.scope,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:  # type: ignore[override]
        """Return the row as it was recorded, with its position where the row tells it.

        Raises UnknownTopic, MisplacedEvent, and ValidationError for a state that its class does not admit.
        """
        topic, state = self._upcast(stored_event.topic, stored_event.state)
        if topic not in TOPICS:
            raise UnknownTopic(topic)
        read = _form(TOPICS[topic]).validate_json(state)
        place = (stored_event.originator_id, stored_event.originator_version)
        if place != (stream_id(read.envelope.stream), read.envelope.version):
            raise MisplacedEvent(f"{read.envelope.stream} {read.envelope.version}")
        position = stored_event.id if isinstance(stored_event, Notification) else 0
        return Recorded(read.envelope, read.event, position)

    def _upcast(self, topic: str, state: bytes) -> tuple[str, bytes]:
        if topic not in self._upcasters:
            return topic, state
        recorded = json.loads(state)
        for upcaster in chain(topic, self._upcasters):
            topic, recorded["event"] = upcaster.topic, upcaster.change(recorded["event"])
        return topic, json.dumps(recorded).encode()

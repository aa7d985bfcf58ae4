"""Whether decisions hold what they rest on, over a whole log: what each event says it rested on was so before its act.

An act is what one append stored: events of the same actor and command that stand next to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.messages import Envelope
from workflows.streams import stream_id


@dataclass(frozen=True, slots=True)
class Grounds:
    """What one event says of the decision behind it; ``rests_on`` is None where the event cannot be read."""

    position: int
    event_id: UUID
    stream: str
    version: int
    act: tuple[str, str]
    rests_on: Mapping[str, int] | None

    @classmethod
    def of(cls, envelope: Envelope, position: int) -> Grounds:
        """Return what an event's envelope says."""
        act = (envelope.actor_ref, envelope.command_id)
        return cls(position, envelope.event_id, envelope.stream, envelope.version, act, envelope.rests_on)


@dataclass(frozen=True)
class Breach:
    """An event that rests on a version which the stream did not have: it said this one, None if it cannot be read.

    Each event also rests on its own stream, at the version before its own.
    """

    position: int
    event_id: UUID
    stream: str
    said: int | None
    was: int


def breaches(log: Iterable[Grounds]) -> Iterator[Breach]:
    """Yield the events, in the log's order from its first on, that rest on what was not so.

    A stream that the act itself wrote may be named by its version before the act or by the one that the act had
    reached. What is held at any time is a number for each stream.
    """
    versions: dict[int, int] = {}
    act: tuple[str, str] | None = None
    before: dict[int, int] = {}
    for each in log:
        if each.act != act:
            act, before = each.act, {}
        own = _key(each.stream)
        was = versions.get(own, 0)
        if each.rests_on is None:
            yield Breach(each.position, each.event_id, each.stream, None, was)
        elif was != each.version - 1:
            yield Breach(each.position, each.event_id, each.stream, each.version - 1, was)
        for name, said in (each.rests_on or {}).items():
            reached = versions.get(_key(name), 0)
            if said not in {reached, before.get(_key(name), reached)}:
                yield Breach(each.position, each.event_id, name, said, reached)
        before.setdefault(own, was)
        versions[own] = each.version


def _key(stream: str) -> int:
    """Return what a stream is held by: a third of the memory that its name would take."""
    return stream_id(stream).int

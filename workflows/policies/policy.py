"""The shape of a policy: given an event and what is known, then exactly these commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from domain.facts import State
from domain.messages import Command, Event, Recorded
from domain.standing import ItemKind, OpenItem

States = Mapping[type[State], State]


class Reading(Protocol):
    """A look at a municipality's streams."""

    def state(self, kind: type[State]) -> State:
        """Return the municipality's state of this kind."""


@dataclass(frozen=True)
class Reaction:
    """A command that an event leads to, with its reason."""

    command: Command
    reason: str | None = None


@dataclass(frozen=True)
class Issued:
    """A command that the system gives of itself, once for each key, and the event that it is caused by."""

    command: Command
    scb_code: str
    cause: UUID
    key: str
    reason: str | None = None
    correlation_id: UUID | None = None


@dataclass(frozen=True)
class Policy:
    """A decider over events: ``on`` which it decides, which states it ``reads``, and to what they lead."""

    name: str
    on: tuple[type[Event], ...]
    reads: tuple[type[State], ...]
    decide: Callable[[Event, States], Sequence[Reaction]]

    def reactions(self, recorded: Recorded, reading: Reading) -> Sequence[Reaction]:
        """Return the commands that the event leads to, in their order."""
        if not isinstance(recorded.event, self.on):
            return ()
        return self.decide(recorded.event, {kind: reading.state(kind) for kind in self.reads})

    def issued(self, recorded: Recorded, reading: Reading) -> list[Issued]:
        """Return the same as commands that the system gives of itself, after the event, under keys of their own."""
        envelope = recorded.envelope
        return [
            Issued(
                each.command,
                envelope.scope,
                envelope.event_id,
                f"{self.name}:{envelope.event_id}:{each.command.name}",
                each.reason,
                envelope.correlation_id,
            )
            for each in self.reactions(recorded, reading)
        ]


@dataclass(frozen=True)
class Timer:
    """A decider over open items and a day: the day after one of this kind was due, a command follows, once.

    The key names the event that opened the item and its due date: one that is moved falls due anew.
    """

    name: str
    kind: ItemKind
    command: Callable[[OpenItem], Command]

    @staticmethod
    def last_due(day: date) -> date:
        """Return the last due date that has passed on a day."""
        return day - timedelta(days=1)

    def due(self, items: Sequence[OpenItem], day: date) -> list[Issued]:
        """Return the commands that are to be given on that day, in the order of the items."""
        return [
            Issued(
                self.command(each),
                each.scb_code,
                UUID(each.event_id),
                f"{self.name}:{each.event_id}:{each.due_on.isoformat()}",
            )
            for each in items
            if each.kind == self.kind and each.due_on and each.due_on <= self.last_due(day)
        ]

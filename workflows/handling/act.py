"""An act: a command together with who wishes it, when it happened, why, and under which key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid5

from domain.aggregate import Aggregate
from domain.aggregates import AGGREGATES, RULES
from domain.canonical import canonical_json
from domain.decider import AnyRules
from domain.messages import Command
from domain.people import Actor
from domain.scope import Scope
from domain.values import Channel

_COMMANDS = UUID("4b7c0f0e-6a37-5d0a-8c54-9f0f6c1f2d83")
# Their keys are made by the engine itself, of ids and days alone.
_OF_ITS_OWN = frozenset({Channel.SYSTEM, Channel.IMPORT})


@dataclass(frozen=True)
class Override:
    """A rule to go past, and why."""

    rule_id: str
    reason: str


@dataclass(frozen=True)
class Act:
    """Everything that a decision is given about one request.

    ``occurred_on``: today when None. ``expected_versions``: those that the caller has seen, of which the stream must
    have one; None when it does not matter. ``causation_id``: the event that led to it, where the system acts of itself.
    ``source``: the document that an imported act rests on.
    """

    command: Command
    scope: Scope
    actor: Actor
    key: str
    channel: Channel
    occurred_on: date | None = None
    reason: str | None = None
    overrides: tuple[Override, ...] = ()
    expected_versions: frozenset[int] | None = None
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    source: str | None = None

    @property
    def aggregate(self) -> Aggregate:
        """The aggregate that the command speaks to."""
        return AGGREGATES[self.command.aggregate]

    @property
    def rules(self) -> AnyRules:
        """The rules that bind the command."""
        return RULES[type(self.command)]

    @property
    def stream(self) -> str:
        """The stream that the command speaks to; of a joint act the first member's."""
        return self.aggregate.stream_of(self.command, self.scope.parts[0].code)

    @property
    def command_id(self) -> str:
        """What the act's events have in common: made of its key, which can hold anything and stays out of the log."""
        if self.channel in _OF_ITS_OWN:
            return self.key
        return str(uuid5(_COMMANDS, f"{self.actor.ref}/{self.key}"))

    @property
    def request_hash(self) -> str:
        """SHA-256 over the canonical JSON of what is asked, so that a key used for another request is noticed.

        A free text is in it by its salted commitment alone (domain/free_text.py), so that it stays erasable.
        """
        asked = [
            self.command.name,
            self.scope.code,
            self.command.model_dump(mode="json"),
            self.occurred_on.isoformat() if self.occurred_on else None,
            self.reason,
            sorted((each.rule_id, each.reason) for each in self.overrides),
        ]
        return sha256(canonical_json(asked).encode()).hexdigest()

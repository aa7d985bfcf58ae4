"""An act: a command together with who wishes it, when it happened, why, and under which key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from json import dumps
from uuid import UUID

from domain.messages import Command
from domain.people import Actor
from domain.values import Channel
from workflows.streams import stream_name


@dataclass(frozen=True)
class Override:
    """A rule to go past, and why."""

    rule_id: str
    reason: str


@dataclass(frozen=True)
class Act:
    """Everything that a decision is given about one request.

    ``occurred_on``: today when None. ``expected_version``: the version of the stream that the caller has seen,
    None when it does not matter. ``causation_id``: the event that led to it, where the system acts of itself.
    """

    command: Command
    scb_code: str
    actor: Actor
    key: str
    channel: Channel
    occurred_on: date | None = None
    reason: str | None = None
    overrides: tuple[Override, ...] = ()
    expected_version: int | None = None
    correlation_id: UUID | None = None
    causation_id: UUID | None = None

    @property
    def stream(self) -> str:
        """The stream that the command speaks to."""
        assignment = getattr(self.command, "assignment_id", None)
        return stream_name(self.command.aggregate, self.scb_code, assignment)

    @property
    def request_hash(self) -> str:
        """SHA-256 over what is asked, so that a key used for another request is noticed."""
        asked = [
            self.command.name,
            self.scb_code,
            self.command.model_dump(mode="json"),
            self.occurred_on.isoformat() if self.occurred_on else None,
            self.reason,
            sorted((each.rule_id, each.reason) for each in self.overrides),
        ]
        return sha256(dumps(asked, sort_keys=True).encode()).hexdigest()

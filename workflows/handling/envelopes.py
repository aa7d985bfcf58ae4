"""Envelopes: what is recorded around every event of one act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.messages import Envelope, Event, Recorded
from domain.values import Classification
from workflows.handling.act import Act


@dataclass(frozen=True)
class Basis:
    """What one decision was made on, as its events record it.

    ``rests_on``: the versions that the streams it looked at had before the act. ``process_version``,
    ``rule_versions``: what judged. ``cause``: the event that led to it. ``classification``: of what it tells, where
    the events themselves cannot know.
    """

    process_version: str
    rule_versions: Mapping[str, int] = field(default_factory=dict)
    rests_on: Mapping[str, int] = field(default_factory=dict)
    overrides: tuple[str, ...] = ()
    reason: str | None = None
    cause: UUID | None = None
    classification: Classification | None = None


@dataclass(frozen=True)
class Envelopes:
    """What all envelopes of one act have in common."""

    act: Act
    recorded_at: datetime
    occurred_on: date
    correlation_id: UUID

    def around(
        self, event: Event, event_id: UUID, stream: str, version: int, scope_code: str, basis: Basis
    ) -> Recorded:
        """Return the event within its envelope, not yet placed in the log."""
        actor = self.act.actor
        return Recorded(
            Envelope(
                event_id=event_id,
                stream=stream,
                version=version,
                recorded_at=self.recorded_at,
                occurred_on=self.occurred_on,
                actor_ref=actor.ref,
                actor_role=actor.role,
                on_behalf_of=actor.on_behalf_of,
                command_id=self.act.command_id,
                correlation_id=self.correlation_id,
                causation_id=basis.cause,
                reason=basis.reason,
                source=self.act.source,
                rests_on=dict(basis.rests_on),
                overrides=basis.overrides,
                process_version=basis.process_version,
                rule_versions=dict(basis.rule_versions),
                channel=self.act.channel,
                scope=scope_code,
                classification=basis.classification or event.classification,
            ),
            event,
        )

"""Giving commands of the system's own: through the one path of all commands, each once."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import Rejected
from domain.people import Actor
from domain.scope import Scope
from domain.values import Channel, Role
from workflows.handling.act import Act
from workflows.handling.handler import Handling
from workflows.policies.policy import Issued

# Nobody's pseudonym: what the system does of itself.
SYSTEM_ACTOR = Actor(ref=f"p-{'0' * 32}", role=Role.SYSTEM)


@dataclass(frozen=True)
class Issuing:
    """Someone who gives commands unasked: the system itself."""

    handling: Handling
    channel: Channel = Channel.SYSTEM
    actor: Actor = SYSTEM_ACTOR

    def issue(self, issued: Issued) -> bool:
        """Give a command; return whether it was accepted, now or earlier, and not refused by a rule.

        Raises what stood between us and the log: whether it was given is then unknown, and the key lets it be repeated.
        """
        act = Act(
            issued.command,
            Scope.of(issued.scb_code),
            self.actor,
            issued.key,
            self.channel,
            reason=issued.reason,
            correlation_id=issued.correlation_id,
            causation_id=issued.cause,
        )
        try:
            self.handling.handle(act)
        except Rejected:
            return False
        return True

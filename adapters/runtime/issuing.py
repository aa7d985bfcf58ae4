"""What consumers that issue commands share: policies, by events, and timers, by the day. Each command is issued once.

The follower's own thread finds out whether anything is to be issued, and leaves the issuing to a thread of the process:
commands take their time, and views are not to wait for them. What makes a command once is its key, kept in its receipt
beside the events that came of it. A position only saves work: it moves when the commands were handled, and whatever is
handled again after a kill meets its own receipt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from adapters.runtime import diagnostics
from projections.engine.log import Subscription
from projections.engine.rows import Parked
from workflows.policies.policy import Issued

Issue = Callable[[Issued], bool]


class Tracking(Protocol):
    """Where positions of processes are kept, and what they have set aside."""

    def check(self, of: Subscription) -> None:
        """Make sure that the position is one of this log. Raises WrongLog."""

    def position(self, of: Subscription) -> int:
        """Return how far it has come."""

    def move(self, of: Subscription, to: int, event_id: str | None = None) -> None:
        """Keep how far it has come, and the id of the last event that it handled itself."""

    def park(self, of: Subscription, event: Parked) -> None:
        """Set an event aside."""

    def parked(self, of: Subscription) -> list[Parked]:
        """Return what is set aside."""


def issue_and_log(name: str, issue: Issue, command: Issued) -> None:
    """Issue a command, and say in the log whether a rule refused it."""
    accepted = issue(command)
    event = "command_issued" if accepted else "command_refused"
    diagnostics.logger().info(event, consumer=name, command=command.command.name)

"""How processes that run the same consumers come to terms: who leads, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Leading(Protocol):
    """Which consumers this process runs."""

    def leads(self, name: str) -> bool:
        """Whether this process leads the consumer, which it then does until it ends or loses its connection."""

    def term(self) -> int:
        """Return a number that changes with the connection: what was found out before it is to be looked at anew."""

    def led(self) -> frozenset[str]:
        """Return the names of the consumers that this process leads."""

    def release(self, name: str) -> None:
        """Let another process lead the consumer."""

    def close(self) -> None:
        """Let others lead."""


class Notifications(Protocol):
    """How processes tell one another that something was appended."""

    def start(self, heard: Callable[[], None]) -> None:
        """Begin to listen."""

    def notify(self) -> None:
        """Tell the others."""

    def stop(self) -> None:
        """End."""

"""What a verification is: of what, how far it has come, and what it found; nothing of it names a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

Kind = Literal["decisions", "projections"]
State = Literal["waiting", "running", "holds", "fails", "unfinished"]

# In the order in which they are verified.
KINDS: tuple[Kind, ...] = ("decisions", "projections")
# What is kept of one that found much: whoever wants all asks the command line.
MOST_FINDINGS = 20
KEPT_OF_A_KIND = 50
# What is found where the views were not made from the log that lies beside them, so that nothing can be compared.
ANOTHER_LOG = "another-log"


@dataclass(frozen=True)
class Finding:
    """A place where something is not so: its position in the log, in which view and municipality, and what it is."""

    position: int
    code: str
    view: str | None = None
    scope: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What a verification came to: up to which position, of how many rows or events, how much is not so, and where."""

    position: int
    checked: int
    breaches: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Verification:
    """One verification; ``actor_ref`` and ``role`` are None where it was asked for on the command line."""

    run_id: UUID
    kind: Kind
    actor_ref: str | None
    role: str | None
    version: str
    asked_at: datetime
    began_at: datetime | None
    progress: int
    ended_at: datetime | None
    outcome: Outcome | None
    is_alive: bool

    @property
    def state(self) -> State:
        """How it stands."""
        if self.outcome:
            return "fails" if self.outcome.breaches else "holds"
        if not self.is_alive:
            return "unfinished"
        return "running" if self.began_at else "waiting"

    @property
    def took(self) -> timedelta | None:
        """How long it took, None where it has not ended."""
        return self.ended_at - self.began_at if self.ended_at and self.began_at else None


class UnderWay(Exception):
    """Somebody verifies already; one at a time is enough for a database."""

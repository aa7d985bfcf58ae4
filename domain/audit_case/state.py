"""An audit case as the rules see it, and what it opens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.audit_case.events import (
    AuditCaseClosed,
    AuditCaseOpened,
    AuditFindingRaised,
    SampleDrawn,
)
from domain.facts import State
from domain.messages import Event


@dataclass(frozen=True)
class AuditCase(State):
    """What the case looks into, whether it was closed, and the ids of its findings and samples."""

    scope: AuditCaseOpened | None = None
    closed: bool = False
    findings: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()

    def is_open(self, day: date) -> bool:
        """Whether the case is open on a day: begun, not closed, and not past its last day."""
        return self.scope is not None and not self.closed and day <= self.scope.ends_on


def evolve(state: AuditCase, event: Event, on: date) -> AuditCase:
    """Return the case after one more event."""
    match event:
        case AuditCaseOpened():
            return replace(state, opened_on=on, scope=event)
        case AuditCaseClosed():
            return replace(state, closed=True)
        case AuditFindingRaised(audit_finding=finding):
            found = (*state.findings, str(finding))
            return replace(state, findings=found, since=state.began(on, finding))
        case SampleDrawn(sample_id=sample):
            return replace(state, samples=(*state.samples, str(sample)))
        case _:  # an answer: no rule asks about it
            return state

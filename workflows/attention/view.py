"""What reasons for attention are found from: a municipality's standing, the definition that judges it, and a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.process import ProcessDefinition
from domain.standing import Standing
from domain.values import Step
from workflows.attention.reason import Attention, Severity

SOON = timedelta(days=30)


@dataclass(frozen=True)
class View:
    """One municipality on one day."""

    standing: Standing
    definition: ProcessDefinition
    day: date

    def found(
        self,
        reason: str,
        severity: Severity,
        since: date,
        step: Step | None = None,
        events: tuple[str, ...] = (),
        **params: str | int,
    ) -> Attention:
        """Return a reason."""
        named = {"step": step.value, **params} if step else params
        return Attention(self.standing.scb_code, reason, severity, since, named, step, events)

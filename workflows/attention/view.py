"""What reasons for attention are found from: a municipality's standing, the definition that judges it, and a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.process import ProcessDefinition
from domain.standing import Standing
from domain.values import Step
from workflows.attention.reason import Attention, Limit, Severity

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Start:
    """The day that something is counted from, and the events that say so."""

    on: date
    events: tuple[str, ...] = ()


def plan_looked_over(standing: Standing) -> Start | None:
    """Return when the plan was settled, or reviewed where that came later; None where it never was settled."""
    settled, reviewed = standing.plan_settled_on, standing.plan_reviewed_on
    if settled and reviewed and reviewed > settled:
        return Start(reviewed, standing.behind("plan_review"))
    return Start(settled, standing.behind("plan")) if settled else None


@dataclass(frozen=True)
class View:
    """One municipality on one day."""

    standing: Standing
    definition: ProcessDefinition
    day: date

    @property
    def joined(self) -> Start:
        """When the municipality became a member."""
        return Start(self.standing.joined_on or self.day, self.standing.behind("membership"))

    def found(
        self,
        reason: str,
        severity: Severity,
        start: Start,
        step: Step | None = None,
        *,
        limit: Limit | None = None,
        last_day: date | None = None,
        variant: str = "",
        params: Mapping[str, str | int] | None = None,
    ) -> Attention:
        """Return a reason; it is worded with its limit, and with its last day as its ``date`` where it has no other."""
        named: dict[str, str | int] = {"step": step.value} if step else {}
        named |= limit.params if limit else {}
        named |= {"date": last_day.isoformat()} if last_day else {}
        return Attention(
            self.standing.scb_code,
            reason,
            severity,
            start.on,
            {**named, **(params or {})},
            step,
            start.events,
            limit=limit,
            last_day=last_day,
            variant=variant,
        )

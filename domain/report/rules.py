"""When a report may be pinned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.aggregate import Aggregate
from domain.decider import CommandRules
from domain.facts import Facts, State
from domain.guards import fresh
from domain.messages import Event
from domain.report.commands import PinReport
from domain.report.events import ReportPinned
from domain.scope import ScopeKind
from domain.values import Role


@dataclass(frozen=True)
class Reports(State):
    """The ids of the reports that are pinned."""

    reports: frozenset[str] = frozenset()


def evolve(state: Reports, event: Event, on: date) -> Reports:  # noqa: ARG001 -- every aggregate's fold is given the day
    """Return the reports after one more event."""
    match event:
        case ReportPinned(report_id=report):
            return replace(state, reports=state.reports | {str(report)})
        case _:  # there is no other
            return state


def _pin(state: Reports, command: PinReport, _facts: Facts) -> list[Event]:
    fresh(str(command.report_id), state.reports, "report_id")
    return [ReportPinned(**command.model_dump())]


REPORT = Aggregate(
    "report",
    ScopeKind.COUNTY,
    Reports(),
    evolve,
    {
        # What is pinned is what the server has shown: its page alone makes the command, with the digest of that.
        PinReport: CommandRules(
            ReportPinned,
            _pin,
            roles=frozenset({Role.COORDINATOR, Role.MANAGER}),
            makes=("report_id",),
            needs=("L3",),
            in_history=False,
            has_address=False,
        ),
    },
)

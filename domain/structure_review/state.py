"""The structure review as the rules see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.facts import State
from domain.messages import Event
from domain.structure_review.events import (
    ExistingStructureIdentified,
    HostStructureChosen,
    NewGroupCreated,
    ResponsibilityOrdered,
    ReviewOpened,
)


@dataclass(frozen=True)
class StructureReview(State):
    """Structures known (id → whether it was there before), the host, the signals that are provided for."""

    structures: Mapping[str, bool] = field(default_factory=dict)
    has_working_network: bool = False
    host: str | None = None
    signals: frozenset[str] = frozenset()


def evolve(state: StructureReview, event: Event, on: date) -> StructureReview:
    """Return the review after one more event."""
    match event:
        case ReviewOpened():
            return replace(state, opened_on=on)
        case ExistingStructureIdentified():
            works = event.kind == "cross_sector_network" and event.functioning == "yes"
            return replace(
                state,
                structures={**state.structures, str(event.structure_id): True},
                has_working_network=state.has_working_network or works,
            )
        case NewGroupCreated():
            return replace(state, structures={**state.structures, str(event.structure_id): False})
        case HostStructureChosen():
            return replace(state, host=str(event.structure_id))
        case ResponsibilityOrdered():
            return replace(state, signals=state.signals | {event.signal_kind})
        case _:  # events that no rule asks about
            return state

"""The support as the rules see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.facts import State
from domain.messages import Event
from domain.support.events import (
    GuidanceDelivered,
    GuidanceRequested,
    NeedMet,
    NeedNoted,
    VisitHeld,
    VisitPlanned,
)


@dataclass(frozen=True)
class Support(State):
    """Open needs, unanswered requests (id → day asked) and visits (id → whether held)."""

    needs: frozenset[str] = frozenset()
    requests: Mapping[str, date] = field(default_factory=dict)
    request_ids: frozenset[str] = frozenset()
    visits: Mapping[str, bool] = field(default_factory=dict)


def evolve(state: Support, event: Event, on: date) -> Support:
    """Return the support after one more event."""
    match event:
        case VisitPlanned(visit_id=key):
            return replace(state, visits={**state.visits, str(key): False})
        case VisitHeld(visit_id=key, needs=needs):
            new = set(needs) - state.needs
            return replace(
                state,
                visits={**state.visits, str(key): True},
                needs=state.needs | new,
                since=state.began(on, *new),
            )
        case NeedNoted(need_code=need):
            return replace(state, needs=state.needs | {need}, since=state.began(on, need))
        case NeedMet(need_code=need):
            return replace(state, needs=state.needs - {need})
        case GuidanceRequested(request_id=key):
            return replace(
                state,
                requests={**state.requests, str(key): on},
                request_ids=state.request_ids | {str(key)},
                since=state.began(on, key),
            )
        case GuidanceDelivered(request_id=key):
            left = {each: asked for each, asked in state.requests.items() if each != str(key)}
            return replace(state, requests=left)
        case _:  # events that no rule asks about
            return state

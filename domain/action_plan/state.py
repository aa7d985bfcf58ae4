"""The action plan as the rules see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from domain.action_plan.events import (
    CommentReceived,
    MeasureAdded,
    MeasureDropped,
    MeasureResultRecorded,
    PlanAdopted,
    PlanDeclined,
    PlanIntegratedIn,
    PlanWorkOpened,
    ReferredForComment,
)
from domain.facts import State
from domain.messages import Event

Settled = Literal["adopted", "declined", "integrated"]


@dataclass(frozen=True)
class ActionPlan(State):
    """Whether it is worked on, how it was settled, its measures (id → whether in force) and who is to comment.

    ``turned_on``: the day on which work on it last began or was settled.
    """

    at_work: bool = False
    settled: Settled | None = None
    settled_on: date | None = None
    turned_on: date | None = None
    measures: Mapping[str, bool] = field(default_factory=dict)
    awaited: frozenset[str] = frozenset()


def evolve(state: ActionPlan, event: Event, on: date) -> ActionPlan:
    """Return the plan after one more event."""
    match event:
        case PlanWorkOpened():
            return replace(state, opened_on=state.opened_on or on, at_work=True, turned_on=on, awaited=frozenset())
        case PlanDeclined():
            return replace(state, at_work=False, settled="declined", settled_on=on, turned_on=on)
        case PlanAdopted():
            return replace(state, at_work=False, settled="adopted", settled_on=on, turned_on=on)
        case PlanIntegratedIn():
            return replace(state, at_work=False, settled="integrated", settled_on=on, turned_on=on)
        case MeasureAdded(measure_id=key):
            return replace(state, measures={**state.measures, str(key): True}, since=state.began(on, key))
        case MeasureDropped(measure_id=key):
            return replace(state, measures={**state.measures, str(key): False})
        case MeasureResultRecorded():
            return state
        case ReferredForComment(bodies=bodies):
            return replace(state, awaited=state.awaited | set(bodies), since=state.began(on, *bodies))
        case CommentReceived(body=body):
            return replace(state, awaited=state.awaited - {body})
        case _:  # events that no rule asks about
            return state

"""The journey as the rules see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from domain.facts import State
from domain.journey.events import (
    CycleOpened,
    JourneyOpened,
    JourneyPaused,
    JourneyResumed,
    MovedIntoEverydayWork,
    PauseEndReminded,
    StepBlocked,
    StepCompleted,
    StepReopened,
    StepStarted,
    StepUnblocked,
)
from domain.messages import Event
from domain.values import Step

Status = Literal["not_started", "in_progress", "achieved", "declined", "not_applicable"]


@dataclass(frozen=True)
class StepState:
    """Where one step stands in the current cycle."""

    status: Status = "not_started"
    started_on: date | None = None
    blocked: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether it was completed with any outcome."""
        return self.status in {"achieved", "declined", "not_applicable"}


_NOT_STARTED = StepState()


@dataclass(frozen=True)
class Journey(State):
    """The version of the process that it follows, the current cycle's steps, and since when it rests, if it does.

    ``paused_until``: how long it is expected to rest. ``reminded_of``: the last such day that was reminded of.
    """

    definition: str | None = None
    cycle: int = 0
    steps: Mapping[Step, StepState] = field(default_factory=dict)
    paused_on: date | None = None
    resumed_on: date | None = None
    paused_until: date | None = None
    reminded_of: date | None = None

    def step(self, step: Step) -> StepState:
        """Return where a step stands."""
        return self.steps.get(step, _NOT_STARTED)

    def with_step(self, step: Step, state: StepState, since: date | None = None) -> Journey:
        """Return the journey with one step standing otherwise, from a day where that matters."""
        changed = replace(self, steps={**self.steps, step: state})
        return replace(changed, since=self.began(since, step)) if since else changed


def evolve(state: Journey, event: Event, on: date) -> Journey:
    """Return the journey after one more event."""
    match event:
        case JourneyOpened(definition=definition, cycle=cycle):
            return replace(state, opened_on=on, definition=definition, cycle=cycle)
        case StepStarted(step=step):
            return state.with_step(step, replace(state.step(step), status="in_progress", started_on=on), on)
        case StepCompleted(step=step):
            return state.with_step(step, StepState(event.outcome, state.step(step).started_on), on)
        case StepReopened(step=step):
            return state.with_step(step, StepState("in_progress", state.step(step).started_on), on)
        case StepBlocked(step=step):
            return state.with_step(step, replace(state.step(step), blocked=True), on)
        case StepUnblocked(step=step):
            return state.with_step(step, replace(state.step(step), blocked=False))
        case JourneyPaused(expected_until=until):
            return replace(state, paused_on=on, paused_until=until, reminded_of=None)
        case JourneyResumed():
            return replace(state, paused_on=None, resumed_on=on, paused_until=None)
        case PauseEndReminded(expected_until=until):
            return replace(state, reminded_of=until)
        case MovedIntoEverydayWork():
            return state.with_step(Step.ONGOING_SUPPORT, StepState("in_progress", on))
        case CycleOpened(cycle=cycle):
            kept = {step: state.step(step) for step in Step if not step.is_renewed}
            return replace(state, cycle=cycle, steps=kept)
        case _:  # events that no rule asks about
            return state

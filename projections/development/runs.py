"""How long each step was in progress in each cycle, what stood in its way, and when the journey's clock stood still.

Days are kept, not counts: a pause that is entered late may have to do with any of them.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.journey import events as journey
from domain.journey.events import BlockCause
from domain.messages import Message, Recorded
from domain.municipality.events import MunicipalityJoined, MunicipalityLeft
from domain.standing import Pause, Period, StepStatus
from domain.values import Step
from projections.engine.rows import Row, Rows


class Obstacle(Message):
    """What stood in the way of a step; without an end: what still does."""

    from_day: date
    until: date | None = None
    cause: BlockCause


class ClockRow(Row):
    """The cycle that a municipality is in, its pauses and absences that are over, and since when one lasts."""

    table: ClassVar[str] = "development_clock"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)

    cycle: int = 1
    pauses: tuple[Pause, ...] = ()
    paused_on: date | None = None
    left_on: date | None = None


class RunRow(Row):
    """A step in one cycle: its time in progress, or the last of them, and those before it.

    ``begun_by``, ``ended_by``: the ids of the events behind the ends of the last one. A step that an obstacle was met
    in before it began is one that has not started: its time begins with the start.
    """

    table: ClassVar[str] = "development_runs"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "cycle", "step")

    cycle: int
    step: str
    status: StepStatus
    since: date
    until: date | None = None
    earlier: tuple[Period, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    begun_by: str
    ended_by: str | None = None


def project(rows: Rows, recorded: Recorded) -> None:
    """Enter what the event changes in the clock of the journey or of a step."""
    scope, on = recorded.envelope.scope, recorded.envelope.occurred_on
    clock = rows.get(ClockRow, scope) or ClockRow(scb_code=scope)
    match recorded.event:
        case journey.JourneyOpened(cycle=cycle) | journey.CycleOpened(cycle=cycle):
            rows.put(clock.model_copy(update={"cycle": cycle}))
        case journey.JourneyPaused():
            rows.put(clock.model_copy(update={"paused_on": clock.paused_on or on}))
        case journey.JourneyResumed() if clock.paused_on:
            rows.put(clock.model_copy(update={"paused_on": None, "pauses": _rested(clock, clock.paused_on, on)}))
        case MunicipalityLeft():
            rows.put(clock.model_copy(update={"left_on": on}))
        case MunicipalityJoined() if clock.left_on:
            rows.put(clock.model_copy(update={"left_on": None, "pauses": _rested(clock, clock.left_on, on)}))
        case journey.StepStarted(step=step):
            rows.put(_started(recorded, clock.cycle, step, rows.get(RunRow, scope, clock.cycle, step)))
        case (
            journey.StepCompleted(step=step)
            | journey.StepReopened(step=step)
            | journey.StepBlocked(step=step)
            | journey.StepUnblocked(step=step)
        ):
            run = rows.get(RunRow, scope, clock.cycle, step)
            rows.put(_changed(run or _met(recorded, clock.cycle, step), recorded))
        case _:  # the step that has no end is not measured
            pass


def _rested(clock: ClockRow, since: date, until: date) -> tuple[Pause, ...]:
    return (*clock.pauses, Pause(from_day=since, until=until))


def _met(recorded: Recorded, cycle: int, step: Step) -> RunRow:
    """Return a step that the event is the first of, though not its start."""
    return RunRow(
        scb_code=recorded.envelope.scope,
        cycle=cycle,
        step=step,
        status="not_started",
        since=recorded.envelope.occurred_on,
        begun_by=str(recorded.envelope.event_id),
    )


def _started(recorded: Recorded, cycle: int, step: Step, known: RunRow | None) -> RunRow:
    """Return a step in progress; of what stood in its way before, the days since then alone are of it."""
    run, on = _met(recorded, cycle, step), recorded.envelope.occurred_on
    obstacles = tuple(_since(each, on) for each in (known.obstacles if known else ()) if (each.until or on) >= on)
    return run.model_copy(update={"status": "in_progress", "obstacles": obstacles})


def _since(obstacle: Obstacle, on: date) -> Obstacle:
    return obstacle.model_copy(update={"from_day": max(obstacle.from_day, on)})


def _changed(run: RunRow, recorded: Recorded) -> RunRow:
    event, on, by = recorded.event, recorded.envelope.occurred_on, str(recorded.envelope.event_id)
    match event:
        case journey.StepCompleted():
            if run.status == "not_started":  # it was decided to do nothing in it
                run = _started(recorded, run.cycle, Step(run.step), run)
            ended = {"status": event.outcome, "until": on, "ended_by": by}
            return run.model_copy(update={**ended, "obstacles": _overcome(run, on)})
        case journey.StepReopened():
            return _reopened(run, on, by)
        case journey.StepBlocked():
            obstacle = Obstacle(from_day=on, cause=event.cause_code)
            return run.model_copy(update={"obstacles": (*_overcome(run, on), obstacle)})
        case _:  # unblocked
            return run.model_copy(update={"obstacles": _overcome(run, on)})


def _reopened(run: RunRow, on: date, by: str) -> RunRow:
    """Return a step in progress again: the time that it took so far is one of those before."""
    opened = {"status": "in_progress", "until": None, "ended_by": None}
    if run.until is None:
        return run.model_copy(update=opened)
    earlier = (*run.earlier, Period(from_day=run.since, until=run.until))
    return run.model_copy(update={**opened, "earlier": earlier, "since": on, "begun_by": by})


def _overcome(run: RunRow, on: date) -> tuple[Obstacle, ...]:
    return tuple(each if each.until else each.model_copy(update={"until": on}) for each in run.obstacles)

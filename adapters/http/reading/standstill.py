"""How long steps take, and where one that is under way stands still (G7): pauses and waiting for decisions apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median, quantiles
from typing import Literal

from adapters.http.reading.county import overview
from adapters.http.reading.reading import Reading
from adapters.http.reading.standing import MatrixRow
from adapters.http.reading.trail import TrailFilter, trail
from domain.journey.events import JourneyPaused, StepBlocked
from domain.standing import Pause, days_rested
from domain.values import Step
from projections.development import DEVELOPMENT
from projections.development.runs import ClockRow, RunRow
from projections.engine.views import EVERY_ROW, Query
from workflows.attention.clocks import days_in_step, due_on
from workflows.attention.reason import Attention

STEPS: tuple[Step, ...] = tuple(step for step in Step if step.is_renewed)
# Below so many there is no middle half to speak of.
FEWEST = 4
_AWAITED = "awaiting-decision"
_MOST = 10_000

State = Literal["blocked", "overdue", "paused", "running"]
# Of one step: how often it was closed, and what its days of rest and of waiting for a decision follow from.
TimesFact = Literal["finished", "paused", "waited"]
_TOPICS: Mapping[TimesFact, str] = {"paused": JourneyPaused.topic, "waited": StepBlocked.topic}


@dataclass(frozen=True)
class Times:
    """How many days a step was in progress, and how many it rested beside these; ``waited``: for a decision."""

    days: int
    paused: int
    waited: int


@dataclass(frozen=True)
class Finished:
    """A step that was closed, in whichever way, in one cycle of a municipality."""

    scb_code: str
    cycle: int
    times: Times
    ended_on: date
    events: tuple[str, ...]


@dataclass(frozen=True)
class UnderWay:
    """A step that is in progress; ``due``: by when it is to be closed, ``reasons``: why it needs attention.

    ``states``: all that it is, the gravest first; one that rests is nothing else.
    """

    row: MatrixRow
    times: Times
    states: tuple[State, ...]
    target: int | None
    due: date | None
    reasons: tuple[Attention, ...]

    @property
    def state(self) -> State:
        """What it is first of all."""
        return self.states[0]


@dataclass(frozen=True)
class StepTimes:
    """One step everywhere: those under way in alphabetical order (R14), and the target days that hold for them."""

    step: Step
    finished: tuple[Finished, ...]
    under_way: tuple[UnderWay, ...]
    targets: tuple[int, ...]

    @property
    def median(self) -> float | None:
        """The days that half of the finished ones took at most, None where there are none."""
        return median(self._days) if self._days else None

    @property
    def middle(self) -> tuple[float, float] | None:
        """The days between which the middle half of the finished ones lies, None where they are few."""
        if len(self._days) < FEWEST:
            return None
        lower, _, upper = quantiles(self._days, n=4, method="inclusive")
        return lower, upper

    @property
    def paused(self) -> int:
        """How many days of rest there were beside those, of finished ones and those under way together."""
        return sum(each.paused for each in self.all_times)

    @property
    def waited(self) -> int:
        """How many of the days in progress were spent waiting for a decision."""
        return sum(each.waited for each in self.all_times)

    @property
    def all_times(self) -> list[Times]:
        """The times of the finished ones and of those under way."""
        return [*(each.times for each in self.finished), *(each.times for each in self.under_way)]

    @property
    def _days(self) -> list[int]:
        return [each.times.days for each in self.finished]


def standstill(reading: Reading, county: str, day: date) -> list[StepTimes]:
    """Return how long the steps that end take, and which are under way, as far as the person may see them."""
    rows = {each.standing.scb_code: each for each in overview(reading, county, day).rows if not each.anonymous}
    clocks = {row.scb_code: row for row in reading.select(DEVELOPMENT, Query(ClockRow, limit=EVERY_ROW), ClockRow)}
    runs = [row for row in reading.select(DEVELOPMENT, Query(RunRow, limit=EVERY_ROW), RunRow) if row.scb_code in rows]
    return [
        _step_times(reading, step, rows, clocks, [each for each in runs if each.step == step], day) for step in STEPS
    ]


def behind_times(reading: Reading, county: str, day: date, step: Step, what: TimesFact) -> Sequence[str]:
    """Return the ids of the events behind a number of a step's times."""
    found = next((each for each in standstill(reading, county, day) if each.step is step), None)
    if found is None:
        return ()
    if what == "finished":
        return [each.events[-1] for each in found.finished]
    places = {each.scb_code for each in found.finished if getattr(each.times, what)}
    places |= {each.row.standing.scb_code for each in found.under_way if getattr(each.times, what)}
    asked = TrailFilter(
        county=county, topic=_TOPICS[what], step=step if what == "waited" else None, refusals=False, limit=_MOST
    )
    rows = [each for each in trail(reading, asked) if each.scb_code in places and not each.voided]
    return [each.event_id for each in rows if what == "paused" or each.standing_fields.get("cause_code") == _AWAITED]


def _step_times(
    reading: Reading,
    step: Step,
    rows: Mapping[str, MatrixRow],
    clocks: Mapping[str, ClockRow],
    runs: Sequence[RunRow],
    day: date,
) -> StepTimes:
    finished = [_finished(each, clocks[each.scb_code]) for each in runs if each.until]
    going = {each.scb_code: each for each in runs if each.cycle == rows[each.scb_code].standing.cycle}
    under_way = [
        _under_way(reading, row, step, _times(going[code], clocks[code], day), day)
        for code, row in rows.items()
        if code in going and _is_under_way(row, step)
    ]
    members = (row for row in rows.values() if row.standing.membership == "joined" and row.is_judged)
    targets = {reading.definition(row.standing.definition).step(step).target_days for row in members}
    return StepTimes(step, tuple(finished), tuple(under_way), tuple(sorted(each for each in targets if each)))


def _is_under_way(row: MatrixRow, step: Step) -> bool:
    return row.standing.membership == "joined" and row.standing.cell(step).status == "in_progress"


def _finished(run: RunRow, clock: ClockRow) -> Finished:
    ended = run.until or run.since
    events = tuple(each for each in (run.begun_by, run.ended_by) if each)
    return Finished(run.scb_code, run.cycle, _times(run, clock, ended), ended, events)


def _times(run: RunRow, clock: ClockRow, day: date) -> Times:
    """Return the days of all times in progress, those of rest apart."""
    resting = [Pause(from_day=clock.paused_on, until=date.max)] if clock.paused_on else []
    pauses = [*clock.pauses, *resting]
    spans = [*((each.from_day, each.until) for each in run.earlier), (run.since, run.until or day)]
    rested = [days_rested(pauses, since, until) for since, until in spans]
    waits = [(each.from_day, each.until or run.until or day) for each in run.obstacles if each.cause == _AWAITED]
    return Times(
        sum(max((until - since).days - rest, 0) for (since, until), rest in zip(spans, rested, strict=True)),
        sum(rested),
        sum(max((until - since).days - days_rested(pauses, since, until), 0) for since, until in waits),
    )


def _under_way(reading: Reading, row: MatrixRow, step: Step, times: Times, day: date) -> UnderWay:
    standing, target, due = row.standing, None, None
    if row.is_judged:
        definition = reading.definition(standing.definition)
        target, due = definition.step(step).target_days, due_on(standing, step, definition, day)
    days = days_in_step(standing, step, day)
    reasons = tuple(each for each in row.attention if each.step == step)
    counted = Times(times.days if days is None else days, times.paused, times.waited)
    return UnderWay(row, counted, tuple(_states(row, step, due, day)) or ("running",), target, due, reasons)


def _states(row: MatrixRow, step: Step, due: date | None, day: date) -> Iterator[State]:
    """Yield what a step is besides being under way, the gravest first."""
    if row.standing.is_paused:
        yield "paused"
        return
    if row.standing.cell(step).blocked_by:
        yield "blocked"
    if due and due < day:
        yield "overdue"

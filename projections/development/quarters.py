"""How a municipality stood at the end of each quarter, by what had happened then.

An event counts for the quarter of its day and for all later ones that are known, whenever it was entered. A row holds a
year, so that it does not grow with the history.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import ClassVar

from domain.journey import events as journey
from domain.messages import Event, Message, Recorded
from domain.municipality.events import MunicipalityJoined, MunicipalityLeft
from domain.standing import Membership, StepStatus
from domain.values import Step
from projections.engine.rows import Row, Rows

QUARTERS = range(1, 5)


class QuarterEnd(Message):
    """A municipality at the end of a quarter; a step that is not named has not begun."""

    membership: Membership = "outside"
    steps: dict[Step, StepStatus] = {}


class YearRow(Row):
    """The ends of a year's quarters."""

    table: ClassVar[str] = "development_years"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "year")

    year: int
    quarters: tuple[QuarterEnd, ...]


class SpanRow(Row):
    """The first and the last year that something happened in."""

    table: ClassVar[str] = "development_span"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)

    first: int
    last: int


def end_of(year: int, quarter: int) -> date:
    """Return the last day of a quarter."""
    following = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return following - timedelta(days=1)


def project(rows: Rows, recorded: Recorded) -> None:
    """Enter what the event changes in the ends of its quarter and of the later ones."""
    change, scope, day = _change(recorded.event), recorded.envelope.scope, recorded.envelope.occurred_on
    if change is None:
        return
    for year in range(day.year, _spanned(rows, scope, day.year) + 1):
        row = rows.get(YearRow, scope, year)
        ends = row.quarters if row else ()
        after = tuple(
            change(each) if end_of(year, quarter) >= day else each for quarter, each in zip(QUARTERS, ends, strict=True)
        )
        rows.put(YearRow(scb_code=scope, year=year, quarters=after))


def _spanned(rows: Rows, scope: str, year: int) -> int:
    """Let there be rows for a year and for all between it and those known; return the last one's."""
    span = rows.get(SpanRow, scope) or SpanRow(scb_code=scope, first=year, last=year - 1)
    before, last = QuarterEnd(), rows.get(YearRow, scope, span.last)
    for earlier in range(year, span.first):
        rows.put(YearRow(scb_code=scope, year=earlier, quarters=(before,) * 4))
    for later in range(span.last + 1, year + 1):
        rows.put(YearRow(scb_code=scope, year=later, quarters=(last.quarters[-1] if last else before,) * 4))
    wider = SpanRow(scb_code=scope, first=min(span.first, year), last=max(span.last, year))
    rows.put(wider)
    return wider.last


def _change(event: Event) -> Callable[[QuarterEnd], QuarterEnd] | None:
    """Return what an event makes of how a municipality stands, None for one that changes nothing of it."""
    match event:
        case MunicipalityJoined():
            return lambda end: end.model_copy(update={"membership": "joined"})
        case MunicipalityLeft():
            return lambda end: end.model_copy(update={"membership": "left"})
        case journey.CycleOpened():
            return _begun_anew
        case journey.StepStarted() | journey.StepReopened():
            return _moved(event.step, "in_progress")
        case journey.MovedIntoEverydayWork():
            return _moved(Step.ONGOING_SUPPORT, "in_progress")
        case journey.StepCompleted():
            return _moved(event.step, event.outcome)
        case _:  # pauses and obstacles leave a step where it is
            return None


def _begun_anew(end: QuarterEnd) -> QuarterEnd:
    return end.model_copy(update={"steps": {step: each for step, each in end.steps.items() if not step.is_renewed}})


def _moved(step: Step, status: StepStatus) -> Callable[[QuarterEnd], QuarterEnd]:
    return lambda end: end.model_copy(update={"steps": {**end.steps, step: status}})

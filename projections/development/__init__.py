"""How has the work developed? (G4, G7) How each quarter ended, how long each step took, and when steps moved.

The order of entering counts, as it does for the county: the last word on a step is the one that was entered last.
"""

from __future__ import annotations

from domain.journey import events as journey
from domain.messages import Recorded
from domain.municipality.events import MunicipalityJoined, MunicipalityLeft
from projections.development import moves, quarters, runs
from projections.development.moves import MoveRow
from projections.development.quarters import SpanRow, YearRow
from projections.development.runs import ClockRow, RunRow
from projections.engine.projection import Projection
from projections.engine.rows import Rows

HANDLED = (
    MunicipalityJoined,
    MunicipalityLeft,
    journey.JourneyOpened,
    journey.CycleOpened,
    journey.JourneyPaused,
    journey.JourneyResumed,
    journey.StepStarted,
    journey.StepCompleted,
    journey.StepReopened,
    journey.StepBlocked,
    journey.StepUnblocked,
    journey.MovedIntoEverydayWork,
)


def project(rows: Rows, recorded: Recorded) -> None:
    """Enter what the event changes in the ends of quarters, in the clock of its step, and among the moves of steps."""
    quarters.project(rows, recorded)
    runs.project(rows, recorded)
    moves.project(rows, recorded)


DEVELOPMENT = Projection("development", 2, (SpanRow, YearRow, ClockRow, RunRow, MoveRow), project, HANDLED)

"""How much was entered for each month? (A5) The entries of a scope by the month in which they say that they happened.

Every entry counts once and stays: what was corrected has happened to the record, and so has its correction.
"""

from __future__ import annotations

from typing import ClassVar

from domain.messages import Recorded
from projections.engine.projection import Projection
from projections.engine.rows import Row, Rows

_NONE = (0,) * 12


class ActivityRow(Row):
    """The entries of a year, month by month; a row holds a year, so that it does not grow with the history."""

    table: ClassVar[str] = "activity_years"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "year")

    year: int
    months: tuple[int, ...]


def project(rows: Rows, recorded: Recorded) -> None:
    """Count the entry; a refused command changed nothing."""
    if recorded.event.aggregate == "audit":
        return
    scope, day = recorded.envelope.scope, recorded.envelope.occurred_on
    row = rows.get(ActivityRow, scope, day.year)
    months = row.months if row else _NONE
    counted = (*months[: day.month - 1], months[day.month - 1] + 1, *months[day.month :])
    rows.put(ActivityRow(scb_code=scope, year=day.year, months=counted))


ACTIVITY = Projection("activity", 1, (ActivityRow,), project, refolds=False)

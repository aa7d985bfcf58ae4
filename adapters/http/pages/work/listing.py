"""All that "my work" lists, kept for a person for as long as nothing changes: much may wait in a large county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.http.pages.cut import cut
from adapters.http.pages.work.ahead import Ahead, awaited, next_days
from adapters.http.pages.work.choices import Choices, choices
from adapters.http.pages.work.desk import Desk
from adapters.http.pages.work.rows import WorkRow
from workflows.attention.reason import Severity

# What nobody works through at one sitting, the gravest first; the rest is found by narrowing, and in the sheet.
MOST_ROWS = 100
MOST_AHEAD = 50


@dataclass(frozen=True)
class Listing:
    """What is shown of what waits, and how much of it there is; ``elsewhere``: where others are in charge."""

    rows: Sequence[WorkRow]
    more: int
    counts: Sequence[tuple[Severity, int]]
    choices: Choices
    elsewhere: int
    soon: Sequence[Ahead]
    soon_more: int
    awaited: Sequence[Ahead]
    awaited_more: int


def listing(desk: Desk) -> Listing:
    """Return what is listed of a desk."""
    visit = desk.visit
    if visit.moment.is_past:
        return _made(desk)
    # A person can come back with another role.
    about = (visit.actor, visit.visibility, visit.lang, visit.today, desk.wanted)
    return visit.reading.recent.answer("work", about, lambda: _made(desk))


def _made(desk: Desk) -> Listing:
    # The act of each row is judged: no more of them are made than are shown.
    first_ones, more = cut(desk.asked_for, MOST_ROWS)
    soon, soon_more = cut(next_days(desk.visit, desk.chosen), MOST_AHEAD)
    waited_for, awaited_more = cut(awaited(desk.visit, desk.chosen), MOST_AHEAD)
    return Listing(
        desk.rows(first_ones),
        more,
        desk.by_severity,
        choices(desk),
        desk.elsewhere,
        soon,
        soon_more,
        waited_for,
        awaited_more,
    )

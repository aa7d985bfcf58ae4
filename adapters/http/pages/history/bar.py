"""The bar of the whole history: how much was entered for each part of it, and where in it one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adapters.http.reading.activity import Activity, Month
from domain.calendar import add_months

# The graphic's height from its milestones to its axis, and its width.
WIDTH, TOP, BASE = 1000, 26, 76
_MOST_COLUMNS = 60
_GAP = 2.0
# How many months a column may hold: a month, a quarter, a year.
_SPANS = (1, 3, 12)
_YEAR_LABEL = 44


@dataclass(frozen=True)
class Column:
    """A part of the history: from when until when, how many entries were known then, and how many are now."""

    first: date
    last: date
    then: int
    now: int
    x: float
    width: float
    then_height: float
    now_height: float

    @property
    def then_y(self) -> float:
        """Where what was known then begins, from above."""
        return round(BASE - self.then_height, 1)

    @property
    def now_y(self) -> float:
        """Where all that is known begins, from above."""
        return round(BASE - self.now_height, 1)


@dataclass(frozen=True)
class Milestone:
    """A step that was finished: its number, where it lies, and whether the moment shown is after it."""

    number: int
    x: float
    is_reached: bool


@dataclass(frozen=True)
class Year:
    """Where a year begins."""

    x: float
    name: str


@dataclass(frozen=True)
class Bar:
    """The columns, ``months`` wide each, the years below them, the milestones above, and the moment shown."""

    months: int
    columns: tuple[Column, ...]
    years: tuple[Year, ...]
    milestones: tuple[Milestone, ...]
    here: float
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days the history has, the first one left out."""
        return (self.last - self.first).days


def bar_of(
    found: Activity, shown: date, today: date, finished: Sequence[tuple[int, date]], *, is_happened: bool
) -> Bar | None:
    """Return the bar up to today; None where nothing is known.

    ``finished``: the numbers of steps and the days on which they were. ``is_happened``: what was known then is all that
    is known, up to the month of the day that is shown.
    """
    if not found.now:
        return None
    first = date(*min(found.now), 1)
    months = (today.year - first.year) * 12 + today.month - first.month + 1
    span = next((each for each in _SPANS if months <= each * _MOST_COLUMNS), _SPANS[-1])
    first = date(first.year, (first.month - 1) // span * span + 1, 1)
    last = max(today, date(*max(found.now), 1))
    scale = WIDTH / max((last - first).days + 1, 1)

    def x_of(day: date) -> float:
        return round(min(max((day - first).days, 0) * scale, WIDTH), 1)

    parts = list(_parts(found, first, last, span, shown if is_happened else None))
    most = max(now for *_, now in parts)
    return Bar(
        span,
        tuple(
            Column(
                begin,
                end,
                then,
                now,
                x_of(begin),
                round(max(x_of(end + timedelta(days=1)) - x_of(begin) - _GAP, 1.0), 1),
                _height(then, most),
                _height(now, most),
            )
            for begin, end, then, now in parts
        ),
        tuple(_years(first, last, x_of)),
        tuple(Milestone(number, x_of(day), day <= shown) for number, day in finished),
        x_of(shown),
        first,
        last,
    )


def _height(count: int, most: int) -> float:
    """Return how high a column is; what is not nothing can be seen."""
    return round(max(count / max(most, 1) * (BASE - TOP), 1.5 if count else 0), 1)


def _parts(
    found: Activity, first: date, last: date, span: int, until: date | None
) -> Iterator[tuple[date, date, int, int]]:
    begin = first
    while begin <= last:
        following = add_months(begin, span)
        months: list[Month] = [(each.year, each.month) for each in (add_months(begin, n) for n in range(span))]
        known = [each for each in months if until is None or each <= (until.year, until.month)]
        yield (
            begin,
            min(following - timedelta(days=1), last),
            sum((found.then if until is None else found.now).get(each, 0) for each in known),
            sum(found.now.get(each, 0) for each in months),
        )
        begin = following


def _years(first: date, last: date, x_of: Callable[[date], float]) -> Iterator[Year]:
    """Yield the beginnings of years, as many as there is room for."""
    years = range(first.year, last.year + 1)
    every = max(1, -(-len(years) * _YEAR_LABEL // WIDTH))
    for year in years[::every]:
        yield Year(x_of(max(date(year, 1, 1), first)), str(year))

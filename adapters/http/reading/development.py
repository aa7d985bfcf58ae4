"""How the county stood at the end of each quarter, and how long steps took (G4, G7), as far as a person may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adapters.http.reading.reading import Reading
from domain.standing import Standing, StepStatus
from domain.values import Step
from projections.county import COUNTY, StandingRow
from projections.development import DEVELOPMENT
from projections.development.moves import MoveRow
from projections.development.quarters import QUARTERS, QuarterEnd, YearRow, end_of
from projections.engine.views import EVERY_ROW, Query

# Ten years: more columns could not be told apart.
MOST_QUARTERS = 40


@dataclass(frozen=True)
class Quarter:
    """The county at the end of a quarter, or on the day that is shown where it has not ended.

    ``joined``: how many municipalities were members; ``counts``: by step, how many of these stood where.
    """

    year: int
    number: int
    day: date
    joined: int
    counts: Mapping[Step, Mapping[StepStatus, int]]


@dataclass(frozen=True)
class Development:
    """Quarter by quarter from the first one with a member on; ``municipalities``: how many there are."""

    municipalities: int
    quarters: tuple[Quarter, ...]


def standings(reading: Reading, county: str) -> list[Standing]:
    """Return the county's municipalities by what the person may read of them."""
    asked = Query(StandingRow, equals=(("county_code", county),))
    # Of a past moment they are read once: to keep them would drive out what is asked for again.
    rows = (
        reading.select(COUNTY, asked, StandingRow)
        if reading.is_past
        else reading.recent.answer("standings", county, lambda: reading.select(COUNTY, asked, StandingRow))
    )
    return [row.standing for row in rows if reading.visibility.may_read(row.scb_code)]


def moves(reading: Reading, since: date, day: date) -> Mapping[str, Sequence[MoveRow]]:
    """Return which steps were begun and closed after a day and until another one, by municipality, whoever asks.

    What had happened by a day is what is known of it then, so that nothing need be folded for it.
    """
    known = reading.as_known()
    return reading.recent.answer("moves", (since, day, known.then), lambda: _moves(known, since, day))


def _moves(reading: Reading, since: date, day: date) -> Mapping[str, Sequence[MoveRow]]:
    after = since + timedelta(days=1)
    asked = Query(
        MoveRow, at_least=(("day", after),), at_most=(("day", day),), order=("day", "event_id"), limit=EVERY_ROW
    )
    found: dict[str, list[MoveRow]] = {}
    for row in reading.select(DEVELOPMENT, asked, MoveRow):
        found.setdefault(row.scb_code, []).append(row)
    return found


def development(reading: Reading, county: str, day: date) -> Development:
    """Return how the county stood at the end of each quarter up to a day, by what is known to have happened then."""
    known = standings(reading, county)
    of_years = _years(reading, {each.scb_code for each in known})
    found = [_quarter(year, number, day, of_years) for year, number in _quarters(of_years, day)]
    first = next((place for place, each in enumerate(found) if each.joined), len(found))
    return Development(len(known), tuple(found[first:][-MOST_QUARTERS:]))


def _years(reading: Reading, codes: set[str]) -> dict[str, dict[int, Sequence[QuarterEnd]]]:
    found: dict[str, dict[int, Sequence[QuarterEnd]]] = {}
    for row in reading.select(DEVELOPMENT, Query(YearRow, limit=EVERY_ROW), YearRow):
        if row.scb_code in codes:
            found.setdefault(row.scb_code, {})[row.year] = row.quarters
    return found


def _quarters(of_years: Mapping[str, Mapping[int, object]], day: date) -> Iterator[tuple[int, int]]:
    first = min((year for years in of_years.values() for year in years), default=day.year)
    for year in range(first, day.year + 1):
        yield from ((year, number) for number in QUARTERS if year < day.year or number <= (day.month + 2) // 3)


def _quarter(year: int, number: int, day: date, of_years: Mapping[str, Mapping[int, Sequence[QuarterEnd]]]) -> Quarter:
    ends = [_end(years, year, number) for years in of_years.values()]
    members = [each for each in ends if each.membership == "joined"]
    counts = {step: Counter(each.steps.get(step, "not_started") for each in members) for step in Step}
    return Quarter(year, number, min(end_of(year, number), day), len(members), counts)


def _end(years: Mapping[int, Sequence[QuarterEnd]], year: int, number: int) -> QuarterEnd:
    """Return how a municipality stood then: as at the end of the last year that is known, where nothing came since."""
    if year in years:
        return years[year][number - 1]
    last = max(years)
    return years[last][-1] if year > last else QuarterEnd()

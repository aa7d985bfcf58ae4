"""Where municipalities stand: each with what needs attention and the health of step 5, derived for the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from adapters.http.reading.changed import scopes_since
from adapters.http.reading.reading import Reading, one_of
from domain.journey.rules import JOURNEY
from domain.places import Place
from domain.standing import OpenItem, Standing
from projections.county import COUNTY, StandingRow
from projections.engine.views import EVERY_ROW, Query
from projections.registry import PROJECTIONS
from projections.work_queue import WORK_QUEUE, WaitingRow
from workflows.attention.attention import attention
from workflows.attention.clocks import Health, health
from workflows.attention.reason import Attention
from workflows.comparison.standings import Snapshot
from workflows.reference import places
from workflows.reference.reference import UnknownVersion

# What is counted of the reasons for attention.
WaitingFact = Literal["red", "amber", "overdue"]

_COUNTS: Mapping[WaitingFact, Callable[[Attention], bool]] = {
    "red": lambda each: each.severity == "red",
    "amber": lambda each: each.severity == "amber",
    "overdue": lambda each: each.reason == "step-overdue",
}


@dataclass(frozen=True)
class MatrixRow:
    """A municipality in the county matrix: its standing, what needs attention, the health of step 5.

    ``is_judged``: whether the version of the process that the journey follows is known here; else neither can be told.
    ``items``: what waits in it, also what is still to come.
    ``anonymous``: shown to another municipality's contact person as a peer of the same size, without its name.
    """

    standing: Standing
    attention: tuple[Attention, ...]
    health: Health | None
    labour_market_region: str | None
    is_judged: bool = True
    anonymous: bool = False
    items: tuple[OpenItem, ...] = ()

    @cached_property
    def snapshot(self) -> Snapshot:
        """The same as it is compared."""
        return Snapshot(self.standing, self.attention, self.health)

    @cached_property
    def waiting(self) -> Mapping[WaitingFact, Sequence[Attention]]:
        """What is counted of what needs attention, told apart once: a county's rows serve many pages."""
        return {name: [each for each in self.attention if counts(each)] for name, counts in _COUNTS.items()}


def municipality(reading: Reading, scb_code: str, day: date) -> MatrixRow | None:
    """Return one municipality's standing, None where there is none that the person may see."""
    if not reading.visibility.may_read(scb_code):
        return None
    return reading.kept(scb_code, "standing", day, lambda: _one(reading, scb_code, day))


def _one(reading: Reading, scb_code: str, day: date) -> MatrixRow | None:
    return next(iter(_judged(reading, day, scb_code)), None)


def everywhere(reading: Reading, day: date) -> Sequence[MatrixRow]:
    """Return all municipalities that something is known of, whoever asks."""
    known = reading.recent.answer(
        "everywhere",
        (day, reading.then),
        lambda: _read(reading, day),
        renew=lambda earlier: _renewed(reading, day, earlier),
    )
    return tuple(known.rows.values())


class _Known(NamedTuple):
    """Municipalities by their codes, with all that was recorded up to a position, and perhaps more."""

    position: int
    rows: Mapping[str, MatrixRow]


def _read(reading: Reading, day: date) -> _Known:
    position = reading.position()
    return _Known(position, {each.standing.scb_code: each for each in _judged(reading, day)})


def _renewed(reading: Reading, day: date, earlier: _Known) -> _Known:
    """Return the same with those read anew of which something was recorded since: the others' rows are as they were.

    So are all rows of the past.
    """
    if reading.is_past:
        return earlier
    position = reading.position()
    changed = scopes_since(reading, earlier.position)
    if changed is None:
        return _read(reading, day)
    rows = {code: row for code, row in earlier.rows.items() if code not in changed}
    rows |= {code: row for code in changed if (row := _one(reading, code, day))}
    return _Known(position, dict(sorted(rows.items())))


def _judged(reading: Reading, day: date, scb_code: str | None = None) -> list[MatrixRow]:
    asked = Query(StandingRow, equals=(("scb_code", scb_code),) if scb_code else ())
    standings = [_named(row.standing) for row in reading.select(COUNTY, asked, StandingRow)]
    items = _open_items(reading, [each.scb_code for each in standings])
    return [_row(reading, each, items.get(each.scb_code, ()), day) for each in standings]


def open_items(reading: Reading, scb_code: str) -> Sequence[OpenItem]:
    """Return what waits in a municipality that the person may read."""
    return _open_items(reading, [scb_code]).get(scb_code, ()) if reading.visibility.may_read(scb_code) else ()


def registered(reading: Reading, county: str) -> list[Place]:
    """Return the county's municipalities as the log registered them."""
    rows = reading.select(COUNTY, Query(StandingRow, equals=(("county_code", county),)), StandingRow)
    known = [row.standing for row in rows if row.standing.is_registered]
    return [Place(scb_code=each.scb_code, name=each.name, county_code=county) for each in known]


def _named(standing: Standing) -> Standing:
    """Return the standing with the name that the register of places has for what nobody has registered here."""
    place = None if standing.name else places.place(standing.scb_code)
    return replace(standing, name=place.name) if place else standing


def _row(reading: Reading, standing: Standing, items: Sequence[OpenItem], day: date) -> MatrixRow:
    part = places.labour_market_region(standing.scb_code)
    try:
        definition = reading.definition(standing.definition)
    except UnknownVersion:
        return MatrixRow(standing, (), None, part, is_judged=False, items=tuple(items))
    found = tuple(attention(standing, items, definition, day))
    return MatrixRow(standing, found, health(standing, definition, day), part, items=tuple(items))


def set_aside(reading: Reading, scb_code: str, row: MatrixRow | None) -> list[str]:
    """Return the streams of a municipality of which the views do not show everything, or by which nothing is judged."""
    own = reading.kept(scb_code, "set aside", None, lambda: _set_aside(reading, scb_code))
    return sorted(own if row is None or row.is_judged else {*own, JOURNEY.stream(scb_code)})


def _set_aside(reading: Reading, scb_code: str) -> set[str]:
    found = {each.stream for each in reading.views.parked_by_any(PROJECTIONS)}
    return {each for each in found if each.split("/")[1:2] == [scb_code]}


def _open_items(reading: Reading, codes: Sequence[str]) -> dict[str, list[OpenItem]]:
    found = defaultdict[str, list[OpenItem]](list)
    asked = one_of(Query(WaitingRow, limit=EVERY_ROW), "scb_code", codes)
    for row in reading.select(WORK_QUEUE, asked, WaitingRow):
        found[row.scb_code].append(row.item)
    return found

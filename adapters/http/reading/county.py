"""The county matrix and the work queue, as far as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from adapters.http.reading.reading import Reading
from adapters.http.reading.standing import MatrixRow, everywhere
from domain.standing import Cell, Membership, Standing, StepStatus
from domain.values import Step
from workflows.attention.reason import SEVERITIES, Attention
from workflows.reference import places
from workflows.visibility import Visibility

State = Literal[StepStatus, Membership, "paused"]


@dataclass(frozen=True)
class MatrixFilter:
    """Which municipalities; ``state``: a step's status somewhere; ``attention``: the gravest reason's severity."""

    county_part: str | None = None
    state: str | None = None
    attention: str | None = None


def matrix(reading: Reading, county: str, day: date, wanted: MatrixFilter | None = None) -> list[MatrixRow]:
    """Return the county's municipalities in alphabetical order (R14), as far as the person may see them."""
    found = everywhere(reading, day, equals=(("county_code", county),))
    seen = _visible(found, reading.visibility, is_past=reading.is_past)
    return sorted((each for each in seen if wanted is None or matches(each, wanted)), key=_order)


def queue(reading: Reading, county: str, day: date) -> list[tuple[Standing, Attention]]:
    """Return what needs attention across the municipalities that the person may see, the gravest first."""
    found = [(row.standing, each) for row in matrix(reading, county, day) for each in row.attention]
    return sorted(found, key=lambda pair: (SEVERITIES.index(pair[1].severity), pair[1].since, pair[0].name))


def matches(row: MatrixRow, wanted: MatrixFilter) -> bool:
    """Whether a municipality is one of those that are wanted."""
    if wanted.county_part and row.county_part != wanted.county_part:
        return False
    if wanted.attention and not any(each.severity == wanted.attention for each in row.attention):
        return False
    return not wanted.state or _is_in_state(row.standing, wanted.state)


def _is_in_state(standing: Standing, state: str) -> bool:
    if state == "paused":
        return standing.is_paused
    return state == standing.membership or any(cell.status == state for cell in standing.steps.values())


def _visible(rows: list[MatrixRow], sight: Visibility, *, is_past: bool) -> list[MatrixRow]:
    """Return what a person may see. Peers are of now alone: when a state came would tell whose it is."""
    own = [each for each in rows if sight.may_read(each.standing.scb_code)]
    if not sight.peers or is_past:
        return own
    sizes = {each.standing.size_band for each in own} - {None}
    others = (each for each in rows if not sight.reaches(each.standing.scb_code))
    return own + [_unnamed(each) for each in others if each.standing.size_band in sizes]


def _unnamed(row: MatrixRow) -> MatrixRow:
    """Return a peer's progress without anything that could identify it: name, day or event."""
    steps = {step: Cell(status=cell.status) for step, cell in row.standing.steps.items()}
    county, member = row.standing.county_code, row.standing.membership
    standing = Standing(scb_code="", name="", county_code=county, membership=member, steps=steps)
    return MatrixRow(standing, (), row.health, None, anonymous=True)


def _order(row: MatrixRow) -> tuple[bool, str, list[str]]:
    """Order by name, peers by progress: the order must not reveal which is which."""
    states: list[str] = [row.standing.cell(step).status for step in Step] if row.anonymous else []
    return row.anonymous, places.swedish_key(row.standing.name), states

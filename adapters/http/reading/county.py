"""The county matrix and the work queue, as far as a person may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from adapters.http.reading.reading import Reading
from adapters.http.reading.standing import MatrixRow, everywhere
from domain.standing import Cell, Membership, Standing, StepStatus
from domain.values import Step
from workflows.attention.reason import Attention
from workflows.reference import places
from workflows.visibility import Visibility

State = Literal[StepStatus, Membership, "paused", "not_joined"]


@dataclass(frozen=True)
class MatrixFilter:
    """Which municipalities; ``state``: a step's status somewhere; ``attention``: the gravest reason's severity."""

    labour_market_region: str | None = None
    state: str | None = None
    attention: str | None = None


CountName = Literal["municipalities", "joined", "attention", "reasons"]


@dataclass(frozen=True)
class Count:
    """A number, and the ids of the events behind it."""

    number: int
    events: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """The municipalities of a county, and those beyond it that have had support (R9)."""

    rows: list[MatrixRow]
    beyond: list[MatrixRow]

    def matching(self, wanted: MatrixFilter) -> Overview:
        """Return those that are wanted."""
        return Overview(
            [each for each in self.rows if _matches(each, wanted)],
            [each for each in self.beyond if _matches(each, wanted)],
        )

    @property
    def everywhere(self) -> list[MatrixRow]:
        """All of them."""
        return [*self.rows, *self.beyond]

    @property
    def regions(self) -> list[str]:
        """The parts of the county that they lie in, in alphabetical order."""
        return sorted(filter(None, {each.labour_market_region for each in self.rows}), key=places.swedish_key)

    @property
    def counts(self) -> Mapping[CountName, Count]:
        """What is counted, with the events behind each number; peers, whose events nobody is shown, are not."""
        named = [each for each in self.rows if not each.anonymous]
        joined = [each for each in named if each.standing.membership == "joined"]
        waiting = [each for each in self.everywhere if each.attention]
        reasons = [each for row in waiting for each in row.attention]
        behind_reasons = _behind(each.events for each in reasons)
        return {
            "municipalities": Count(len(named), _behind(each.standing.behind("registered") for each in named)),
            "joined": Count(len(joined), _behind(each.standing.behind("membership") for each in joined)),
            "attention": Count(len(waiting), behind_reasons),
            "reasons": Count(len(reasons), behind_reasons),
        }


def _behind(events: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for some in events for each in some))


def overview(reading: Reading, county: str, day: date) -> Overview:
    """Return the county, and who has had support beyond it, in alphabetical order (R14), as the person may see it."""
    found = everywhere(reading, day)
    here = [each for each in found if each.standing.county_code == county]
    beyond = [each for each in found if each.standing.county_code != county]
    seen = _visible(here, reading.visibility, is_past=reading.is_past)
    readable = [each for each in beyond if reading.visibility.may_read(each.standing.scb_code)]
    return Overview(sorted(seen, key=_order), sorted(readable, key=_order))


def queue(reading: Reading, county: str, day: date) -> list[tuple[Standing, Attention]]:
    """Return what needs attention wherever the person may see it, beyond the county too, the gravest first (R9)."""
    return queue_of(overview(reading, county, day).everywhere)


def queue_of(rows: Iterable[MatrixRow]) -> list[tuple[Standing, Attention]]:
    """Return what needs attention of some municipalities, the gravest first."""
    found = [(row.standing, each) for row in rows for each in row.attention]
    return sorted(found, key=lambda pair: (*pair[1].gravity, places.swedish_key(pair[0].name)))


def _matches(row: MatrixRow, wanted: MatrixFilter) -> bool:
    """Whether a municipality is one of those that are wanted."""
    if wanted.labour_market_region and row.labour_market_region != wanted.labour_market_region:
        return False
    if wanted.attention and not any(each.severity == wanted.attention for each in row.attention):
        return False
    return not wanted.state or _is_in_state(row.standing, wanted.state)


def _is_in_state(standing: Standing, state: str) -> bool:
    if state == "paused":
        return standing.is_paused
    if state == "not_joined":
        return standing.membership != "joined"
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

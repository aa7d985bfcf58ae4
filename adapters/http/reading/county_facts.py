"""What is true of a county, as numbers: each with the events that it follows from, or the reasons counted (G6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from adapters.http.reading.county import Overview
from adapters.http.reading.development import moves
from adapters.http.reading.reading import Reading
from adapters.http.reading.standing import MatrixRow, WaitingFact
from domain.standing import Standing, StepStatus
from domain.values import Step
from projections.development.moves import MOVES, Move, MoveRow
from workflows.attention.reason import Attention

# Of where the county stands, and of what has happened since a day.
EventFact = Literal["joined", "picture", "support", "closed", "started", "visited", "contacted"]
# Of one step: where it is closed, in which way, and where it is in progress.
StepFact = Literal["done", "achieved", "other", "doing"]

WAITING_FACTS: tuple[WaitingFact, ...] = get_args(WaitingFact)

_ENDED: Mapping[StepFact, frozenset[StepStatus]] = {
    "done": frozenset({"achieved", "declined", "not_applicable"}),
    "achieved": frozenset({"achieved"}),
    "other": frozenset({"declined", "not_applicable"}),
}


@dataclass(frozen=True)
class Fact:
    """A number and the one event behind each that it counts; ``places``: where that is so."""

    events: tuple[str, ...]
    places: tuple[Standing, ...]

    @property
    def number(self) -> int:
        """How many."""
        return len(self.events)


@dataclass(frozen=True)
class Waiting:
    """Where there are reasons for attention of a kind, in the order of the county, and which, the gravest first."""

    found: tuple[tuple[Standing, Sequence[Attention]], ...]

    @property
    def number(self) -> int:
        """How many reasons there are."""
        return sum(len(some) for _, some in self.found)

    @property
    def places(self) -> tuple[Standing, ...]:
        """Where they are."""
        return tuple(standing for standing, _ in self.found)

    @property
    def reasons(self) -> list[tuple[Standing, Attention]]:
        """All of them, the gravest first."""
        return sorted(((standing, each) for standing, some in self.found for each in some), key=_order)

    @property
    def gravest(self) -> tuple[Standing, Attention]:
        """The first of them. Raises ValueError where there is none."""
        return min(((standing, some[0]) for standing, some in self.found), key=_order)


def _order(found: tuple[Standing, Attention]) -> tuple[int, date]:
    return found[1].gravity


def facts(reading: Reading, seen: Overview, since: date, day: date) -> Mapping[EventFact, Fact]:
    """Return where the county stands on a day, and what has happened after another one."""

    def then(dated: _Dated) -> _Behind:
        return lambda standing: dated(standing, since, day)

    stands = {name: _fact(_members(seen), then(behind)) for name, behind in _STANDS.items()}
    had = {name: _fact(_standings(seen), then(behind)) for name, behind in _EVERYWHERE.items()}
    return {**stands, **_moved(seen, moves(reading, since, day)), **had}


def _moved(seen: Overview, found: Mapping[str, Sequence[MoveRow]]) -> Mapping[EventFact, Fact]:
    """Return which steps were closed and begun, also where they are no longer so or the municipality has left."""
    here = [each.standing for each in _named(seen.rows)]

    def behind(move: Move) -> _Behind:
        return lambda standing: [each.event_id for each in found.get(standing.scb_code, ()) if each.move == move]

    return {move: _fact(here, behind(move)) for move in MOVES}


def waiting(seen: Overview) -> Mapping[WaitingFact, Waiting]:
    """Return what waits."""
    rows = seen.everywhere
    return {
        name: Waiting(tuple((row.standing, row.waiting[name]) for row in rows if row.waiting[name]))
        for name in WAITING_FACTS
    }


def at_step(seen: Overview, step: Step, name: StepFact) -> Fact:
    """Return where a step is closed, or in progress, with the event that each follows from."""

    def behind(standing: Standing) -> Sequence[str]:
        cell = standing.cell(step)
        if name in _ENDED:
            return cell.behind("status") if cell.status in _ENDED[name] else ()
        if cell.status != "in_progress":
            return ()
        return cell.behind("status" if cell.reopened_on else "started")

    return _fact(_members(seen), behind)


def past_review(seen: Overview, day: date) -> list[Standing]:
    """Return those whose situation picture should have been gone over."""
    return [each for each in _members(seen) if each.picture_due_on and each.picture_due_on < day]


def not_joined(seen: Overview) -> list[Standing]:
    """Return those that take no part."""
    return [each.standing for each in _named(seen.rows) if each.standing.membership != "joined"]


def _members(seen: Overview) -> list[Standing]:
    return [each.standing for each in _named(seen.rows) if each.standing.membership == "joined"]


def _standings(seen: Overview) -> list[Standing]:
    return [each.standing for each in _named(seen.everywhere)]


def _named(rows: Iterable[MatrixRow]) -> Iterator[MatrixRow]:
    return (each for each in rows if not each.anonymous)


def _fact(standings: Iterable[Standing], behind: _Behind) -> Fact:
    found = [(each, event) for each in standings for event in behind(each)]
    return Fact(tuple(event for _, event in found), tuple({each.scb_code: each for each, _ in found}.values()))


_Behind = Callable[[Standing], Sequence[str]]
# The same of what happened since a day, and stands on another one.
_Dated = Callable[[Standing, date, date], Sequence[str]]


def _joined(standing: Standing, _since: date, _day: date) -> Sequence[str]:
    return standing.behind("membership")


def _picture(standing: Standing, _since: date, day: date) -> Sequence[str]:
    due = standing.picture_due_on
    return standing.behind("picture_due") if due and day <= due else ()


def _support(standing: Standing, _since: date, _day: date) -> Sequence[str]:
    cell = standing.cell(Step.ONGOING_SUPPORT)
    return cell.behind("started") if cell.status == "in_progress" else ()


def _visited(standing: Standing, since: date, _day: date) -> Sequence[str]:
    return standing.behind("visit") if standing.last_visit_on and standing.last_visit_on > since else ()


def _contacted(standing: Standing, since: date, _day: date) -> Sequence[str]:
    return standing.behind("contact") if standing.last_contact_on and standing.last_contact_on > since else ()


_STANDS: Mapping[EventFact, _Dated] = {"joined": _joined, "picture": _picture, "support": _support}
# Support never depends on membership (R9).
_EVERYWHERE: Mapping[EventFact, _Dated] = {"visited": _visited, "contacted": _contacted}

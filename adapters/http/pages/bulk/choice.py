"""What an address or a form chooses: which municipalities, and one act for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.http.pages.bulk.acts import acts_of, suggested
from adapters.http.pages.visit import Visit
from adapters.http.pages.work.rows import RowId
from adapters.http.scopes import takes
from domain.aggregates import RULES
from domain.messages import COMMANDS, Command
from domain.places import Place
from domain.values import Step
from workflows.reference import places

MOST = 290


@dataclass(frozen=True)
class Choice:
    """Municipalities in Swedish order, and the act; ``strangers``: codes of none that the visitor may come to.

    ``reasons``: why the chosen rows wait. ``step``: which step the act is about, where it is about one.
    """

    places: tuple[Place, ...] = ()
    strangers: tuple[str, ...] = ()
    command: type[Command] | None = None
    step: Step | None = None
    reasons: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the municipalities."""
        return tuple(each.scb_code for each in self.places)

    @property
    def wants_a_step(self) -> bool:
        """Whether the act is about a step, and none is chosen."""
        return self.command is not None and bool(RULES[self.command].subject) and self.step is None

    @property
    def fixed(self) -> Mapping[str, str]:
        """The fields that are settled by the choice."""
        subject = RULES[self.command].subject if self.command else None
        return {subject: self.step.value} if subject and self.step else {}


def choice_of(visit: Visit, given: Mapping[str, Sequence[str]]) -> Choice:
    """Return what is chosen, as far as it can be."""
    rows = [row for each in given.get("row", ()) if (row := RowId.parsed(each))]
    codes = list(dict.fromkeys([*given.get("municipality", ()), *(each.scb_code for each in rows)]))[:MOST]
    command = _command(visit, given.get("act", ()))
    found = {each: place for each in codes if (place := _place(visit, each, command))}
    subjects = {each.subject for each in rows}
    return Choice(
        tuple(sorted(found.values(), key=lambda each: places.swedish_key(each.name))),
        tuple(each for each in codes if each not in found),
        command,
        _step([*given.get("step", ()), *(subjects if len(subjects) == 1 else ())]),
        tuple(dict.fromkeys(each.reason for each in rows)),
    )


def _command(visit: Visit, named: Iterable[str]) -> type[Command] | None:
    found = (COMMANDS.get(each) for each in named)
    return next((each for each in found if each and each in acts_of(visit.actor)), None)


def _place(visit: Visit, code: str, command: type[Command] | None) -> Place | None:
    """Return a municipality that the visitor may come to, and where such commands belong."""
    place = visit.core.reference.place(code) if visit.visibility.reaches(code) else None
    return place if place and (command is None or takes(visit.core, place, command.aggregate)) else None


def _step(named: Iterable[str]) -> Step | None:
    return next((Step(each) for each in named if each in {*Step}), None)


def acts_first(visit: Visit, chosen: Choice) -> tuple[Sequence[type[Command]], Sequence[type[Command]]]:
    """Return the acts that clear what the chosen rows wait for, and the others."""
    acts = acts_of(visit.actor)
    first = suggested(acts, chosen.reasons)
    return first, [each for each in acts if each not in first]

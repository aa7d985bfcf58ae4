"""How far training has reached: groups by stages, when each was last held, and how long that lasts (C14, G10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, get_args

from domain.bands import AttendanceBand, HeadcountBand
from domain.calendar import add_months
from domain.training.events import Stage
from projections.municipality.detail import Details
from projections.municipality.training import Group, KeyFunction, Session, StagePlan

Reach = Literal["fresh", "ending", "stale", "planned", "past", "never"]
# The stages of which R7 asks: one for those who meet the first signs, either for key functions.
_BASIC: tuple[Stage, ...] = ("basic",)
_DEEP: tuple[Stage, ...] = ("basic", "deep")
_SOON = timedelta(days=30)


@dataclass(frozen=True)
class Cell:
    """A group in a stage: the latest session that reached it, and the next one that is planned.

    ``reach``: ``past`` where a planned one should have been held. ``heads``: how many of the group came, as a band.
    """

    stage: Stage
    reach: Reach
    held: Session | None = None
    lasts_until: date | None = None
    heads: AttendanceBand | None = None
    planned: Session | None = None

    @property
    def is_held(self) -> bool:
        """Whether it has been held at some time."""
        return self.held is not None


@dataclass(frozen=True)
class GroupRow:
    """A group of staff, as what it was named, and its cells in the order of the stages."""

    code: str
    target: Group | None
    key_function: KeyFunction | None
    cells: tuple[Cell, ...]

    @property
    def is_early(self) -> bool:
        """Whether it meets the first signs."""
        return self.target is not None and bool(self.target.early_contact) and self.target.status == "open"

    @property
    def is_key(self) -> bool:
        """Whether it is a key function."""
        return self.key_function is not None and self.key_function.status == "open"

    @property
    def is_relevant(self) -> bool:
        """Whether it has a part in the training; who was called without having been named has one, too."""
        named = [each for each in (self.target, self.key_function) if each]
        return not named or any(each.status == "open" for each in named)

    @property
    def estimated(self) -> HeadcountBand | None:
        """About how many there are of it."""
        return self.target.estimated_headcount_band if self.target else None

    @property
    def wanted(self) -> tuple[Stage, ...]:
        """The stages of which one is to reach it."""
        return _DEEP if self.is_key and not self.is_early else _BASIC

    @property
    def is_reached(self) -> bool:
        """Whether one of those has."""
        return any(each.is_held for each in self.cells if each.stage in self.wanted)

    @property
    def is_fresh(self) -> bool:
        """Whether one of those that have reached it lasts."""
        return any(each.reach in {"fresh", "ending"} for each in self.cells if each.stage in self.wanted)


@dataclass(frozen=True)
class Coverage:
    """The whole grid."""

    stages: tuple[Stage, ...]
    rows: tuple[GroupRow, ...]

    @cached_property
    def relevant(self) -> Sequence[GroupRow]:
        """The groups that have a part in the training and were named."""
        return [each for each in self.rows if each.is_relevant and (each.target or each.key_function)]

    @property
    def reached(self) -> Sequence[GroupRow]:
        """Those of them that training has reached."""
        return [each for each in self.relevant if each.is_reached]

    @property
    def fresh(self) -> Sequence[GroupRow]:
        """Those of them whose training lasts."""
        return [each for each in self.relevant if each.is_fresh]


def coverage(details: Details, fresh_months: int, day: date) -> Coverage:
    """Return the grid on that day."""
    sessions = [each for each in details.of(Session) if each.status != "cancelled"]
    planned = next((each.stages for each in details.of(StagePlan)), ())
    used = {each.stage for each in sessions}
    stages = tuple(dict.fromkeys((*planned, *(each for each in get_args(Stage) if each in used))))
    groups = {each.ref: each for each in details.of(Group)}
    keys = {each.ref: each for each in details.of(KeyFunction)}
    called = dict.fromkeys(code for each in sessions for code in (*each.groups, *_met(each)))
    return Coverage(
        stages,
        tuple(
            GroupRow(
                code,
                groups.get(code),
                keys.get(code),
                tuple(_cell(code, stage, sessions, fresh_months, day) for stage in stages),
            )
            for code in dict.fromkeys((*groups, *keys, *called))
        ),
    )


def _met(session: Session) -> Sequence[str]:
    return [code for code, heads in session.headcount_by_group.items() if heads != "0"]


def _cell(code: str, stage: Stage, sessions: Sequence[Session], fresh_months: int, day: date) -> Cell:
    own = [each for each in sessions if each.stage == stage]
    held = max((each for each in own if each.status == "held" and code in _met(each)), key=_day, default=None)
    to_come = (each for each in own if each.status == "planned" and code in each.groups)
    planned = min(to_come, key=lambda each: each.planned_on, default=None)
    if held is None:
        reach: Reach = "never" if planned is None else "past" if planned.planned_on < day else "planned"
        return Cell(stage, reach, planned=planned)
    until = add_months(held.latest, fresh_months)
    reach = "stale" if until < day else "ending" if until - _SOON <= day else "fresh"
    return Cell(stage, reach, held, until, held.headcount_by_group[code], planned)


def _day(session: Session) -> date:
    return session.latest

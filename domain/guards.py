"""Guards: rules that the state alone decides, so that it can be said beforehand what may be done and why not."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from domain.errors import Refusal, rejected
from domain.facts import Facts

# A guard takes the state of its own aggregate and a subject of its own command: both differ from table to table, and
# only the table that pairs them with a guard knows which they are.
State_contra = TypeVar("State_contra", contravariant=True)
Subject_contra = TypeVar("Subject_contra", contravariant=True)
Check = Callable[[State_contra, Facts, Subject_contra], Refusal | None]


@dataclass(frozen=True)
class Guard(Generic[State_contra, Subject_contra]):
    """A check of the state, with the ids of the rules that it can refuse by."""

    rule_ids: tuple[str, ...]
    check: Check[State_contra, Subject_contra]

    def __call__(self, state: State_contra, facts: Facts, subject: Subject_contra) -> Refusal | None:
        """Return why the command is refused, None where it is not."""
        return self.check(state, facts, subject)


AnyGuard = Guard[Any, Any]


def refuses(
    *rule_ids: str,
) -> Callable[[Check[State_contra, Subject_contra]], Guard[State_contra, Subject_contra]]:
    """Make a guard of a check, with every rule that it can refuse by."""

    def made(check: Check[State_contra, Subject_contra]) -> Guard[State_contra, Subject_contra]:
        return Guard(rule_ids, check)

    return made


def after(day: date | None, facts: Facts, name: str) -> None:
    """Refuse a date that does not come after the day of the act."""
    if day is not None and day <= facts.on:
        raise rejected("L5", name, why="not-after", date=day.isoformat(), limit=facts.on.isoformat())


def not_before(limit: date | None, facts: Facts, why: str = "not-after") -> None:
    """Refuse an act on a day before another that it follows on."""
    if limit and facts.on < limit:
        raise rejected("L5", "occurred_on", why=why, date=facts.on.isoformat(), limit=limit.isoformat())


def fresh(identity: object, taken: Container[object], name: str) -> None:
    """Refuse an id that something has already."""
    if identity in taken:
        raise rejected("L3", name, what=name)

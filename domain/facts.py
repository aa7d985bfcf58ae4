"""What a decision may look at: its own stream's state, and the facts beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar, cast

from domain.messages import Message
from domain.process import ProcessDefinition, QuestionSet


@dataclass(frozen=True)
class State:
    """What the rules of one aggregate need to know.

    ``opened_on``: the day before which nothing happened. ``entries``: how many facts were folded. ``since``: for
    what a command can point at, by its id or code, the day before which no command about it can have happened.
    """

    opened_on: date | None = None
    entries: int = 0
    since: Mapping[str, date] = field(default_factory=dict)

    def began(self, on: date, *what: object) -> Mapping[str, date]:
        """Return ``since`` with these things begun, or begun anew, on a day."""
        return {**self.since, **{str(each): on for each in what}}


S = TypeVar("S", bound=State)
M = TypeVar("M", bound=Message)


@dataclass(frozen=True)
class Facts:
    """What a decision may look at beside its own stream.

    ``on``: the day of the act, ``today`` the day on which it is entered. ``definition``: the version of the process
    by which it is judged. ``retrospective``: entered from records of the past, which may lack what rules demand today.
    ``states``: of other aggregates in the scope; ``siblings``: of the aggregate's other streams there, by instance.
    ``register``: what public registers say of the scope, by kind.
    """

    today: date
    on: date
    definition: ProcessDefinition
    question_sets: Mapping[int, QuestionSet]
    reason: str | None = None
    retrospective: bool = False
    states: Mapping[type[State], State] = field(default_factory=dict)
    siblings: Mapping[str, State] = field(default_factory=dict)
    register: Mapping[type[Message], Message] = field(default_factory=dict)

    def state(self, kind: type[S]) -> S:
        """Return another stream's state; KeyError if the command's rules did not declare that they read it."""
        return cast("S", self.states[kind])

    def entry(self, kind: type[M]) -> M:
        """Return the register's entry of a kind about the scope."""
        return cast("M", self.register[kind])

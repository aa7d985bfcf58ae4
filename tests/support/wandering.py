"""A log of chance: people who enter, correct, enter late, leave and join again, beside the invented history.

Everything goes the one path of commands, so that nothing is in the log that could not have happened.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from adapters.memory.event_store import MemoryEventStore
from domain.calendar import SWEDEN
from domain.correction import CorrectionCommand
from domain.errors import Rejected
from domain.messages import Command, Recorded
from domain.municipality.commands import JoinMunicipality, LeaveMunicipality, RegisterMunicipality
from domain.scope import Scope
from domain.values import Channel
from tests.support.filling import Filling
from tests.support.given import REFERENCE
from tests.support.people import COORDINATOR
from tests.support.views import history
from workflows.actions.action import Action
from workflows.actions.actions import Actions
from workflows.facts import Looking
from workflows.handling.act import Act, Override
from workflows.handling.handler import Handling
from workflows.reference import places
from workflows.reference.codes import code_fields
from workflows.working import Working

STEPS = 150
COUNTIES = ("18", "12", "14", "01", "22", "21", "20", "19", "13", "05", "06", "08", "03")
WANDERED = (*(each.scb_code for each in places.municipalities(COUNTIES[0])[:5]), COUNTIES[0])
FIRST = datetime(2022, 10, 8, 6, tzinfo=UTC)
_WEIGHTS: dict[type[Command], float] = {
    RegisterMunicipality: 30,
    JoinMunicipality: 30,
    LeaveMunicipality: 0.7,
}
_CORRECTIONS = 3.0
_LATE = 0.35


class WanderingClock:
    """A clock that goes on by minutes or weeks, also over midnight, and often stands still; ids are its own."""

    def __init__(self, random: Random, first_id: int) -> None:
        self._random = random
        self._now = FIRST
        self._ids = count(first_id)

    def go_on(self) -> None:
        """Let time pass, or not."""
        minutes = self._random.choice([0, 0, 1, 15, 400, 60 * 24, 60 * 24 * 7])
        self._now += timedelta(minutes=minutes)

    def now(self) -> datetime:
        """Return the time."""
        return self._now

    def today(self) -> date:
        """Return the day in Sweden."""
        return self._now.astimezone(SWEDEN).date()

    def new_id(self) -> UUID:
        """Return the next id."""
        return UUID(int=next(self._ids))


@dataclass
class Wanderer:
    """Does at each step some of what may be done, in one of a few municipalities or their county, on some day."""

    random: Random
    store: MemoryEventStore
    clock: WanderingClock
    where: tuple[Scope, ...]

    def wander(self, steps: int) -> None:
        handling = Handling(self.store, self.clock, REFERENCE)
        guards = Actions(self.store, self.clock, REFERENCE)
        for step in range(steps):
            self.clock.go_on()
            scope = self.random.choice(self.where)
            may = [each for each in guards.offered(scope, COORDINATOR) if each.verdict != "refused"]
            for turn, action in enumerate(self.random.choices(may, [_weight(each) for each in may], k=7)):
                # What another has made impossible, or no value can be drawn for, is not entered.
                with suppress(Rejected, ValidationError, LookupError, StopIteration):
                    handling.handle(self._act(scope, action, f"wandering-{step:05}-{turn}"))

    def _act(self, scope: Scope, action: Action, key: str) -> Act:
        looking = Looking(scope, REFERENCE, Working(self.store))
        filling = Filling(self.random, REFERENCE.codes, looking, self.clock.today())
        fields = filling.fields(action)
        if issubclass(action.command, CorrectionCommand):
            fields |= self._correction(filling, action, fields)
        day = self.clock.today() - timedelta(days=self.random.randrange(1, 60)) if self._hits(_LATE) else None
        overrides = tuple(Override(each, "proportionate") for each in sorted({r.rule_id for r in action.refusals}))
        command = action.command.model_validate(fields)
        reason = filling.reason(action)
        return Act(command, scope, COORDINATOR, key, Channel.UI, day, reason, overrides)

    def _correction(self, filling: Filling, action: Action, fields: dict[str, Any]) -> dict[str, Any]:
        """Return another day or another value for the entry, or that it never happened."""
        entries = self.store.load(action.stream)
        target = next(each for each in entries if str(each.envelope.event_id) == str(fields["target_event_id"]))
        kind = self.random.choice(["voids", "day", "field", "field"])
        if kind == "day":
            days = timedelta(days=self.random.randrange(1, 40))
            return {"voids": False, "corrected_on": target.envelope.occurred_on - days}
        names = [name for name in type(target.event).model_fields if not name.endswith("_id")]
        if kind == "voids" or not names:
            return {"voids": True}
        name = self.random.choice(names)
        field = type(target.event).model_fields[name]
        codes = (
            REFERENCE.codes.options(code_fields(type(target.event))[name])
            if name in code_fields(type(target.event))
            else []
        )
        value = filling.value(field.annotation, [*field.metadata], codes)
        return {"voids": False, "correction": {name: value}}

    def _hits(self, share: float) -> bool:
        return self.random.random() < share


def _weight(action: Action) -> float:
    if issubclass(action.command, CorrectionCommand):
        return _CORRECTIONS
    return _WEIGHTS.get(action.command, 1.0) * (1.0 if action.verdict == "allowed" else 0.3)


@cache
def wandering(number: int) -> tuple[Recorded, ...]:
    """Return what the wanderers of one county did."""
    random = Random(f"wandering {number}")  # noqa: S311 -- the same wandering each time
    store = MemoryEventStore()
    clock = WanderingClock(random, first_id=(number + 1) * 100_000)
    codes = [each.scb_code for each in places.municipalities(COUNTIES[number])[:5]]
    Wanderer(random, store, clock, tuple(Scope.of(each) for each in (*codes, COUNTIES[number]))).wander(STEPS)
    return tuple(store.read(0, 100_000))


@cache
def wandered() -> tuple[Recorded, ...]:
    """Return the invented history and one county's wandering, in the order in which all was entered."""
    both = sorted([*history(), *wandering(0)], key=lambda each: each.envelope.recorded_at)
    together = MemoryEventStore()
    together.append([replace(each, position=0) for each in both])
    return tuple(together.read(0, 100_000))

"""Asks what may be done, and why the rest may not: now, or at a position of the log, over one look at the streams."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from domain.aggregates import AGGREGATES, BY_STATE, RULES, USER_RULES
from domain.correction import CorrectionCommand
from domain.errors import Refusal, Rejected
from domain.messages import Command
from domain.people import Actor
from domain.scope import Scope
from domain.values import Step
from workflows.actions.action import Action
from workflows.actions.judging import Judging
from workflows.actions.variants import fixed_fields, looked_at, streams_of, variants
from workflows.conditions import Goal, conditions_of
from workflows.correction.check import check_correction
from workflows.facts import Looking
from workflows.glance import Glance
from workflows.past import PastDay
from workflows.ports import Calendar, IndexedStore, SetAside
from workflows.reference.reference import Reference
from workflows.states import States
from workflows.working import Working


@dataclass(frozen=True)
class Wanted:
    """One command in one scope, and the step that it is about, where it is about one."""

    scope_code: str
    command: type[Command]
    step: Step | None = None


@dataclass(frozen=True)
class Offered:
    """What may be done or not, and the streams without which more cannot be told."""

    actions: list[Action]
    set_aside: tuple[str, ...] = ()


class Actions:
    """Answers what a person may do in a scope now; with a ``position`` of the log, as of there."""

    def __init__(
        self,
        store: IndexedStore,
        calendar: Calendar,
        reference: Reference,
        position: int | None = None,
        *,
        working: Working | None = None,
        states: States | None = None,
    ) -> None:
        self._store = store
        self._states = States() if states is None else states
        self._past_states = States()
        self._calendar = calendar
        self._reference = reference
        self._position = position
        self._working = working

    def as_of(self, position: int, day: date) -> Actions:
        """Return the same answers as the rules would have given them then."""
        return Actions(self._store, PastDay(day), self._reference, position, states=self._past_states)

    def at_once(self) -> Actions:
        """Return the same answers, all of them over one look at the streams: for one page."""
        return Actions(self._store, self._calendar, self._reference, self._position, working=self._look())

    def offered(self, scope: Scope, actor: Actor, commands: Iterable[type[Command]] = USER_RULES) -> list[Action]:
        """Return every command of the scope, or these alone, in the order of the work, allowed or not, for a person.

        Raises SetAside where that can be told of none of them.
        """
        found = self.told(scope, actor, commands)
        if found.set_aside and not found.actions:
            raise SetAside(found.set_aside[0], "unreadable")
        return found.actions

    def told(self, scope: Scope, actor: Actor, commands: Iterable[type[Command]] = USER_RULES) -> Offered:
        """Return the same as far as it can be told, and which streams keep the rest from being told."""
        return self.told_in({scope: commands}, actor)[scope]

    def told_in(self, asked: Mapping[Scope, Iterable[type[Command]]], actor: Actor) -> dict[Scope, Offered]:
        """Return the same of these commands of each scope, over one look at all their streams."""
        working = self._look()
        found = [(Looking(scope, self._reference, working), _of(scope, each)) for scope, each in asked.items()]
        # Where one of them is set aside, each is loaded by itself.
        with suppress(SetAside):
            working.load(name for looking, commands in found for each in commands for name in looked_at(each, looking))
        return {looking.scope: self._told(looking, actor, commands) for looking, commands in found}

    def each_of(self, wanted: Collection[Wanted], actor: Actor) -> dict[Wanted, Action]:
        """Return these commands as they stand for a person, over one look at all their streams.

        Those of streams that are set aside, and those that have an action for each of several streams, are left out.
        """
        working, found, today = self._look(), dict[Wanted, Action](), self._calendar.today()
        judging = {
            code: Judging(Looking(Scope.of(code), self._reference, working), actor, today)
            for code in {each.scope_code for each in wanted}
        }
        with suppress(SetAside):
            working.load(name for each in wanted for name in streams_of(each.command, judging[each.scope_code].looking))
        for each in wanted:
            subject = RULES[each.command].subject
            fixed = {subject: each.step.value} if subject and each.step else {}
            if set(fixed) == set(fixed_fields(each.command)):
                with suppress(SetAside):
                    found[each] = judging[each.scope_code].action(each.command, fixed)
        return found

    def looking(self, scope: Scope) -> Looking:
        """Return what decisions in a scope look at, as of the moment that is answered for."""
        return Looking(scope, self._reference, self._look())

    def judged(self, looking: Looking, actor: Actor, command: type[Command], fixed: Mapping[str, str]) -> Action:
        """Return one command as it stands for a person over that look. Raises SetAside."""
        return Judging(looking, actor, self._calendar.today()).action(command, fixed)

    def _told(self, looking: Looking, actor: Actor, commands: Sequence[type[Command]]) -> Offered:
        found: list[Action] = []
        set_aside: dict[str, None] = {}
        judging = Judging(looking, actor, self._calendar.today())
        for command in commands:
            try:
                told = [each for each in variants(command, looking) if judging.is_told_of(command, each)]
                found += [judging.action(command, fixed) for fixed in told]
            except SetAside as error:
                set_aside[error.stream] = None
        return Offered(found, tuple(set_aside))

    def _look(self) -> Working:
        return self._working or Glance(self._store, self._states, self._position)

    def conditions(self, scope: Scope) -> Mapping[Step, Sequence[Goal]]:
        """Return what closing each step asks for, met or not. Raises SetAside."""
        looking = Looking(scope, self._reference, self._look())
        with suppress(SetAside):  # whoever asks for these goes on to the acts, which look at what is left of the scope
            looking.working.load(looking.stream(kind) for kind, of in BY_STATE.items() if of.belongs_to is scope.kind)
        return conditions_of(looking, self._calendar.today())

    def obstacles(self, scope: Scope, actor: Actor, correction: CorrectionCommand) -> Sequence[Refusal]:
        """Return why an entry may not be corrected so, as far as that follows from the entry and what rests on it."""
        aggregate = AGGREGATES[correction.aggregate]
        stream = aggregate.stream_of(correction, scope.code)
        try:
            check_correction(correction, stream, Looking(scope, self._reference, self._look()), actor)
        except Rejected as refused:
            return refused.refusals
        return ()


def _of(scope: Scope, commands: Iterable[type[Command]]) -> list[type[Command]]:
    return [each for each in commands if AGGREGATES[each.aggregate].belongs_to is scope.kind]

"""What may be done now, and why the rest may not (C3): the same rules that the commands obey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.aggregate import Aggregate
from domain.aggregates import AGGREGATES, RULES, USER_RULES
from domain.correction import CorrectionCommand
from domain.decider import AnyRules, demanded, refusals
from domain.errors import Refusal, Rejected
from domain.messages import Command
from domain.people import Actor
from domain.scope import Scope
from domain.values import Role, Step
from workflows.correction.check import check_correction
from workflows.correction.entries import correctable
from workflows.facts import Looking
from workflows.past import PastDay, PastWorking
from workflows.ports import Calendar, EventStore, SetAside
from workflows.reference.codes import code_fields
from workflows.reference.reference import Reference
from workflows.states import States
from workflows.visibility import is_told_state, not_yours
from workflows.working import Working

Verdict = Literal["allowed", "overridable", "refused"]


@dataclass(frozen=True)
class Action:
    """One command as it stands for one person now.

    ``fixed``: the fields that this action is about (a step, an assignment). ``choices``: what fields that point at
    something may point at. ``taken``: values that cannot be given again. ``demanded``: fields that must be given now,
    though not always. ``fits``: for a field, by which other field's values it is narrowed, and to what. ``needs``:
    rules that depend on what is filled in. Someone who may not know how the work stands is told that the command is
    not theirs, and a ``version`` of 0.
    """

    command: type[Command]
    verdict: Verdict
    stream: str
    version: int
    refusals: tuple[Refusal, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    demanded: tuple[str, ...] = ()
    fits: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    reasons: str = "entry-reasons"


@dataclass(frozen=True)
class Offered:
    """What may be done or not, and the streams without which more cannot be told."""

    actions: list[Action]
    set_aside: tuple[str, ...] = ()


class Actions:
    """Answers what a person may do in a scope now; with a ``position`` of the log, as of there."""

    def __init__(
        self, store: EventStore, calendar: Calendar, reference: Reference, position: int | None = None
    ) -> None:
        self._store = store
        self._states = States()
        self._calendar = calendar
        self._reference = reference
        self._position = position

    def as_of(self, position: int, day: date) -> Actions:
        """Return the same answers as the rules would have given them then."""
        return Actions(self._store, PastDay(day), self._reference, position)

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
            working.load(name for looking, commands in found for each in commands for name in _looked_at(each, looking))
        return {looking.scope: self._told(looking, actor, commands) for looking, commands in found}

    def _told(self, looking: Looking, actor: Actor, commands: Sequence[type[Command]]) -> Offered:
        found: list[Action] = []
        set_aside: dict[str, None] = {}
        for command in commands:
            try:
                found += [self._action(looking, actor, command, fixed) for fixed in _variants(command, looking)]
            except SetAside as error:
                set_aside[error.stream] = None
        return Offered(found, tuple(set_aside))

    def _look(self) -> Working:
        if self._position is None:
            return Working(self._store, self._states)
        return PastWorking(self._store, self._position)

    def _action(self, looking: Looking, actor: Actor, command: type[Command], fixed: Mapping[str, str]) -> Action:
        aggregate, rules = AGGREGATES[command.aggregate], RULES[command]
        today, working = self._calendar.today(), looking.working
        stream = aggregate.stream(looking.scope.code, fixed.get(aggregate.keyed_by or ""))
        not_theirs = not_yours(rules, actor, looking.scope.code)
        if not_theirs and not is_told_state(rules, actor):
            return Action(command, "refused", stream, 0, (not_theirs,), fixed)
        state = working.state(stream)
        facts = looking.facts(aggregate, rules, today, today)
        subject = Step(fixed[rules.subject]) if rules.subject else None
        found = [*([not_theirs] if not_theirs else []), *refusals(rules, state, facts, subject)]
        choices: dict[str, tuple[str, ...]] = {}
        taken: dict[str, tuple[str, ...]] = {}
        fits: dict[str, Mapping[str, Mapping[str, Sequence[str]]]] = {}
        if _verdict(found, actor) != "refused":
            choices = {name: tuple(choice(state, facts, subject)) for name, choice in rules.choices.items()}
            taken = {name: tuple(values(state, facts, subject)) for name, values in rules.taken.items()}
            fits = {name: {fit.by: fit.values(state, facts)} for name, fit in rules.fits.items()}
            found += self._nothing_left(command, taken)
        if issubclass(command, CorrectionCommand) and not found:
            entries = correctable(working.history(stream), actor)
            choices["target_event_id"] = tuple(str(each.envelope.event_id) for each in entries)
            found += [] if entries else [Refusal("L4", {"what": "target_event_id"}, "target_event_id")]
        verdict = _verdict(found, actor)
        return Action(
            command,
            verdict,
            stream,
            working.version(stream),
            tuple(found),
            fixed,
            choices,
            taken,
            tuple(each.field for each in demanded(rules, state, facts) if each.field) if verdict != "refused" else (),
            fits,
            tuple(dict.fromkeys(("L4", "L5", *rules.needs))),
            rules.reason or "entry-reasons",
        )

    def _nothing_left(self, command: type[Command], taken: Mapping[str, tuple[str, ...]]) -> list[Refusal]:
        """Return a refusal for each field whose list of codes holds nothing that can still be given."""
        lists, codes = code_fields(command), self._reference.codes
        return [
            Refusal("L3", {"what": name}, name)
            for name, gone in taken.items()
            if name in lists and set(codes.options(lists[name])) <= set(gone)
        ]

    def obstacles(self, scope: Scope, actor: Actor, correction: CorrectionCommand) -> Sequence[Refusal]:
        """Return why an entry may not be corrected so, as far as that follows from the entry and what rests on it."""
        aggregate = AGGREGATES[correction.aggregate]
        stream = aggregate.stream_of(correction, scope.code)
        try:
            check_correction(correction, stream, Looking(scope, self._reference, self._look()), actor)
        except Rejected as refused:
            return refused.refusals
        return ()


def _verdict(found: list[Refusal], actor: Actor) -> Verdict:
    if not found:
        return "allowed"
    may_override = actor.role is Role.COORDINATOR and all(each.overridable for each in found)
    return "overridable" if may_override else "refused"


def _of(scope: Scope, commands: Iterable[type[Command]]) -> list[type[Command]]:
    return [each for each in commands if AGGREGATES[each.aggregate].belongs_to is scope.kind]


def _looked_at(command: type[Command], looking: Looking) -> list[str]:
    """Return the streams that a command's rules look at, but for those that tell its actions apart."""
    aggregate = AGGREGATES[command.aggregate]
    own = [] if aggregate.keyed_by else [aggregate.stream(looking.scope.code)]
    return [*own, *looking.streams(aggregate, RULES[command])]


def fixed_fields(command: type[Command]) -> tuple[str, ...]:
    """Return the fields that tell one action of a command from another."""
    if subject := RULES[command].subject:
        return (subject,)
    aggregate: Aggregate = AGGREGATES[command.aggregate]
    return (aggregate.keyed_by,) if aggregate.keyed_by and not aggregate.begins(command) else ()


def _variants(command: type[Command], looking: Looking) -> Iterator[Mapping[str, str]]:
    """Yield what tells one action of a command from another: a step, or the stream that it speaks to."""
    aggregate: Aggregate = AGGREGATES[command.aggregate]
    rules: AnyRules = RULES[command]
    if rules.subject:
        for step in Step:
            yield {rules.subject: step.value}
    elif aggregate.keyed_by and not aggregate.begins(command):
        for instance in looking.siblings(aggregate):
            yield {aggregate.keyed_by: instance}
    else:
        yield {}

"""What may be done now, and why the rest may not (C3): the same rules that the commands obey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.aggregates import RULES, USER_RULES
from domain.contact.commands import AppointContact
from domain.correction import CorrectionCommand
from domain.decider import AnyRules, Place, refusals
from domain.errors import Refusal
from domain.messages import Command
from domain.people import Actor
from domain.values import Role, Step
from workflows.authority import not_yours
from workflows.handling.correcting import correctable
from workflows.past import PastDay, PastWorking
from workflows.ports import Calendar, EventStore
from workflows.reference.reference import Reference
from workflows.streams import stream_name
from workflows.working import States, Working

Verdict = Literal["allowed", "overridable", "refused"]


@dataclass(frozen=True)
class Action:
    """One command as it stands for one person now.

    ``fixed``: the fields that this action is about (a step, an assignment). ``choices``: what fields that point at
    something may point at. ``needs``: rules that depend on what is filled in.
    """

    command: type[Command]
    verdict: Verdict
    stream: str
    version: int
    refusals: tuple[Refusal, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    reasons: str = "entry-reasons"


class Guards:
    """Answers what a person may do in a municipality now; with a ``position`` of the log, as of there."""

    def __init__(
        self, store: EventStore, calendar: Calendar, reference: Reference, position: int | None = None
    ) -> None:
        self._store = store
        self._states = States()
        self._calendar = calendar
        self._reference = reference
        self._position = position

    def as_of(self, position: int, day: date) -> Guards:
        """Return the same answers as today's rules would have given them then."""
        return Guards(self._store, PastDay(day), self._reference, position)

    def actions(self, place: Place, actor: Actor, commands: Iterable[type[Command]] = USER_RULES) -> list[Action]:
        """Return every command, or these alone, in the order of the work, allowed or not, for this person now."""
        working = self._look(place)
        return [
            self._action(place, actor, working, command, rules, fixed)
            for command, rules in ((each, RULES[each]) for each in commands)
            for fixed in _variants(command, rules, working)
        ]

    def _look(self, place: Place) -> Working:
        if self._position is None:
            return Working(self._store, place.scb_code, self._states)
        return PastWorking(self._store, place.scb_code, self._position)

    def _action(
        self,
        place: Place,
        actor: Actor,
        working: Working,
        command: type[Command],
        rules: AnyRules,
        fixed: Mapping[str, str],
    ) -> Action:
        today = self._calendar.today()
        stream = stream_name(command.aggregate, place.scb_code, fixed.get("assignment_id", "new"))
        state = working.state(stream)
        facts = self._reference.facts(place, today, today, rules, working)
        subject = Step(fixed[rules.subject]) if rules.subject else None
        found = refusals(rules, state, facts, subject)
        if refusal := not_yours(rules, actor, place.scb_code):
            found.insert(0, refusal)
        choices: dict[str, tuple[str, ...]] = {}
        verdict = _verdict(found, actor)
        if verdict != "refused":
            choices = {name: tuple(choice(state, facts, subject)) for name, choice in rules.choices.items()}
        if issubclass(command, CorrectionCommand) and verdict == "allowed":
            choices["target_event_id"] = tuple(
                str(each.envelope.event_id) for each in correctable(working.history(stream), actor)
            )
        return Action(
            command,
            verdict,
            stream,
            working.version(stream),
            tuple(found),
            fixed,
            choices,
            tuple(dict.fromkeys(("L4", "L5", *rules.needs))),
            rules.reason or "entry-reasons",
        )


def _verdict(found: list[Refusal], actor: Actor) -> Verdict:
    if not found:
        return "allowed"
    may_override = actor.role is Role.COORDINATOR and all(each.overridable for each in found)
    return "overridable" if may_override else "refused"


def _variants(command: type[Command], rules: AnyRules, working: Working) -> Iterator[Mapping[str, str]]:
    if rules.subject:
        for step in Step:
            yield {rules.subject: step.value}
    elif command.aggregate == "contact" and command is not AppointContact:
        for assignment in working.contacts():
            yield {"assignment_id": assignment}
    else:
        yield {}

"""Deciding a command: the rules that bind it, and the events that it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Generic, TypeVar

from domain.errors import Refusal, Rejected
from domain.facts import Facts, S, State
from domain.force import can_be_overridden
from domain.guards import AnyGuard
from domain.messages import Command, Event
from domain.values import Role

C = TypeVar("C", bound=Command)
Choices = Callable[[Any, Facts, Any], Sequence[str]]
Demands = Callable[[Any, Facts], Sequence[Refusal]]


@dataclass(frozen=True)
class Fit:
    """What a field may say, by what the field ``by`` says; all fits a value that ``values`` does not name."""

    by: str
    values: Callable[[Any, Facts], Mapping[str, Sequence[str]]]


STAFF = frozenset({Role.COORDINATOR, Role.CONTACT})
COORDINATOR = frozenset({Role.COORDINATOR})
SYSTEM = frozenset({Role.SYSTEM})


@dataclass(frozen=True)
class CommandRules(Generic[S, C]):
    """The rules of one command.

    ``records``: the event that it leads to. ``decide``: how, when the event does not simply hold the command's
    fields. ``reads``: the other states it looks at; ``siblings``: whether it looks at its aggregate's other streams
    in the scope; both are recorded as what the decision rests on. ``subject``: the field whose every value is an
    action of its own (a step). ``choices``: for a field that points at something, what it may point at now.
    ``taken``: for a field, the values that are in force already, so that they cannot be given again (L3).
    ``demands``: the refusals of leaving out fields that must be given now, though not always. ``makes``: the fields
    with ids of what the command brings into being. ``reason``: the code list from which the act's reason must come.
    ``fits``: for a field, what it may say where another field says something. ``needs``: rules that depend on what is
    filled in. ``in_history``: whether a history that is entered afterwards may hold it. ``has_address``: whether it can
    be given by itself; where not, a page makes it of what it shows.
    """

    records: type[Event]
    decide: Callable[[S, C, Facts], Sequence[Event]] | None = None
    guards: tuple[AnyGuard, ...] = ()
    roles: frozenset[Role] = COORDINATOR
    reads: tuple[type[State], ...] = ()
    siblings: bool = False
    subject: str | None = None
    choices: Mapping[str, Choices] = field(default_factory=dict)
    taken: Mapping[str, Choices] = field(default_factory=dict)
    demands: Demands | None = None
    makes: tuple[str, ...] = ()
    reason: str | None = None
    reason_rule: str = "L4"
    fits: Mapping[str, Fit] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    in_history: bool = True
    has_address: bool = True

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Every rule that can refuse the command, whatever it says: authority (L8) and the date (L5) always."""
        guarded = (each for guard in self.guards for each in guard.rule_ids)
        # The code lists know an act's reason, so that L4 can strike any command that gives one.
        found = {"L4", "L5", "L8", self.reason_rule, *guarded, *self.needs}
        return tuple(sorted(found, key=lambda each: (each[0], int(each[1:]))))


# Tables hold the rules of many aggregates; each entry fits its own state and command, which no common type can say.
AnyRules = CommandRules[Any, Any]


@dataclass(frozen=True)
class Decision:
    """What a command leads to, and the rules that it went past."""

    events: tuple[Event, ...]
    overridden: tuple[str, ...] = ()


def decide(
    rules: AnyRules, state: State, command: Command, facts: Facts, overrides: frozenset[str] = frozenset()
) -> Decision:
    """Return what the command leads to.

    An overridable refusal does not stand when its rule is among ``overrides``. Raises Rejected with every refusal
    that stands.
    """
    subject = getattr(command, rules.subject) if rules.subject else None
    found = refusals(rules, state, facts, subject)
    if standing := [each for each in found if not (each.overridable and each.rule_id in overrides)]:
        raise Rejected(*standing)
    _refuse(*_taken_already(rules, state, command, facts, subject))
    # What is wrong with the fields is told all at once.
    _refuse(
        *_wrong_envelope(rules, state, facts),
        *_missing(rules, state, command, facts),
        *_wrong_choice(rules, state, command, facts, subject),
    )
    _refuse(*_misfits(rules, state, command, facts))
    _refuse(*_before_its_start(rules, state, command, facts))
    events = rules.decide(state, command, facts) if rules.decide else [rules.records(**command.model_dump())]
    return Decision(tuple(events), tuple(each.rule_id for each in found))


def refusals(rules: AnyRules, state: State, facts: Facts, subject: object) -> list[Refusal]:
    """Return every guard's refusal, and one for each field that has nothing to choose from."""
    found = [_weighed(refusal, facts) for guard in rules.guards if (refusal := guard(state, facts, subject))]
    if not any(not each.overridable for each in found):
        found += [
            Refusal("L4", {"what": name}, field=name)
            for name, choices in rules.choices.items()
            if not choices(state, facts, subject)
        ]
    return found


def _weighed(refusal: Refusal, facts: Facts) -> Refusal:
    """Return the refusal, told whether it can be gone past."""
    return replace(refusal, overridable=can_be_overridden(refusal.rule_id, retrospective=facts.retrospective))


def _refuse(*found: Refusal) -> None:
    if found:
        raise Rejected(*found)


def _wrong_envelope(rules: AnyRules, state: State, facts: Facts) -> list[Refusal]:
    """Return what is wrong with the day and the reason; that the reason is missing is told once."""
    found = list(_wrong_date(state, facts))
    return found if any(each.field == "reason" for each in found) else [*found, *_wrong_reason(rules, facts)]


def _wrong_date(state: State, facts: Facts) -> Iterator[Refusal]:
    limit = facts.definition.thresholds.backdating_days
    if facts.on > facts.today:
        yield Refusal("L5", {"why": "future", "date": facts.on.isoformat()}, "occurred_on")
    elif state.opened_on and facts.on < state.opened_on:
        params = {"why": "before-opening", "date": facts.on.isoformat(), "limit": state.opened_on.isoformat()}
        yield Refusal("L5", params, "occurred_on")
    elif facts.today - facts.on > timedelta(days=limit) and not facts.reason:
        yield Refusal("L5", {"why": "late-without-reason", "days": limit}, "reason")


def _wrong_reason(rules: AnyRules, facts: Facts) -> Iterator[Refusal]:
    if rules.reason and not facts.reason:
        yield Refusal(rules.reason_rule, {"what": "reason"}, "reason")


def demanded(rules: AnyRules, state: State, facts: Facts) -> list[Refusal]:
    """Return the refusals of leaving out fields that must be given now."""
    return list(rules.demands(state, facts)) if rules.demands else []


def _missing(rules: AnyRules, state: State, command: Command, facts: Facts) -> Iterator[Refusal]:
    return (each for each in demanded(rules, state, facts) if each.field and getattr(command, each.field) is None)


def _taken_already(rules: AnyRules, state: State, command: Command, facts: Facts, subject: object) -> Iterator[Refusal]:
    for name, taken in rules.taken.items():
        if str(getattr(command, name)) in taken(state, facts, subject):
            yield Refusal("L3", {"what": name}, name)


def _wrong_choice(rules: AnyRules, state: State, command: Command, facts: Facts, subject: object) -> Iterator[Refusal]:
    for name, choices in rules.choices.items():
        value = getattr(command, name)
        values = () if value is None else value if isinstance(value, tuple) else (value,)
        allowed = choices(state, facts, subject)
        for each in values:
            if str(each) not in allowed:
                yield Refusal("L4", {"what": name, "value": str(each)}, name)


def _misfits(rules: AnyRules, state: State, command: Command, facts: Facts) -> Iterator[Refusal]:
    for name, fit in rules.fits.items():
        value, other = str(getattr(command, name)), str(getattr(command, fit.by))
        fitting = fit.values(state, facts).get(other)
        if fitting is not None and value not in fitting:
            params = {"what": name, "value": value, fit.by: other, "fitting": tuple(fitting)}
            yield Refusal("L10", params, name)


def _before_its_start(rules: AnyRules, state: State, command: Command, facts: Facts) -> Iterator[Refusal]:
    names = (*rules.choices, rules.subject) if rules.subject else rules.choices
    for name in names:
        value = getattr(command, name)
        for each in value if isinstance(value, tuple) else (value,):
            start = state.since.get(str(each))
            if start and facts.on < start:
                params = {"why": "not-after", "date": facts.on.isoformat(), "limit": start.isoformat()}
                yield Refusal("L5", params, "occurred_on")

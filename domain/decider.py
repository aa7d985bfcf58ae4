"""The shape of an aggregate: a state folded from events, and for each command the rules that bind it.

``guards`` look at the state alone, so that the engine can say beforehand what may be done and why the rest may
not; what depends on the fields of a command is refused by ``choices`` and by ``decide`` itself (``needs``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Generic, TypeVar, cast

from domain.errors import Refusal, Rejected, rejected
from domain.messages import Command, Event, Message, Recorded
from domain.process import ProcessDefinition, QuestionSet
from domain.values import CountyCode, PlaceName, Role, ScbCode


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


class Place(Message):
    """A municipality as Statistics Sweden names it."""

    scb_code: ScbCode
    name: PlaceName
    county_code: CountyCode


S = TypeVar("S", bound=State)
C = TypeVar("C", bound=Command)


@dataclass(frozen=True)
class Facts:
    """What a decision may look at beside its own stream: the day, the definition, other streams' states."""

    place: Place
    today: date
    on: date
    definition: ProcessDefinition
    question_sets: Mapping[int, QuestionSet]
    reason: str | None = None
    imported: bool = False
    states: Mapping[type[State], State] = field(default_factory=dict)
    contacts: Mapping[str, State] = field(default_factory=dict)

    def state(self, kind: type[S]) -> S:
        """Return another stream's state; KeyError if the command's rules did not declare that they read it."""
        return cast("S", self.states[kind])


Guard = Callable[[Any, Facts, Any], Refusal | None]
Choices = Callable[[Any, Facts, Any], Sequence[str]]

G = TypeVar("G", bound=Guard)


def refuses(*rule_ids: str) -> Callable[[G], G]:
    """Mark a guard with every rule that it can refuse by, so that a command can be described beforehand."""

    def marked(guard: G) -> G:
        vars(guard)["rule_ids"] = rule_ids
        return guard

    return marked


STAFF = frozenset({Role.COORDINATOR, Role.CONTACT})
COORDINATOR = frozenset({Role.COORDINATOR})
SYSTEM = frozenset({Role.SYSTEM})


@dataclass(frozen=True)
class CommandRules(Generic[S, C]):
    """The rules of one command.

    ``records``: the event that it leads to. ``decide``: how, when the event does not simply hold the command's
    fields. ``reads``: the other states it looks at, recorded as what the decision rested on. ``subject``: the
    field whose every value is an action of its own (a step). ``choices``: for a field that points at something,
    what it may point at now. ``reason``: the code list from which the act's reason must come. ``needs``: rules
    that depend on what is filled in.
    """

    records: type[Event]
    decide: Callable[[S, C, Facts], Sequence[Event]] | None = None
    guards: tuple[Guard, ...] = ()
    roles: frozenset[Role] = COORDINATOR
    reads: tuple[type[State], ...] = ()
    subject: str | None = None
    choices: Mapping[str, Choices] = field(default_factory=dict)
    reason: str | None = None
    reason_rule: str = "L4"
    needs: tuple[str, ...] = ()


AnyRules = CommandRules[Any, Any]


@dataclass(frozen=True)
class Aggregate:
    """An aggregate's name, its state before the first event, its fold and its rules."""

    name: str
    initial: State
    evolve: Callable[[Any, Any, date], State]
    rules: Mapping[type[Command], AnyRules]

    def fold(self, history: Sequence[Recorded], state: State | None = None) -> State:
        """Return the state after the events, each taken as it stands (corrections already applied)."""
        folded = self.initial if state is None else state
        for each in history:
            folded = self.evolve(folded, each.event, each.envelope.occurred_on)
        return replace(folded, entries=folded.entries + len(history))


def rule_ids(rules: AnyRules) -> tuple[str, ...]:
    """Return every rule that can refuse a command, whatever it says: authority (L8) and the date (L5) always."""
    guarded = (each for guard in rules.guards for each in vars(guard)["rule_ids"])
    # The code lists know an act's reason, so that L4 can strike any command that gives one.
    found = {"L4", "L5", "L8", rules.reason_rule, *guarded, *rules.needs}
    return tuple(sorted(found, key=lambda each: (each[0], int(each[1:]))))


def refusals(rules: AnyRules, state: State, facts: Facts, subject: object) -> list[Refusal]:
    """Return every guard's refusal, and one for each field that has nothing to choose from."""
    found = [refusal for guard in rules.guards if (refusal := guard(state, facts, subject))]
    if not any(not each.overridable for each in found):
        found += [
            Refusal("L4", {"what": name}, field=name)
            for name, choices in rules.choices.items()
            if not choices(state, facts, subject)
        ]
    return found


def decide(
    rules: AnyRules,
    state: State,
    command: Command,
    facts: Facts,
    overridden: frozenset[str] = frozenset(),
    struck: list[str] | None = None,
) -> list[Event]:
    """Return the events that the command leads to.

    An overridable refusal does not stand when its rule is in ``overridden``; it is then put into ``struck``.
    Raises Rejected with every refusal that stands.
    """
    subject = getattr(command, rules.subject) if rules.subject else None
    found = refusals(rules, state, facts, subject)
    standing = [each for each in found if not (each.overridable and each.rule_id in overridden)]
    if standing:
        raise Rejected(*standing)
    if struck is not None:
        struck += [each.rule_id for each in found]
    if wrong := [*_wrong_date(state, facts), *_wrong_reason(rules, facts)]:
        raise Rejected(*wrong)
    if wrong := list(_wrong_choice(rules, state, command, facts, subject)):
        raise Rejected(*wrong)
    if wrong := list(_before_its_start(rules, state, command, facts)):
        raise Rejected(*wrong)
    if rules.decide is None:
        return [rules.records(**command.model_dump())]
    return list(rules.decide(state, command, facts))


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


def _wrong_choice(rules: AnyRules, state: State, command: Command, facts: Facts, subject: object) -> Iterator[Refusal]:
    for name, choices in rules.choices.items():
        value = getattr(command, name)
        values = () if value is None else value if isinstance(value, tuple) else (value,)
        allowed = choices(state, facts, subject)
        for each in values:
            if str(each) not in allowed:
                yield Refusal("L4", {"what": name, "value": str(each)}, name)


def _before_its_start(rules: AnyRules, state: State, command: Command, facts: Facts) -> Iterator[Refusal]:
    names = (*rules.choices, rules.subject) if rules.subject else rules.choices
    for name in names:
        value = getattr(command, name)
        for each in value if isinstance(value, tuple) else (value,):
            start = state.since.get(str(each))
            if start and facts.on < start:
                params = {"why": "not-after", "date": facts.on.isoformat(), "limit": start.isoformat()}
                yield Refusal("L5", params, "occurred_on")


def after(day: date | None, facts: Facts, name: str) -> None:
    """Refuse a date that does not come after the day of the act."""
    if day is not None and day <= facts.on:
        raise rejected("L5", name, why="not-after", date=day.isoformat(), limit=facts.on.isoformat())


def not_before(limit: date | None, facts: Facts, why: str = "not-after") -> None:
    """Refuse an act on a day before another that it follows on."""
    if limit and facts.on < limit:
        raise rejected("L5", "occurred_on", why=why, date=facts.on.isoformat(), limit=limit.isoformat())


def fresh(identity: object, taken: Mapping[Any, Any], name: str) -> None:
    """Refuse an id that something has already."""
    if identity in taken:
        raise rejected("L3", name, what=name)

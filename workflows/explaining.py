"""Why an act may or may not be done (C3, A2): the rules that refuse it, each with the events that it needs.

An event is needed for a verdict where, with the streams folded without it, the verdict is not given, or says something
else. What cannot be without it, its corrections and what is about it alone, is left out with it
(docs/decisions/0038-why.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate
from uuid import UUID

from domain.aggregate import Aggregate
from domain.aggregates import AGGREGATES, RULES, aggregate_of
from domain.canonical import canonical_json
from domain.correction import CorrectionCommand, EntryCorrection, effective, in_force
from domain.errors import Refusal
from domain.facts import State
from domain.messages import Command, Recorded
from domain.people import Actor
from domain.scope import Scope
from workflows.actions.action import Action
from workflows.actions.actions import Actions
from workflows.actions.variants import fixed_fields
from workflows.facts import Looking
from workflows.working import Working

# Of a longer stream the latest events are tried: each one's absence is folded up to the end.
MOST_TRIED = 400
# What no rule that the state alone decides looks at.
_BESIDE = frozenset({"since", "entries"})


@dataclass(frozen=True)
class Asked:
    """One act of one person in a scope; ``fixed``: the step, or the stream, that it is about."""

    scope: Scope
    actor: Actor
    command: type[Command]
    fixed: Mapping[str, str]


@dataclass(frozen=True)
class Because:
    """A rule that refuses, with the events that this needs.

    ``needs`` is empty where it refuses for want of events, and where any of several is enough: ``since`` is then the
    one with which it came. ``is_older``: that is before all that were tried, and is not told.
    """

    refusal: Refusal
    needs: tuple[Recorded, ...] = ()
    since: Recorded | None = None
    is_older: bool = False


@dataclass(frozen=True)
class Later:
    """The event with which an act came to be possible, if one; ``is_whole``: whether every later one was tried."""

    event: Recorded | None
    is_whole: bool


@dataclass(frozen=True)
class Explanation:
    """How an act stands, and why.

    ``refused``: by which rules. ``held_up``: events without which more rules would refuse it, each with the first of
    these. ``looked_at``: the last event of each stream that the rules look at, None of one without any.
    ``definition``: the version of the process that judges. ``is_whole``: whether every event was tried.
    """

    action: Action
    definition: str
    refused: tuple[Because, ...]
    held_up: tuple[tuple[Recorded, Refusal], ...]
    looked_at: Mapping[str, Recorded | None]
    is_whole: bool


def explained(actions: Actions, asked: Asked) -> Explanation:
    """Return how an act stands at the moment that ``actions`` answer for, and why. Raises SetAside."""
    looking = actions.looking(asked.scope)
    streams = _streams(looking, asked)
    looking.working.load(streams)
    action = actions.judged(looking, asked.actor, asked.command, asked.fixed)
    said = {_said(each): each for each in action.refusals}
    needs: dict[str, list[Recorded]] = {each: [] for each in said}
    held_up: list[tuple[Recorded, Refusal]] = []
    histories = {each: looking.working.history(each) for each in streams}
    for stream, history in histories.items():
        for left_out, rest, state in without_each(stream, history, asked.command):
            other = replace(looking, working=looking.working.with_stream(stream, rest, state))
            found = {
                _said(each): each for each in actions.judged(other, asked.actor, asked.command, asked.fixed).refusals
            }
            for name in said.keys() - found.keys():
                needs[name].append(left_out)
            if new := [each for name, each in found.items() if name not in said]:
                held_up.append((left_out, new[0]))
    bare = _said_of_nothing(actions, asked, looking, streams)
    return Explanation(
        action,
        looking.definition().name,
        tuple(
            Because(refusal, tuple(sorted(needs[name], key=_place)))
            if needs[name] or name in bare
            else _came_with(actions, asked, refusal)
            for name, refusal in said.items()
        ),
        tuple(sorted(held_up, key=lambda pair: _place(pair[0]))),
        {stream: history[-1] if history else None for stream, history in histories.items()},
        all(len(history) <= MOST_TRIED for history in histories.values()),
    )


def without_each(
    stream: str, history: Sequence[Recorded], command: type[Command]
) -> Iterator[tuple[Recorded, list[Recorded], State]]:
    """Yield each of a stream's latest events that its state would be another without, with the rest and that state."""
    aggregate, tried = aggregate_of(stream), {each.envelope.event_id for each in history[-MOST_TRIED:]}
    facts = effective(history)
    states = list(accumulate(facts, lambda state, each: _applied(aggregate, state, each), initial=aggregate.initial))
    every = issubclass(command, CorrectionCommand)  # what can be corrected is asked of the events themselves
    by_id = {each.envelope.event_id: each for each in history}
    for place, fact in enumerate(facts):
        if fact.envelope.event_id not in tried:
            continue
        state = _without(aggregate, facts, states, place)
        if state is not None or every:
            rest = _rest(history, by_id[fact.envelope.event_id])
            yield by_id[fact.envelope.event_id], rest, replace(state or states[-1], entries=len(rest))
    for correction in in_force(history):
        if correction.envelope.event_id in tried:
            rest = _rest(history, correction)
            folded = aggregate.initial
            for each in effective(rest):
                folded = _applied(aggregate, folded, each)
            if every or not _same(folded, states[-1]):
                yield correction, rest, replace(folded, entries=len(rest))


def first_allowed(actions: Actions, asked: Asked, after: int) -> Later:
    """Return the event after a position with which an act that was refused came to be possible."""
    looking = actions.looking(asked.scope)
    later = [each for each in _looked_at(looking, asked) if each.position > after]
    for each, found in _told_on(actions, looking, asked, later[:MOST_TRIED]):
        if found.verdict != "refused":
            return Later(each, is_whole=True)
    return Later(None, len(later) <= MOST_TRIED)


def _looked_at(looking: Looking, asked: Asked) -> list[Recorded]:
    """Return the events that an act's rules look at, in the order of the log."""
    streams = _streams(looking, asked)
    looking.working.load(streams)
    return sorted((each for stream in streams for each in looking.working.history(stream)), key=_place)


def _told_on(
    actions: Actions, looking: Looking, asked: Asked, news: Sequence[Recorded]
) -> Iterator[tuple[Recorded, Action]]:
    """Yield how the act stood with each of some events that follow each other."""
    histories = {each: looking.working.history(each) for each in _streams(looking, asked)}
    first = news[0].position if news else 0
    working = looking.working
    for stream, history in histories.items():
        working = _until(working, stream, [each for each in history if each.position < first])
    for each in news:
        stream, then = each.envelope.stream, actions.as_of(each.position, each.envelope.recorded_on)
        working = _until(working, stream, [*working.history(stream), each])
        yield each, then.judged(replace(looking, working=working), asked.actor, asked.command, asked.fixed)


def _said_of_nothing(actions: Actions, asked: Asked, looking: Looking, streams: Sequence[str]) -> set[str]:
    """Return what is refused where nothing has happened."""
    working = looking.working
    for each in streams:
        working = _until(working, each, [])
    empty = replace(looking, working=working)
    return {_said(each) for each in actions.judged(empty, asked.actor, asked.command, asked.fixed).refusals}


def _until(working: Working, stream: str, history: list[Recorded]) -> Working:
    state = aggregate_of(stream).fold(effective(history))
    return working.with_stream(stream, history, replace(state, entries=len(history)))


def _came_with(actions: Actions, asked: Asked, refusal: Refusal) -> Because:
    """Return with which event a refusal that still stands, and needs no single one, was first said without a break."""
    looking, name = actions.looking(asked.scope), _said(refusal)
    every = _looked_at(looking, asked)
    tried = every[-MOST_TRIED - 1 :]  # with the one before, which tells whether it was refused already
    came: Recorded | None = None
    for each, found in _told_on(actions, looking, asked, tried):
        said = name in map(_said, found.refusals)
        came = (came or each) if said else None
    is_older = len(tried) > MOST_TRIED and came is tried[0]
    return Because(refusal, (), None if is_older else came, is_older)


def falling(facts: Sequence[Recorded], left_out: Recorded) -> frozenset[UUID]:
    """Return the ids of the facts of a stream that are about what is not there without one of them."""
    stream, gone = left_out.envelope.stream, set[UUID]()
    aggregate = aggregate_of(stream)
    state = aggregate.initial
    for each in facts:
        if each.envelope.stream == stream and each.envelope.event_id != left_out.envelope.event_id:
            try:
                state = aggregate.evolve(state, each.event, each.envelope.occurred_on)
            except KeyError:
                gone.add(each.envelope.event_id)
    return frozenset(gone)


def is_act(command: type[Command], fixed: Mapping[str, str]) -> bool:
    """Whether these fields tell which act of a command is meant."""
    return set(fixed) == set(fixed_fields(command))


def _streams(looking: Looking, asked: Asked) -> list[str]:
    """Return the streams that the rules of an act look at, its own first."""
    aggregate = AGGREGATES[asked.command.aggregate]
    own = aggregate.stream(looking.scope.code, asked.fixed.get(aggregate.keyed_by or ""))
    return list(dict.fromkeys([own, *looking.streams(aggregate, RULES[asked.command])]))


def _without(aggregate: Aggregate, facts: Sequence[Recorded], states: Sequence[State], place: int) -> State | None:
    """Return the last state without one fact; None where it is the same, from some fact on or from the first."""
    state = states[place]
    for at in range(place, len(facts)):
        if at > place:
            state = _applied(aggregate, state, facts[at])
        if _same(state, states[at + 1]):
            return None
    return state


def _applied(aggregate: Aggregate, state: State, fact: Recorded) -> State:
    """Return the state after a fact; as it was, where the fact is about what is not there."""
    try:
        return aggregate.evolve(state, fact.event, fact.envelope.occurred_on)
    except KeyError:
        return state


def _same(one: State, other: State) -> bool:
    return all(getattr(one, each.name) == getattr(other, each.name) for each in fields(one) if each.name not in _BESIDE)


def _rest(history: Sequence[Recorded], left_out: Recorded) -> list[Recorded]:
    """Return a stream without an event and the corrections of it."""
    gone = {left_out.envelope.event_id}
    rest: list[Recorded] = []
    for each in history:
        if isinstance(each.event, EntryCorrection) and each.event.target_event_id in gone:
            gone.add(each.envelope.event_id)
        elif each is not left_out:
            rest.append(each)
    return rest


def _said(refusal: Refusal) -> str:
    """Return all that a refusal says: its rule, and what its sentence is worded with."""
    return canonical_json([refusal.rule_id, dict(refusal.params), refusal.field])


def _place(recorded: Recorded) -> int:
    return recorded.position

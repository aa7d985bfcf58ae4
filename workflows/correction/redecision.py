"""Deciding recorded facts anew over a corrected log, each with what was known when it was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from pydantic import ValidationError

from domain.aggregate import Aggregate
from domain.aggregates import BY_STATE, COMMAND_OF, RULES, aggregate_of
from domain.decider import decide
from domain.errors import Rejected
from domain.facts import Facts, State
from domain.messages import Command, Event, Recorded
from domain.values import Channel
from workflows.correction.corrected_log import CorrectedLog

# Whether an act had the reason that it needed was judged when it was entered; a day that a correction moved has its.
_JUDGED = "judged"


@dataclass(frozen=True)
class Verdict:
    """What a command comes to: events, or the rules that refuse it."""

    events: Sequence[Event] = ()
    refused_by: frozenset[str] = frozenset()


class Redecision:
    """Decides the facts of a log anew. In the order of their stream each other fact is folded once for all of them."""

    def __init__(self, log: CorrectedLog) -> None:
        self._log = log
        self._foldings: dict[str, _Folding] = {}
        self._recorded = _by_act(log.looking.working.history(log.stream))

    def before(self, recorded: Recorded) -> State:
        """Return what the fact's stream says before it."""
        folding = self._folding(recorded.envelope.stream)
        return folding.until(lambda each: each.envelope.version < recorded.envelope.version)

    def verdict(self, state: State, recorded: Recorded) -> Verdict:
        """Return what the fact's command comes to, decided in this state of its stream."""
        try:
            return Verdict(self.accepted(state, recorded))
        except Rejected as refused:
            return Verdict(refused_by=frozenset(each.rule_id for each in refused.refusals))

    def accepted(self, state: State, recorded: Recorded) -> Sequence[Event]:
        """Return the events of the fact's command, decided in this state of its stream. Raises Rejected."""
        envelope, command_type = recorded.envelope, COMMAND_OF[type(recorded.event)]
        aggregate, rules = aggregate_of(envelope.stream), RULES[command_type]
        command = command_behind(recorded, aggregate, command_type)
        facts = self._facts_then(recorded, aggregate, command_type)
        return decide(rules, state, command, facts, frozenset(envelope.overrides)).events

    def last_known(self, recorded: Recorded) -> int:
        """Return the version of the corrected stream up to which a fact rests on it."""
        envelope, stream = recorded.envelope, self._log.stream
        if envelope.stream == stream:
            return envelope.version
        in_act = [each.envelope.version for each in _before_in_act(recorded, self._recorded)]
        return max([envelope.rests_on.get(stream, 0), *in_act])

    def _facts_then(self, recorded: Recorded, aggregate: Aggregate, command_type: type[Command]) -> Facts:
        """Return the facts as they were when the entry was made, judged by the version that judged it."""
        envelope, rules, looking = recorded.envelope, RULES[command_type], self._log.looking
        entered: date = max(envelope.recorded_on, envelope.occurred_on)
        past, reason = envelope.channel is Channel.IMPORT, envelope.reason or _JUDGED
        facts = looking.facts(aggregate, rules, entered, envelope.occurred_on, reason=reason, past=past)
        return replace(
            facts,
            definition=looking.version(envelope.process_version, envelope.stream),
            states={kind: self._state_then(kind, recorded) for kind in rules.reads},
            siblings=self._siblings_then(facts.siblings, recorded, aggregate),
        )

    def _state_then(self, kind: type[State], recorded: Recorded) -> State:
        stream = self._log.looking.stream(kind)
        last, folding = recorded.envelope.rests_on.get(stream, 0), self._folding(stream)
        known = folding.until(lambda each: each.envelope.version <= last)
        in_act = [each for each in folding.before_in_act(recorded) if each.envelope.version > last]
        return BY_STATE[kind].fold(in_act, known)

    def _siblings_then(
        self, siblings: Mapping[str, State], recorded: Recorded, aggregate: Aggregate
    ) -> dict[str, State]:
        streams = {key: aggregate.stream(self._log.looking.scope.code, key) for key in siblings}
        return {
            key: self._folding(stream).until(lambda each: each.position < recorded.position)
            for key, stream in streams.items()
        }

    def _folding(self, stream: str) -> _Folding:
        if stream not in self._foldings:
            self._foldings[stream] = _Folding(aggregate_of(stream), self._log.facts(stream))
        return self._foldings[stream]


class _Folding:
    """A stream's facts, folded up to what was known; where more and more is asked for, each is folded once."""

    def __init__(self, aggregate: Aggregate, facts: Sequence[Recorded]) -> None:
        self._aggregate = aggregate
        self._facts = facts
        self._state, self._count = aggregate.initial, 0
        self._by_act = _by_act(facts)

    def until(self, is_known: Callable[[Recorded], bool]) -> State:
        """Return the state after the facts that were known, which are the stream's first ones."""
        if self._count and not is_known(self._facts[self._count - 1]):
            self._state, self._count = self._aggregate.initial, 0
        news = list(takewhile(is_known, (self._facts[at] for at in range(self._count, len(self._facts)))))
        self._state, self._count = self._aggregate.fold(news, self._state), self._count + len(news)
        return self._state

    def before_in_act(self, recorded: Recorded) -> Iterator[Recorded]:
        """Yield the facts that came of the same act before an event."""
        return _before_in_act(recorded, self._by_act)


_ByAct = Mapping[object, Sequence[Recorded]]


def _by_act(history: Sequence[Recorded]) -> _ByAct:
    found: dict[object, list[Recorded]] = {}
    for each in history:
        found.setdefault(_act(each), []).append(each)
    return found


def _act(recorded: Recorded) -> object:
    return recorded.envelope.command_id, recorded.envelope.actor_ref


def _before_in_act(recorded: Recorded, by_act: _ByAct) -> Iterator[Recorded]:
    """Yield what came of an event's own act before it: a follow-up knows what it follows on."""
    return (each for each in by_act.get(_act(recorded), ()) if 0 < each.position < recorded.position)


def command_behind(recorded: Recorded, aggregate: Aggregate, command_type: type[Command]) -> Command:
    """Return the command that an event records the acceptance of."""
    fields = {**recorded.event.model_dump(), **aggregate.key_of(recorded.envelope.stream)}
    known = {name: value for name, value in fields.items() if name in command_type.model_fields}
    try:
        return command_type.model_validate(known)
    except ValidationError:  # it was taken when less was asked for, and stands
        return command_type.model_construct(**known)

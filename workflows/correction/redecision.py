"""Deciding a recorded fact anew over a corrected log, with what was known when it was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pydantic import ValidationError

from domain.aggregate import Aggregate
from domain.aggregates import BY_STATE, RULES, aggregate_of
from domain.decider import decide
from domain.errors import Rejected
from domain.facts import Facts, State
from domain.messages import Command, Event, Recorded
from domain.values import Channel
from workflows.correction.corrected_log import CorrectedLog


def decided_again(
    log: CorrectedLog, command_type: type[Command], recorded: Recorded, before: Sequence[Recorded]
) -> Sequence[Event] | None:
    """Return the events of the fact's command, decided after these facts; None where it is refused."""
    envelope, rules = recorded.envelope, RULES[command_type]
    aggregate = aggregate_of(envelope.stream)
    try:
        return decide(
            rules,
            aggregate.fold(before),
            command_behind(recorded, aggregate, command_type),
            _facts_then(log, recorded, aggregate, command_type),
            frozenset(envelope.overrides),
        ).events
    except Rejected:
        return None


def came_before_in_act(earlier: Recorded, recorded: Recorded) -> bool:
    """Whether one event of an act came before another: a follow-up knows what it follows on."""
    one, other = earlier.envelope, recorded.envelope
    same_act = (one.command_id, one.actor_ref) == (other.command_id, other.actor_ref)
    return same_act and 0 < earlier.position < recorded.position


def command_behind(recorded: Recorded, aggregate: Aggregate, command_type: type[Command]) -> Command:
    """Return the command that an event records the acceptance of."""
    fields = {**recorded.event.model_dump(), **aggregate.key_of(recorded.envelope.stream)}
    known = {name: value for name, value in fields.items() if name in command_type.model_fields}
    try:
        return command_type.model_validate(known)
    except ValidationError:  # it was taken when less was asked for, and stands
        return command_type.model_construct(**known)


def _facts_then(log: CorrectedLog, recorded: Recorded, aggregate: Aggregate, command_type: type[Command]) -> Facts:
    """Return the facts as they were when the entry was made, judged by the version that judged it."""
    envelope, rules, looking = recorded.envelope, RULES[command_type], log.looking
    entered: date = max(envelope.recorded_on, envelope.occurred_on)
    past = envelope.channel is Channel.IMPORT
    facts = looking.facts(aggregate, rules, entered, envelope.occurred_on, reason=envelope.reason, past=past)
    return replace(
        facts,
        definition=looking.version(envelope.process_version, envelope.stream),
        states={kind: _state_then(log, kind, recorded) for kind in rules.reads},
        siblings=_siblings_then(log, facts.siblings, recorded, aggregate),
    )


def _state_then(log: CorrectedLog, kind: type[State], recorded: Recorded) -> State:
    stream = log.looking.stream(kind)
    last = recorded.envelope.rests_on.get(stream, 0)
    facts = log.facts(stream)
    return BY_STATE[kind].fold(
        [each for each in facts if each.envelope.version <= last or came_before_in_act(each, recorded)]
    )


def _siblings_then(
    log: CorrectedLog, siblings: Mapping[str, State], recorded: Recorded, aggregate: Aggregate
) -> dict[str, State]:
    streams = {key: aggregate.stream(log.looking.scope.code, key) for key in siblings}
    return {
        key: aggregate.fold([each for each in log.facts(stream) if each.position < recorded.position])
        for key, stream in streams.items()
    }

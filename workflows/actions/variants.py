"""What a command is about, where it can be about several things: a step, or one stream of many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.aggregate import Aggregate
from domain.aggregates import AGGREGATES, RULES
from domain.decider import AnyRules
from domain.messages import Command
from domain.values import Step
from workflows.facts import Looking


def fixed_fields(command: type[Command]) -> tuple[str, ...]:
    """Return the fields that tell one action of a command from another."""
    if subject := RULES[command].subject:
        return (subject,)
    aggregate: Aggregate = AGGREGATES[command.aggregate]
    return (aggregate.keyed_by,) if aggregate.keyed_by and not aggregate.begins(command) else ()


def variants(command: type[Command], looking: Looking) -> Iterator[Mapping[str, str]]:
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


def looked_at(command: type[Command], looking: Looking) -> list[str]:
    """Return the streams that a command's rules look at: those of all instances, or the one that it begins."""
    aggregate = AGGREGATES[command.aggregate]
    is_of_many = aggregate.keyed_by is not None and not aggregate.begins(command)
    own = [*looking.instances(aggregate)] if is_of_many else [aggregate.stream(looking.scope.code)]
    return [*own, *looking.streams(aggregate, RULES[command])]


def streams_of(command: type[Command], looking: Looking) -> list[str]:
    """Return the same, and the stream that a command begins."""
    aggregate = AGGREGATES[command.aggregate]
    return [aggregate.stream(looking.scope.code), *looking.streams(aggregate, RULES[command])]

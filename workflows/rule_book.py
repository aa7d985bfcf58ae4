"""Every rule that can refuse a command: what it guards, what is looked at when given, which steps ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from domain.aggregates import AGGREGATES, RULES
from domain.messages import Command
from domain.process import ProcessDefinition
from domain.values import Step

# R: rules of the trade; E: what a step asks for before it is closed; L: what an aggregate's life forbids.
Family = Literal["R", "E", "L"]
FAMILIES: tuple[Family, ...] = ("R", "E", "L")


@dataclass(frozen=True)
class Uses:
    """The commands that a rule guards by the state alone, and those that it looks at when they are given."""

    everywhere: bool
    guards: tuple[type[Command], ...]
    when_given: tuple[type[Command], ...]


def rule_ids() -> Mapping[Family, Sequence[str]]:
    """Return every rule's id, by what kind of rule it is."""
    ids = sorted({each for rules in RULES.values() for each in rules.rule_ids}, key=lambda each: int(each[1:]))
    return {family: [each for each in ids if each.startswith(family)] for family in FAMILIES}


def uses(rule_id: str) -> Uses:
    """Return what a rule is asked about."""
    found = {command: rules for command, rules in RULES.items() if rule_id in rules.rule_ids}
    guards = [c for c, rules in found.items() if any(rule_id in guard.rule_ids for guard in rules.guards)]
    return Uses(len(found) == len(RULES), tuple(guards), tuple(each for each in found if each not in guards))


def address_of(command: type[Command]) -> str:
    """Return a command as it stands in addresses: ``action-plan/ve/adopt-plan``."""
    return f"{AGGREGATES[command.aggregate].path}/{command.name.split('.')[1]}"


def asked_by(rule_id: str, definition: ProcessDefinition) -> Iterator[Step]:
    """Yield the steps that a version of the process closes by the rule alone."""
    return (each.step for each in definition.steps if rule_id in each.exit_criteria)

"""Acts that make sense for several municipalities: by the shape of a command, and by what it clears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import get_args
from uuid import UUID

from domain.aggregates import AGGREGATES, RULES, USER_RULES
from domain.correction import CorrectionCommand
from domain.messages import Command
from domain.people import Actor
from domain.scope import ScopeKind
from domain.support.rules import SUPPORT
from workflows.attention.reason import REMEDIES
from workflows.reference.codes import code_fields


@cache
def acts_for_several() -> tuple[type[Command], ...]:
    """Return the commands of the support, and those that clear what waits, that can be asked once for several."""
    clearing = {remedy.command for found in REMEDIES.values() for remedy in found}
    return tuple(
        each for each in USER_RULES if (each in clearing or each.aggregate == SUPPORT.name) and is_asked_once(each)
    )


def is_asked_once(command: type[Command]) -> bool:
    """Whether no field of it points at something that one municipality alone has."""
    aggregate, rules = AGGREGATES[command.aggregate], RULES[command]
    if (
        aggregate.belongs_to is not ScopeKind.MUNICIPALITY
        or aggregate.keyed_by
        or issubclass(command, CorrectionCommand)
    ):
        return False
    points = {name for name, info in command.model_fields.items() if _is_id(info.annotation)} - {*rules.makes}
    return not points and set(rules.choices) <= set(code_fields(command))


def _is_id(annotation: object) -> bool:
    return annotation is UUID or any(map(_is_id, get_args(annotation)))


def acts_of(actor: Actor) -> Sequence[type[Command]]:
    """Return those that a person may give."""
    return [each for each in acts_for_several() if actor.role in RULES[each].roles]


def suggested(acts: Sequence[type[Command]], reasons: Iterable[str]) -> Sequence[type[Command]]:
    """Return those of the acts that clear one of these reasons, the plainest first.

    A remedy that names what waits by its id is of one municipality alone.
    """
    cases = [case for reason in dict.fromkeys(reasons) for case in REMEDIES if case.partition(".")[0] == reason]
    remedies = (remedy for case in cases for remedy in REMEDIES[case])
    clearing = dict.fromkeys(each.command for each in remedies if each.points_by in {None, *code_fields(each.command)})
    return [each for each in clearing if each in acts]

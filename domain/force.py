"""How firmly a rule stands: which refusals a coordinator may go past, with a reason that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Force(StrEnum):
    """Whether a refusal can be gone past: never, with a reason, or only where records of the past are entered."""

    HARD = "hard"
    OVERRIDABLE = "overridable"
    RETROSPECTIVE = "retrospective"


FORCES: Mapping[str, Force] = {
    "R1": Force.RETROSPECTIVE,
    "R2": Force.OVERRIDABLE,
    "R7": Force.OVERRIDABLE,
    "E1": Force.OVERRIDABLE,
    "E2": Force.OVERRIDABLE,
}


def force(rule_id: str) -> Force:
    """Return how firmly a rule stands."""
    return FORCES.get(rule_id, Force.HARD)


def can_be_overridden(rule_id: str, *, retrospective: bool) -> bool:
    """Whether a coordinator may go past the rule's refusal."""
    return force(rule_id) is Force.OVERRIDABLE or (retrospective and force(rule_id) is Force.RETROSPECTIVE)

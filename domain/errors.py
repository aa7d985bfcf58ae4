"""Refusals: a rule's id and its parameters, never its wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal:
    """One rule that said no, with what its wording needs to explain itself.

    ``params`` hold codes, ids, numbers and ISO dates; ``field`` names the field at fault where there is one.
    ``overridable`` is set where commands are decided: a rule does not say of itself how firmly it stands.
    """

    rule_id: str
    params: Mapping[str, str | int | Sequence[str]] = field(default_factory=dict)
    field: str | None = None
    overridable: bool = False


class Rejected(Exception):
    """A command that the rules refuse; carries every refusal found, never empty."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(refusal.rule_id for refusal in refusals))
        self.refusals = refusals


def rejected(rule_id: str, field: str | None = None, **params: str | int | Sequence[str]) -> Rejected:
    """Return a rejection by one rule, to be raised."""
    return Rejected(Refusal(rule_id, params, field))

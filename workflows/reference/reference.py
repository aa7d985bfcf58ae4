"""The versioned data that rules are fed with: definitions, question sets, code lists, registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.messages import Message
from domain.places import County, Place
from domain.process import ProcessDefinition, QuestionSet
from domain.scope import Scope, ScopeKind
from workflows.reference import places
from workflows.reference.codes import Codes, load_codes
from workflows.reference.definitions import CURRENT, load_definitions, question_sets


class UnknownVersion(LookupError):
    """A journey follows a version of the process that this installation does not have."""


@dataclass(frozen=True)
class Reference:
    """Every version of what decisions look at; ``current``: the version of the process that new journeys follow."""

    definitions: Mapping[str, ProcessDefinition]
    question_sets: Mapping[int, QuestionSet]
    codes: Codes
    current: str = CURRENT
    place: Callable[[str], Place | None] = places.place

    def definition(self, name: str | None = None) -> ProcessDefinition:
        """Return a version of the process, the current one where none is named. Raises UnknownVersion."""
        try:
            return self.definitions[name or self.current]
        except KeyError as error:
            raise UnknownVersion(name) from error

    def register(self, scope: Scope) -> Mapping[type[Message], Message]:
        """Return what the registers say of a scope, by kind; nothing for a scope that is in none of them."""
        match scope.kind:
            case ScopeKind.MUNICIPALITY:
                place = self.place(scope.code)
                return {Place: place} if place else {}
            case ScopeKind.COUNTY:
                county = places.county(scope.code)
                return {County: county} if county else {}
            case ScopeKind.JOINT:
                return {}


def load_reference(codes: Codes | None = None) -> Reference:
    """Return all data that comes with the product, with a county's own code lists where they are given."""
    return Reference(load_definitions(), question_sets(), codes or load_codes())

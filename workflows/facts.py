"""The facts that one decision is given, and the streams that it thereby rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.aggregate import Aggregate
from domain.aggregates import BY_STATE, aggregate_of
from domain.decider import AnyRules
from domain.facts import Facts, State
from domain.journey.state import Journey
from domain.process import ProcessDefinition, QuestionSet
from domain.scope import Scope, ScopeKind
from domain.situation_picture.state import SituationPicture
from workflows.ports import SetAside
from workflows.reference.reference import Reference, UnknownVersion
from workflows.working import Working


class _Known(dict[int, QuestionSet]):
    """Question sets by version; a picture that names another one is set aside."""

    def __init__(self, sets: Mapping[int, QuestionSet], picture: str) -> None:
        super().__init__(sets)
        self._picture = picture

    def __missing__(self, version: int) -> QuestionSet:
        raise SetAside(self._picture, "unknown-version")


@dataclass(frozen=True)
class Looking:
    """What decisions in one scope look at.

    A journey's version of the process judges everything in its municipality; elsewhere, and before a journey is
    opened, the current version does.
    """

    scope: Scope
    reference: Reference
    working: Working

    def facts(
        self,
        aggregate: Aggregate,
        rules: AnyRules,
        today: date,
        on: date,
        *,
        reason: str | None = None,
        past: bool = False,
    ) -> Facts:
        """Return the facts for one decision of an aggregate; ``past``: it is entered from records of the past."""
        return Facts(
            today=today,
            on=on,
            definition=self.definition(),
            question_sets=_Known(self.reference.question_sets, self.stream(SituationPicture)),
            reason=reason,
            retrospective=past,
            states={kind: self.state(kind) for kind in rules.reads},
            siblings=self.siblings(aggregate) if rules.siblings else {},
            register=self.reference.register(self.scope),
        )

    def definition(self) -> ProcessDefinition:
        """Return the version of the process that judges what is done in this scope. Raises SetAside."""
        journey = self.state(Journey) if self.scope.kind is ScopeKind.MUNICIPALITY else None
        return self.version(journey.definition if isinstance(journey, Journey) else None, self.stream(Journey))

    def version(self, name: str | None, stream: str) -> ProcessDefinition:
        """Return a version of the process that a stream names, the current one for None. Raises SetAside."""
        try:
            return self.reference.definition(name)
        except UnknownVersion as error:
            raise SetAside(stream, "unknown-version") from error

    def state(self, kind: type[State]) -> State:
        """Return a state of the scope."""
        return self.working.state(self.stream(kind))

    def stream(self, kind: type[State]) -> str:
        """Return the scope's stream of that aggregate."""
        return BY_STATE[kind].stream(self.scope.code)

    def siblings(self, aggregate: Aggregate) -> dict[str, State]:
        """Return every state of an aggregate that has several streams in the scope, by what tells them apart."""
        return {aggregate.instance_of(name): self.working.state(name) for name in self.instances(aggregate)}

    def streams(self, aggregate: Aggregate, rules: AnyRules) -> list[str]:
        """Return the streams that a decision looks at beside its own."""
        found = [self.stream(kind) for kind in rules.reads]
        if self.scope.kind is ScopeKind.MUNICIPALITY:
            found.append(self.stream(Journey))
        if rules.siblings:
            found += self.instances(aggregate)
        return list(dict.fromkeys(found))

    def instances(self, aggregate: Aggregate) -> Iterator[str]:
        """Return the names of an aggregate's streams in the scope."""
        return (each for each in self.working.streams(self.scope.code) if aggregate_of(each) is aggregate)

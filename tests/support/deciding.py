"""Given these events, when this command is given, then those events follow, or these rules refuse.

Nothing but the domain is asked: ``evolve`` folds what is given, ``decide`` answers. No store, no handler, no clock.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.aggregates import AGGREGATES, BY_STATE, RULES, aggregate_of
from domain.correction import effective
from domain.decider import AnyRules, decide
from domain.errors import Refusal, Rejected
from domain.facts import Facts, State
from domain.journey.state import Journey
from domain.messages import Command, Event, Recorded
from domain.scope import Scope
from tests.support.given import REFERENCE, Dated, Log, scope_code
from tests.support.people import TODAY


class Specification:
    """A history, and what was decided last."""

    def __init__(self, events: Sequence[Event | Dated]) -> None:
        self.log = Log()
        self.log.extend(events)
        self._events: tuple[Event, ...] = ()
        self._refusals: tuple[Refusal, ...] = ()

    def when(
        self,
        command: Command,
        *,
        on: date | None = None,
        reason: str | None = None,
        overrides: Sequence[str] = (),
        retrospective: bool = False,
    ) -> "Specification":
        """Decide a command; one before this must have been accepted. ``retrospective``: from records of the past."""
        assert not self._refusals
        aggregate, rules = AGGREGATES[command.aggregate], RULES[type(command)]
        stream = aggregate.stream_of(command, scope_code(command.aggregate))
        facts = replace(self._facts(command, rules, on or TODAY), reason=reason, retrospective=retrospective)
        try:
            decision = decide(rules, self._state(stream), command, facts, frozenset(overrides))
        except Rejected as refused:
            self._events, self._refusals = (), refused.refusals
            return self
        self._events = decision.events
        self.log.extend([Dated(each, on or TODAY) for each in decision.events], stream)
        return self

    def then(self, *events: Event) -> None:
        """Assert that just these events followed."""
        assert not self._refusals
        assert events == self._events

    def refused(self, *rule_ids: str, field: str | None = None) -> None:
        """Assert that these rules refused, and that the field at fault was named."""
        assert list(rule_ids) == [each.rule_id for each in self._refusals]
        if field:
            assert field in [each.field for each in self._refusals]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What refused the last command."""
        return self._refusals

    @property
    def events(self) -> tuple[Event, ...]:
        """What followed from the last command."""
        return self._events

    def _facts(self, command: Command, rules: AnyRules, on: date) -> Facts:
        code = scope_code(command.aggregate)
        journey = self._state(BY_STATE[Journey].stream(scope_code("journey")))
        return Facts(
            today=TODAY,
            on=on,
            definition=REFERENCE.definition(journey.definition if isinstance(journey, Journey) else None),
            question_sets=REFERENCE.question_sets,
            states={kind: self._state(BY_STATE[kind].stream(code)) for kind in rules.reads},
            siblings=self._siblings(command) if rules.siblings else {},
            register=REFERENCE.register(Scope.of(code)),
        )

    def _siblings(self, command: Command) -> dict[str, State]:
        prefix = f"{command.aggregate}/"
        return {name.rsplit("/", 1)[1]: self._state(name) for name in self.log.streams if name.startswith(prefix)}

    def _state(self, stream: str) -> State:
        history: list[Recorded] = self.log.streams.get(stream, [])
        return replace(aggregate_of(stream).fold(effective(history)), entries=len(history))


def given(*events: Event | Dated) -> Specification:
    """Begin with a history of these events."""
    return Specification(events)

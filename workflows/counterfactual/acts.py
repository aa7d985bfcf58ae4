"""The acts of a municipality judged once more: which would have been refused, or taken, or come to another day.

Each act is judged with what was known when it was entered. What happened stays in the history: nobody knows what
people would have done instead. Only what the rules themselves derive (the day of the next review) becomes another, and
later acts are judged by that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from domain.aggregates import COMMAND_OF, RULES, USER_RULES
from domain.audit.events import CommandRefused
from domain.decider import Decision
from domain.errors import Rejected
from domain.facts import State
from domain.messages import Command, Recorded
from domain.process import ProcessDefinition
from domain.values import Step
from workflows.counterfactual.alternative import Alternative
from workflows.counterfactual.verdicts import JUDGED, Judge
from workflows.reference.reference import Reference
from workflows.states import States

Kind = Literal["refused", "needs-exception", "needs-none", "taken", "moved"]
KINDS: tuple[Kind, ...] = ("refused", "needs-exception", "needs-none", "taken", "moved")


@dataclass(frozen=True)
class ActDifference:
    """An act, or a refusal on record, that the other rules judge otherwise.

    ``kind``: refused where it was accepted, so that it would have taken an exception, or without the one that it took;
    taken where it was refused; moved: accepted, with another day for what follows. ``entered``: the day of recording.
    ``was``, ``would_be``: of what moved, the days.
    """

    kind: Kind
    scb_code: str
    command: str
    event_id: str
    position: int
    on: date
    entered: date
    rules: tuple[str, ...] = ()
    step: Step | None = None
    was: date | None = None
    would_be: date | None = None


@dataclass
class Rejudging:
    """A municipality's history, gone through in its order; ``other``: the same as it would have been."""

    reference: Reference
    alternative: Alternative
    acts: list[ActDifference] = field(default_factory=list)
    other: list[Recorded] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with empty streams."""
        self._own, self._others = _Streams(), _Streams()
        self._actual = Judge(self.reference.definition, self.reference.question_sets, self._own.state)
        questions = self.alternative.question_sets(self.reference)
        self._would = Judge(self._definition, questions, self._others.state)

    def go_through(self, entries: Sequence[Recorded]) -> None:
        """Judge all entries, each with what was there before it; refusals on record are among them."""
        for each in entries:
            if isinstance(each.event, CommandRefused):
                self.acts += self._taken(each, each.event)
                continue
            changed = each
            command = COMMAND_OF.get(type(each.event))
            if command in JUDGED:
                changed, found = self._judged(each)
                self.acts += found
            elif command in USER_RULES and not each.envelope.causation_id:
                self.acts += self._too_late(each, command)
            self._own.add(each)
            self._others.add(changed)
            self.other.append(changed)

    def _definition(self, name: str) -> ProcessDefinition:
        return self.alternative.of(self.reference.definition(name), self.reference)

    def _judged(self, recorded: Recorded) -> tuple[Recorded, list[ActDifference]]:
        was, would_be = self._actual.verdict(recorded), self._would.verdict(recorded)
        if isinstance(was, Rejected):  # what today's rules refuse in either case differs by nothing that was changed
            return recorded, []
        if isinstance(would_be, Rejected):
            ids = tuple(dict.fromkeys(each.rule_id for each in would_be.refusals))
            is_open = all(each.overridable for each in would_be.refusals)
            return recorded, [_difference("needs-exception" if is_open else "refused", recorded, ids)]
        spared = tuple(each for each in was.overridden if each not in would_be.overridden)
        found = [_difference("needs-none", recorded, spared)] if spared else []
        changed = _changed(recorded, was, would_be)
        if changed is recorded:
            return recorded, found
        days = [(one, other) for one, other in _days(recorded, changed) if one != other]
        return changed, [*found, *(replace(_difference("moved", recorded), was=a, would_be=b) for a, b in days)]

    def _too_late(self, recorded: Recorded, command: type[Command]) -> Iterator[ActDifference]:
        """L5: an act that is entered later than this takes a reason."""
        envelope = recorded.envelope
        days = (envelope.recorded_on - envelope.occurred_on).days
        was, would_be = (
            each.definition(envelope.process_version).thresholds.backdating_days for each in (self._actual, self._would)
        )
        if would_be < days <= was and not envelope.reason and RULES[command].in_history:
            yield _difference("refused", recorded, ("L5",))

    def _taken(self, recorded: Recorded, refusal: CommandRefused) -> Iterator[ActDifference]:
        """Yield a refusal on record whose every rule would have let the command through."""
        stream = recorded.envelope.stream.removeprefix("audit/")
        definition = self._actual.definition(recorded.envelope.process_version)
        steps: set[Step] = set()
        for rule in refusal.rule_ids:
            asking = tuple(each.step for each in definition.steps if rule in each.exit_criteria)
            subjects = (refusal.step,) if refusal.step else asking
            asked = recorded, refusal.command, stream, rule, subjects
            if not self._actual.is_refused(*asked) or self._would.is_refused(*asked):
                return
            steps |= {*subjects}
        step = next(iter(steps)) if len(steps) == 1 and refusal.command.startswith("journey.") else None
        yield replace(_difference("taken", recorded, refusal.rule_ids), command=refusal.command, step=step)


class _Streams:
    """Streams as far as they have been gone through."""

    def __init__(self) -> None:
        self._histories: dict[str, list[Recorded]] = {}
        self._states = States()

    def add(self, recorded: Recorded) -> None:
        self._histories.setdefault(recorded.envelope.stream, []).append(recorded)

    def state(self, stream: str) -> State:
        return self._states.fold(stream, self._histories.get(stream, []))


def _difference(kind: Kind, recorded: Recorded, rules: tuple[str, ...] = ()) -> ActDifference:
    envelope = recorded.envelope
    command = COMMAND_OF.get(type(recorded.event))
    return ActDifference(
        kind,
        envelope.scope,
        command.name if command else "",
        str(envelope.event_id),
        recorded.position,
        envelope.occurred_on,
        envelope.recorded_on,
        rules,
        getattr(recorded.event, "step", None),
    )


def _changed(recorded: Recorded, was: Decision, would_be: Decision) -> Recorded:
    """Return the entry with what the rules derive otherwise; the very same where that is nothing."""
    kind = type(recorded.event)
    own = next((each for each in was.events if isinstance(each, kind)), None)
    other = next((each for each in would_be.events if isinstance(each, kind)), None)
    if own is None or other is None or own == other:
        return recorded
    derived: Mapping[str, object] = {
        name: getattr(other, name) for name in kind.model_fields if getattr(own, name) != getattr(other, name)
    }
    return replace(recorded, event=recorded.event.model_copy(update=dict(derived)))


def _days(recorded: Recorded, changed: Recorded) -> Iterator[tuple[date, date]]:
    for name in type(recorded.event).model_fields:
        was, would_be = getattr(recorded.event, name), getattr(changed.event, name)
        if isinstance(was, date) and isinstance(would_be, date):
            yield was, would_be

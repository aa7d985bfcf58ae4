"""Whether an entry may be corrected: which later facts depend on it (C7).

Each later fact that could rest on the entry is decided anew over the corrected history, with what was known when
it was decided; one that the rules would now refuse, or that would come out otherwise, depends on the entry. Otherwise
than it was recorded, and than it comes out without the correction: what today's rules derive may differ from what was
recorded under earlier ones, which is no consequence of the correction (docs/decisions/0018-digests.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from pydantic import ValidationError

from domain.aggregate import Aggregate
from domain.aggregates import AGGREGATES, BY_STATE, COMMAND_OF, RULES, USER_RULES, aggregate_of
from domain.correction import CorrectionCommand, EntryCorrection, corrected_by, effective, in_force
from domain.decider import decide
from domain.errors import Rejected, rejected
from domain.facts import Facts, State
from domain.journey.state import Journey
from domain.messages import Command, Event, Recorded
from domain.people import Actor
from domain.values import Channel
from workflows.facts import Looking
from workflows.reference.codes import Codes, unknown_codes


def check_correction(command: CorrectionCommand, stream: str, looking: Looking, actor: Actor) -> list[str]:
    """Refuse a correction of what is not there (L4), not yours (L8), voided (L3), or depended on (L9).

    Return the streams that were looked at for facts that depend on the entry.
    """
    history = looking.working.history(stream)
    target = _target(command.target_event_id, history)
    if not _is_yours(target, history, actor):
        raise rejected("L8", "target_event_id", why="role", role=actor.role)
    trial = _Trial(stream, _corrected(command, target, history, looking.reference.codes), looking)
    dependants = [f"{each.topic} {each.envelope.occurred_on.isoformat()}" for each in trial.dependants(target)]
    if dependants:
        raise rejected("L9", "target_event_id", dependants=dependants)
    return trial.others


def correctable(history: Sequence[Recorded], actor: Actor) -> list[Recorded]:
    """Return the entries that still stand and that the actor may enter, and corrections of such."""
    return [each for each in _standing(history) if _is_yours(each, history, actor)]


def _standing(history: Sequence[Recorded]) -> list[Recorded]:
    facts = [each for each in effective(history) if type(each.event) in COMMAND_OF]
    return [*facts, *in_force(history)]


def _is_yours(entry: Recorded, history: Sequence[Recorded], actor: Actor) -> bool:
    """Whether the actor's role may give the command behind an entry, or behind the one that it corrects."""
    while isinstance(entry.event, EntryCorrection):
        corrected = entry.event.target_event_id
        entry = next(each for each in history if each.envelope.event_id == corrected)
    return actor.role in RULES[COMMAND_OF[type(entry.event)]].roles


def _target(event_id: UUID, history: Sequence[Recorded]) -> Recorded:
    target = next((each for each in history if each.envelope.event_id == event_id), None)
    if target is None or (type(target.event) not in COMMAND_OF and not isinstance(target.event, EntryCorrection)):
        raise rejected("L4", "target_event_id", what="target_event_id", value=str(event_id))
    if event_id not in {each.envelope.event_id for each in _standing(history)}:
        raise rejected("L3", "target_event_id", what="correction")
    return target


def _corrected(
    command: CorrectionCommand, target: Recorded, history: Sequence[Recorded], codes: Codes
) -> list[Recorded]:
    if isinstance(target.event, EntryCorrection):
        if not command.voids:
            raise rejected("L4", "correction", what="correction")
        return effective([each for each in history if each is not target])
    facts = effective(history)
    current = next(each for each in facts if each.envelope.event_id == target.envelope.event_id)
    if command.voids:
        return [each for each in facts if each is not current]
    try:
        changed = corrected_by(current, command)
    except ValidationError as error:
        wrong = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise rejected("L4", "correction", what="correction", value=wrong) from error
    for name, _list, code in unknown_codes(changed.event, codes):
        raise rejected("L4", "correction", what=name, value=code)
    return [changed if each is current else each for each in facts]


@dataclass(frozen=True)
class _Trial:
    """A scope's log as it would stand with one stream corrected."""

    stream: str
    corrected: list[Recorded]
    looking: Looking

    @property
    def others(self) -> list[str]:
        """The scope's other streams with facts that may rest on this one."""
        readers = _readers(aggregate_of(self.stream))
        streams = self.looking.working.streams(self.looking.scope.code)
        return [each for each in streams if each != self.stream and aggregate_of(each).name in readers]

    def dependants(self, target: Recorded) -> Iterator[Recorded]:
        """Yield the facts that would not stand, the corrected entry itself among them."""
        changed_from = 1 if isinstance(target.event, EntryCorrection) else target.envelope.version
        own = list(self.fallen(self.corrected, changed_from))
        yield from own
        left = replace(self, corrected=[each for each in self.corrected if each not in own])
        for stream in self.others:
            yield from left.fallen(effective(self.looking.working.history(stream)), changed_from)

    def fallen(self, facts: Sequence[Recorded], changed_from: int) -> Iterator[Recorded]:
        """Yield what would not stand of a stream's facts, each judged by those that do."""
        standing: list[Recorded] = []
        for each in facts:
            if self._last_known(each) < changed_from or self._stands(each, standing):
                standing.append(each)
            else:
                yield each

    def _last_known(self, recorded: Recorded) -> int:
        """Return the version of the corrected stream up to which a fact rests on it."""
        envelope = recorded.envelope
        if envelope.stream == self.stream:
            return envelope.version
        in_act = [
            each.envelope.version
            for each in self.looking.working.history(self.stream)
            if _came_before_in_act(each, recorded)
        ]
        return max([envelope.rests_on.get(self.stream, 0), *in_act])

    def _stands(self, recorded: Recorded, before: Sequence[Recorded]) -> bool:
        command_type = COMMAND_OF.get(type(recorded.event))
        # What the system noted of itself was true when it did; it keeps nobody from correcting what it rested on.
        if command_type not in USER_RULES or isinstance(recorded.event, EntryCorrection):
            return True
        events = self.decided(command_type, recorded, before)
        if events is None:
            return False
        return recorded.event in events or events == self._decided_without_correction(command_type, recorded)

    def _decided_without_correction(self, command_type: type[Command], recorded: Recorded) -> Sequence[Event] | None:
        """Return what the entry's command comes to without the correction; None for an entry that it changes."""
        trial = replace(self, corrected=effective(self.looking.working.history(self.stream)))
        facts = trial.facts(recorded.envelope.stream)
        before = [each for each in facts if each.envelope.version < recorded.envelope.version]
        return trial.decided(command_type, recorded, before) if recorded in facts else None

    def decided(
        self, command_type: type[Command], recorded: Recorded, before: Sequence[Recorded]
    ) -> Sequence[Event] | None:
        """Return the events of the entry's command, decided anew after these facts; None where it is refused."""
        envelope, rules = recorded.envelope, RULES[command_type]
        aggregate = aggregate_of(envelope.stream)
        try:
            return decide(
                rules,
                aggregate.fold(before),
                _command_behind(recorded, aggregate, command_type),
                self._facts_then(recorded, aggregate, command_type),
                frozenset(envelope.overrides),
            ).events
        except Rejected:
            return None

    def _facts_then(self, recorded: Recorded, aggregate: Aggregate, command_type: type[Command]) -> Facts:
        """Return the facts as they were when the entry was made, judged by the version that judged it."""
        envelope, rules, looking = recorded.envelope, RULES[command_type], self.looking
        entered: date = max(envelope.recorded_on, envelope.occurred_on)
        past = envelope.channel is Channel.IMPORT
        facts = looking.facts(aggregate, rules, entered, envelope.occurred_on, reason=envelope.reason, past=past)
        return replace(
            facts,
            definition=looking.reference.definition(envelope.process_version),
            states={kind: self._state_then(kind, recorded) for kind in rules.reads},
            siblings=self._siblings_then(facts.siblings, recorded, aggregate),
        )

    def _state_then(self, kind: type[State], recorded: Recorded) -> State:
        stream = self.looking.stream(kind)
        last = recorded.envelope.rests_on.get(stream, 0)
        known = [
            each for each in self.facts(stream) if each.envelope.version <= last or _came_before_in_act(each, recorded)
        ]
        return BY_STATE[kind].fold(known)

    def _siblings_then(
        self, siblings: Mapping[str, State], recorded: Recorded, aggregate: Aggregate
    ) -> dict[str, State]:
        streams = {key: aggregate.stream(self.looking.scope.code, key) for key in siblings}
        return {
            key: aggregate.fold([each for each in self.facts(stream) if each.position < recorded.position])
            for key, stream in streams.items()
        }

    def facts(self, stream: str) -> Sequence[Recorded]:
        """Return what a stream says, the corrected one as it would."""
        return self.corrected if stream == self.stream else effective(self.looking.working.history(stream))


def _readers(aggregate: Aggregate) -> set[str]:
    """Return the aggregates whose decisions look at this one: all of them at a journey, whose version judges them."""
    kind = type(aggregate.initial)
    if kind is Journey:
        return set(AGGREGATES)
    return {
        each.name
        for each in AGGREGATES.values()
        for rules in each.rules.values()
        if kind in rules.reads or (rules.siblings and each is aggregate)
    }


def _came_before_in_act(earlier: Recorded, recorded: Recorded) -> bool:
    """Whether one event of an act came before another: a follow-up knows what it follows on."""
    one, other = earlier.envelope, recorded.envelope
    same_act = (one.command_id, one.actor_ref) == (other.command_id, other.actor_ref)
    return same_act and 0 < earlier.position < recorded.position


def _command_behind(recorded: Recorded, aggregate: Aggregate, command_type: type[Command]) -> Command:
    fields = {**recorded.event.model_dump(), **aggregate.key_of(recorded.envelope.stream)}
    known = {name: value for name, value in fields.items() if name in command_type.model_fields}
    return command_type.model_validate(known)

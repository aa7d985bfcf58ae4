"""Whether an entry may be corrected: which later facts depend on it (C7).

Each later fact that could rest on the entry is decided anew over the corrected history, with what was known when
it was decided; one that the rules would now refuse, or that would come out otherwise, depends on the entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from pydantic import ValidationError

from domain.aggregates import RULES, USER_RULES
from domain.correction import CorrectionCommand, EntryCorrection, corrected_by, effective, in_force
from domain.decider import Place, State, decide
from domain.errors import Rejected, rejected
from domain.messages import Command, Event, Recorded
from domain.people import Actor
from domain.values import Channel
from workflows.reference.codes import unknown_codes
from workflows.reference.reference import Reference
from workflows.streams import stream_name
from workflows.working import BY_STATE, Working, aggregate_of

COMMAND_OF: dict[type[Event], type[Command]] = {rules.records: command for command, rules in RULES.items()}


def check_correction(
    command: CorrectionCommand, stream: str, working: Working, reference: Reference, place: Place, actor: Actor
) -> None:
    """Refuse a correction of what is not there (L4), not yours (L8), voided (L3), or depended on (L9)."""
    history = working.history(stream)
    target = _target(command.target_event_id, history)
    if not _is_yours(target, history, actor):
        raise rejected("L8", "target_event_id", why="role", role=actor.role)
    trial = _Trial(stream, _corrected(command, target, history, reference), working, reference, place)
    dependants = [f"{each.topic} {each.envelope.occurred_on.isoformat()}" for each in trial.dependants(target)]
    if dependants:
        raise rejected("L9", "target_event_id", dependants=dependants)


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
    command: CorrectionCommand, target: Recorded, history: Sequence[Recorded], reference: Reference
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
    for name, _list, code in unknown_codes(changed.event, reference.codes):
        raise rejected("L4", "correction", what=name, value=code)
    return [changed if each is current else each for each in facts]


@dataclass(frozen=True)
class _Trial:
    """A municipality's log as it would stand with one stream corrected."""

    stream: str
    corrected: list[Recorded]
    working: Working
    reference: Reference
    place: Place

    def dependants(self, target: Recorded) -> Iterator[Recorded]:
        """Yield the facts that would not stand, the corrected entry itself among them."""
        changed_from = 1 if isinstance(target.event, EntryCorrection) else target.envelope.version
        own = list(self.fallen(self.corrected, changed_from))
        yield from own
        left = replace(self, corrected=[each for each in self.corrected if each not in own])
        for stream in self.working.streams():
            if stream != self.stream:
                yield from left.fallen(effective(self.working.history(stream)), changed_from)

    def fallen(self, facts: Sequence[Recorded], changed_from: int) -> Iterator[Recorded]:
        """Yield what would not stand of a stream's facts, each judged by those that do."""
        standing: list[Recorded] = []
        for each in facts:
            envelope = each.envelope
            last = envelope.version if envelope.stream == self.stream else envelope.rests_on.get(self.stream, 0)
            if last < changed_from or self._stands(each, standing):
                standing.append(each)
            else:
                yield each

    def _stands(self, recorded: Recorded, before: Sequence[Recorded]) -> bool:
        command_type = COMMAND_OF.get(type(recorded.event))
        # What the system noted of itself was true when it did; it keeps nobody from correcting what it rested on.
        if command_type not in USER_RULES or isinstance(recorded.event, EntryCorrection):
            return True
        rules = RULES[command_type]
        envelope = recorded.envelope
        fields = {**recorded.event.model_dump(), "assignment_id": envelope.stream.rsplit("/", 1)[-1]}
        command = command_type.model_validate(
            {name: value for name, value in fields.items() if name in command_type.model_fields}
        )
        facts = self.reference.facts(
            self.place,
            max(envelope.recorded_on, envelope.occurred_on),
            envelope.occurred_on,
            rules,
            self.working,
            reason=envelope.reason,
            channel=Channel(envelope.channel),
        )
        states = {kind: self._state_then(kind, envelope.rests_on) for kind in rules.reads}
        try:
            events = decide(
                rules,
                aggregate_of(envelope.stream).fold(before),
                command,
                replace(facts, states=states, contacts=self._contacts_then(facts.contacts, recorded)),
                frozenset(envelope.overrides),
            )
        except Rejected:
            return False
        return recorded.event in events

    def _state_then(self, kind: type[State], rests_on: dict[str, int]) -> State:
        stream = self.working.stream_of(kind)
        known = [each for each in self._facts(stream) if each.envelope.version <= rests_on.get(stream, 0)]
        return BY_STATE[kind].fold(known)

    def _contacts_then(self, contacts: Mapping[str, State], recorded: Recorded) -> dict[str, State]:
        """Return the assignments as they were when the entry was made."""
        streams = {key: stream_name("contact", self.place.scb_code, key) for key in contacts}
        return {
            key: BY_STATE[type(contacts[key])].fold(
                [each for each in self._facts(stream) if each.position < recorded.position]
            )
            for key, stream in streams.items()
        }

    def _facts(self, stream: str) -> Sequence[Recorded]:
        return self.corrected if stream == self.stream else effective(self.working.history(stream))

"""Correcting an entry (C7): the wrong entry and its correction both stay in the log; what is folded is the corrected.

Every aggregate has its own ``EntryCorrected`` event and ``CorrectEntry`` command, made from the two bases here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from json import dumps
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from domain.decider import COORDINATOR, CommandRules
from domain.errors import Refusal, rejected
from domain.facts import Facts, State
from domain.guards import refuses
from domain.messages import Command, Event, Recorded
from domain.periods import AS_RECORDED, Day
from domain.values import Closed, Code, Count, Role

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$"), Closed("field-name")]
# A code, id, date, number or abbreviation: wide enough for each closed type, too narrow for a name.
CorrectedText = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z0-9_+-]{1,64}|[A-ZÅÄÖ0-9§_ /:.\-]{1,64})$"),
    Closed("corrected-text"),
]
CorrectedValue = bool | Count | CorrectedText | tuple[CorrectedText, ...] | dict[Code, CorrectedText] | None


class EntryCorrection(Event):
    """An entry was wrong: it never happened (``voids``), or some of its fields or its day were others."""

    target_event_id: UUID
    voids: bool
    correction: Annotated[dict[FieldName, CorrectedValue], Field(max_length=20)] = {}
    corrected_on: Day | None = None


class CorrectionCommand(Command):
    """Void an entry, or replace named fields of it or its day."""

    target_event_id: UUID
    voids: bool = False
    correction: Annotated[dict[FieldName, CorrectedValue], Field(max_length=20)] = {}
    corrected_on: Day | None = None

    @model_validator(mode="after")
    def _either_voids_or_replaces(self) -> Self:
        if self.voids == (bool(self.correction) or self.corrected_on is not None):
            raise ValueError("void-or-replace")
        return self


def in_force(history: Sequence[Recorded]) -> list[Recorded]:
    """Return a stream's corrections that no later correction voided."""
    voided: set[UUID] = set()
    live: list[Recorded] = []
    for each in reversed(history):
        if isinstance(each.event, EntryCorrection) and each.envelope.event_id not in voided:
            live.insert(0, each)
            if each.event.voids:
                voided.add(each.event.target_event_id)
    return live


def effective(history: Sequence[Recorded]) -> list[Recorded]:
    """Return what a stream says once its corrections are applied: without voided entries and corrections."""
    if not any(isinstance(each.event, EntryCorrection) for each in history):
        return list(history)
    changes: dict[UUID, list[EntryCorrection]] = {}
    for correction in in_force(history):
        if isinstance(correction.event, EntryCorrection):
            changes.setdefault(correction.event.target_event_id, []).append(correction.event)
    result = []
    for each in history:
        own = changes.get(each.envelope.event_id, [])
        if isinstance(each.event, EntryCorrection) or any(change.voids for change in own):
            continue
        result.append(reduce(corrected_by, own, each))
    return result


def corrected_by(recorded: Recorded, change: EntryCorrection | CorrectionCommand) -> Recorded:
    """Return the entry as the correction says it was.

    Raises pydantic's ValidationError when a field is unknown or a value is not of its type.
    """
    event = recorded.event
    if change.correction:
        fields = dumps({**event.model_dump(mode="json"), **change.correction})
        event = type(event).model_validate_json(fields, context={AS_RECORDED: isinstance(change, EntryCorrection)})
    envelope = recorded.envelope.model_copy(update={"classification": event.classification})
    if change.corrected_on:
        envelope = envelope.model_copy(update={"occurred_on": change.corrected_on})
    return replace(recorded, event=event, envelope=envelope)


@refuses("L4")
def _something_to_correct(state: State, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.entries else Refusal("L4", {"what": "target_event_id"}, "target_event_id")


def correction_rules(
    records: type[EntryCorrection], roles: frozenset[Role] = COORDINATOR
) -> CommandRules[State, CorrectionCommand]:
    """Return the rules of an aggregate's ``CorrectEntry``; what the entry's own history demands is in workflows."""

    def correct(_state: State, command: CorrectionCommand, facts: Facts) -> list[Event]:
        if command.corrected_on and command.corrected_on > facts.today:
            raise rejected("L5", "corrected_on", why="future", date=command.corrected_on.isoformat())
        return [
            records(
                target_event_id=command.target_event_id,
                voids=command.voids,
                correction=command.correction,
                corrected_on=command.corrected_on,
            )
        ]

    decide: Callable[[State, CorrectionCommand, Facts], Sequence[Event]] = correct
    return CommandRules(
        records,
        decide,
        guards=(_something_to_correct,),
        roles=roles,
        reason="correction-reasons",
        in_history=False,
        needs=("L3", "L9"),
    )

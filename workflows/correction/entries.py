"""The entries of a stream that may be corrected, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from domain.aggregates import COMMAND_OF, RULES
from domain.correction import EntryCorrection, effective, in_force
from domain.errors import rejected
from domain.messages import Recorded
from domain.people import Actor


def correctable(history: Sequence[Recorded], actor: Actor) -> list[Recorded]:
    """Return the entries that are in force and that the actor may enter, and corrections of such."""
    return [each for each in _standing(history) if _may_enter(actor, each, history)]


def entry_to_correct(event_id: UUID, history: Sequence[Recorded], actor: Actor) -> Recorded:
    """Return the entry; refuse what is not there (L4), voided (L3) or not the actor's to enter (L8)."""
    entry = next((each for each in history if each.envelope.event_id == event_id), None)
    if entry is None or (type(entry.event) not in COMMAND_OF and not isinstance(entry.event, EntryCorrection)):
        raise rejected("L4", "target_event_id", what="target_event_id", value=str(event_id))
    if event_id not in {each.envelope.event_id for each in _standing(history)}:
        raise rejected("L3", "target_event_id", what="correction")
    if not _may_enter(actor, entry, history):
        raise rejected("L8", "target_event_id", why="role", role=actor.role)
    return entry


def _standing(history: Sequence[Recorded]) -> list[Recorded]:
    facts = [each for each in effective(history) if type(each.event) in COMMAND_OF]
    return [*facts, *in_force(history)]


def _may_enter(actor: Actor, entry: Recorded, history: Sequence[Recorded]) -> bool:
    """Whether the actor's role may give the command behind an entry, or behind the one that it corrects."""
    while isinstance(entry.event, EntryCorrection):
        corrected = entry.event.target_event_id
        entry = next(each for each in history if each.envelope.event_id == corrected)
    return actor.role in RULES[COMMAND_OF[type(entry.event)]].roles

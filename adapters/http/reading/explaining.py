"""Which entries lie behind what is no longer so: a standing names the events of what holds alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import chain

from domain.aggregates import COMMAND_OF
from domain.journey.events import JourneyResumed, StepUnblocked
from domain.messages import TOPICS
from domain.municipality.events import FormalisationDecided
from projections.audit_trail import EntryRow
from workflows.attention.reason import REMEDIES
from workflows.comparison.change import Change, Kind
from workflows.comparison.reasons import HAVE_FACTS

_MADE_SO: Mapping[Kind, str] = {
    "resumed": JourneyResumed.topic,
    "step-unblocked": StepUnblocked.topic,
    "formalised": FormalisationDecided.topic,
}

Pointing = Mapping[str, Collection[str | None]]


def explained(change: Change, entries: Sequence[EntryRow]) -> Change:
    """Return the change with the entries of its municipality that made it so, the latest first, and with their day."""
    known = pointing(change)
    if not known and change.on:
        return change
    # Of a county there are thousands: they are gone through only where one of them can explain the change.
    able = entries if known else ()
    found = [each for each in able if each.topic in known and _explains(each, change, known[each.topic])]
    events = tuple(each.event_id for each in found) or change.events
    on = change.on or next((each.standing_day for each in entries if each.event_id in events), None)
    return change._replace(events=events, on=on)


def _explains(row: EntryRow, change: Change, fields: Collection[str | None]) -> bool:
    if change.step and row.step != change.step:
        return False
    return any(not (each and change.item) or row.standing_fields.get(each) == change.item for each in fields)


def pointing(change: Change) -> Pointing:
    """Return the topics of what can have made it so, each with the fields that may point at what it is about."""
    if change.kind == "cleared" and (change.item or change.reason not in HAVE_FACTS):
        return _clearing(change.reason)
    topic = _MADE_SO.get(change.kind)
    return {topic: {None}} if topic else {}


@cache
def _clearing(reason: str) -> Pointing:
    found: dict[str, set[str | None]] = {}
    remedies = [some for case, some in REMEDIES.items() if case.partition(".")[0] == reason]
    for each in chain.from_iterable(remedies):
        for topic, event in TOPICS.items():
            if COMMAND_OF.get(event) is each.command:
                found.setdefault(topic, set()).add(each.points_by)
    return found

"""Which entries lie behind what is no longer so: a standing names the events of what holds alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from domain.aggregates import COMMAND_OF
from domain.journey.events import JourneyResumed, StepUnblocked
from domain.messages import TOPICS, Command
from domain.municipality.events import FormalisationDecided
from projections.audit_trail import TrailRow
from workflows.attention.reason import REMEDIES
from workflows.comparison.change import Change, Kind
from workflows.comparison.reasons import HAVE_FACTS

_MADE_SO: Mapping[Kind, str] = {
    "resumed": JourneyResumed.topic,
    "step-unblocked": StepUnblocked.topic,
    "formalised": FormalisationDecided.topic,
}


def explained(change: Change, entries: Sequence[TrailRow]) -> Change:
    """Return the change with the entries of its municipality that made it so, the latest first, and with their day."""
    found = [each for each in entries if _explains(each, change)]
    events = tuple(each.event_id for each in found) or change.events
    days = (each.standing_day for each in entries if each.event_id in events)
    return replace(change, events=events, on=change.on or next(days, None))


def _explains(row: TrailRow, change: Change) -> bool:
    if change.step and row.step != change.step:
        return False
    if change.kind == "cleared" and (change.item or change.reason not in HAVE_FACTS):
        return any(_clears(row, change, *each) for each in _remedies(change.reason))
    return row.topic == _MADE_SO.get(change.kind)


def _clears(row: TrailRow, change: Change, command: type[Command], points_by: str | None) -> bool:
    event = TOPICS.get(row.topic)
    if event is None or COMMAND_OF.get(event) is not command:
        return False
    return not (points_by and change.item) or row.standing_fields.get(points_by) == change.item


@cache
def _remedies(reason: str) -> Sequence[tuple[type[Command], str | None]]:
    return [
        (each.command, each.points_by)
        for case, remedies in REMEDIES.items()
        if case.partition(".")[0] == reason
        for each in remedies
    ]

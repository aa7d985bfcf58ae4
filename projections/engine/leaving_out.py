"""The rows that some projections have of one municipality without each of its events in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast
from uuid import UUID

from domain.correction import EntryCorrection
from domain.messages import Recorded
from projections.engine.projection import Projection
from projections.engine.rows import R, Row
from projections.engine.running import corrected

Folded = Mapping[tuple[object, ...], Row]
# From facts and one that is left out to those that go with it: what is about what it brought into being.
Falling = Callable[[Sequence[Recorded], Recorded], frozenset[UUID]]


class PlainRows:
    """Rows as they are, and no more."""

    def __init__(self, rows: Folded) -> None:
        self.rows = dict(rows)

    def get(self, kind: type[R], *key: object) -> R | None:
        """Return the row with that key."""
        return cast("R | None", self.rows.get((kind, *key)))

    def put(self, row: Row) -> None:
        """Put a row, in place of one with the same key."""
        self.rows[type(row), *(getattr(row, name) for name in row.key)] = row

    def delete(self, kind: type[R], *key: object) -> None:
        """Take a row away, if it is there."""
        self.rows.pop((kind, *key), None)


def folded(projections: Sequence[Projection], history: Sequence[Recorded]) -> Folded:
    """Return the rows that a municipality's events come to, corrections applied."""
    rows: Folded = {}
    for each in corrected(history):
        rows = _after(projections, rows, each)
    return rows


def without_each(
    projections: Sequence[Projection], history: Sequence[Recorded], falling: Falling, most: int
) -> Iterator[tuple[Recorded, Folded]]:
    """Yield each of the latest events that the rows would be others without, with those rows."""
    facts = corrected(history)
    states: list[Folded] = [{}]
    for each in facts:
        states.append(_after(projections, states[-1], each))
    tried = {each.envelope.event_id for each in history[-most:]}
    by_id = {each.envelope.event_id: each for each in history}
    for place, each in enumerate(facts):
        if each.envelope.event_id in tried:
            rows = _without(projections, facts, states, place, falling(facts, each))
            if rows is not None:
                yield by_id[each.envelope.event_id], rows
    for each in history:
        if isinstance(each.event, EntryCorrection) and each.envelope.event_id in tried:
            rest = without(history, each)
            gone = falling(corrected(rest), each)
            rows = folded(projections, [one for one in rest if one.envelope.event_id not in gone])
            if rows != states[-1]:
                yield each, rows


def without(history: Sequence[Recorded], left_out: Recorded) -> list[Recorded]:
    """Return a history without an event and the corrections of it."""
    gone = {left_out.envelope.event_id}
    rest: list[Recorded] = []
    for each in history:
        if isinstance(each.event, EntryCorrection) and each.event.target_event_id in gone:
            gone.add(each.envelope.event_id)
        elif each is not left_out:
            rest.append(each)
    return rest


def _without(
    projections: Sequence[Projection],
    facts: Sequence[Recorded],
    states: Sequence[Folded],
    place: int,
    gone: frozenset[UUID],
) -> Folded | None:
    """Return the last rows without one fact; None where they are the same, from some fact on or from the first."""
    rows = states[place]
    if rows == states[place + 1] and not gone:
        return None
    for at in range(place + 1, len(facts)):
        if facts[at].envelope.event_id not in gone:
            rows = _after(projections, rows, facts[at])
        if rows == states[at + 1] and not gone:
            return None
    return rows


def _after(projections: Sequence[Projection], rows: Folded, fact: Recorded) -> Folded:
    """Return the rows after a fact; as they were, where it is about what is not there."""
    changed = PlainRows(rows)
    for each in projections:
        if fact.topic.startswith(each.topics):
            try:
                each.project(changed, fact)
            except (KeyError, ValueError, AttributeError, AssertionError):
                return rows
    return changed.rows

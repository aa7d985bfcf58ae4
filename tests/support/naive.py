"""What any view must show, told the simple way: from the first entry on, with corrections read by their plain meaning.

Nothing here knows of batches, versions of rows, or how the product folds a corrected stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from json import dumps
from typing import Any, cast
from uuid import UUID

from domain.correction import EntryCorrection
from domain.messages import Recorded
from projections.engine.log import Entry
from projections.engine.projection import Projection
from projections.engine.rows import Row, Rows
from tests.support.folding import PlainRows

Shown = dict[tuple[type[Row], tuple[Any, ...]], Row]
"""Rows by kind and key."""


def by_key(rows: Iterable[Row]) -> Shown:
    """Return rows by kind and key; AssertionError where two have the same."""
    listed = list(rows)
    shown: Shown = {(type(row), tuple(getattr(row, name) for name in row.key)): row for row in listed}
    assert len(shown) == len(listed), "one key, two rows"
    return shown


class Corrections:
    """What was said against which entry, and which of it stands: all that no standing correction voids."""

    def __init__(self, entries: Sequence[Recorded]) -> None:
        self._against: dict[UUID, list[tuple[Recorded, EntryCorrection]]] = {}
        for each in entries:
            if isinstance(each.event, EntryCorrection):
                self._against.setdefault(each.event.target_event_id, []).append((each, each.event))

    def of(self, entry: Recorded) -> list[tuple[Recorded, EntryCorrection]]:
        """Return the corrections of an entry that stand."""
        return [each for each in self._against.get(entry.envelope.event_id, ()) if self.leave(each[0])]

    def leave(self, entry: Recorded) -> bool:
        """Whether an entry stands, corrected or not."""
        return not any(event.voids for _, event in self.of(entry))


def facts(entries: Sequence[Recorded]) -> list[Recorded]:
    """Return the entries that stand, as the corrections that stand say they were, in the order of entering."""
    corrections = Corrections(entries)
    return [
        _corrected(each, [event for _, event in corrections.of(each)])
        for each in entries
        if not isinstance(each.event, EntryCorrection) and corrections.leave(each)
    ]


def marks(entries: Sequence[Recorded]) -> dict[str, tuple[str | None, bool]]:
    """Return for each entry's id the last correction that stands against it, and whether it is voided."""
    corrections = Corrections(entries)
    told: dict[str, tuple[str | None, bool]] = {}
    for each in entries:
        against = corrections.of(each)
        by = str(against[-1][0].envelope.event_id) if against else None
        told[str(each.envelope.event_id)] = by, not corrections.leave(each)
    return told


def _corrected(entry: Recorded, corrections: Sequence[EntryCorrection]) -> Recorded:
    if not corrections:
        return entry
    fields, day = entry.event.model_dump(mode="json"), entry.envelope.occurred_on
    for each in corrections:
        fields |= each.correction
        day = each.corrected_on or day
    event = type(entry.event).model_validate_json(dumps(fields))
    changes = {"occurred_on": day, "classification": event.classification}
    return replace(entry, event=event, envelope=entry.envelope.model_copy(update=changes))


class Teller:
    """Tells a projection's rows for parts of a log, municipality by municipality, each anew from its first entry."""

    def __init__(self, projection: Projection, entries: Sequence[Recorded]) -> None:
        self._projection = projection
        self._all = list(entries)
        self._entries: dict[str, list[Recorded]] = {}
        for each in entries:
            self._entries.setdefault(each.envelope.scope, []).append(each)
        self._facts: dict[tuple[str, int], list[Recorded]] = {}
        self._rows: dict[tuple[str, int], Shown] = {}
        self.scopes = tuple(self._entries)

    def entries(self, scope: str, position: int) -> list[Recorded]:
        """Return a municipality's entries up to a position."""
        return [each for each in self._entries[scope] if each.position <= position]

    def at(self, position: int, scopes: Iterable[str] | None = None) -> Shown:
        """Return the rows as of a position, of some municipalities or of all."""
        shown: Shown = {}
        for scope in self.scopes if scopes is None else scopes:
            known = self.entries(scope, position)
            place = scope, len(known)
            if place not in self._rows:
                self._rows[place] = self._fold(self._said(scope, known))
            shown |= self._rows[place]
        return shown

    def whole(self) -> Shown:
        """Return the rows of the whole log, told in its order and no part of it apart."""
        said = facts(self._all) if self._projection.refolds else self._all
        return self._fold(said)

    def happened(self, scopes: Iterable[str], day: date, known_at: int) -> Shown:
        """Return the rows of some municipalities from what had happened by a day, as known at a position."""
        shown: Shown = {}
        for scope in scopes:
            said = self._said(scope, self.entries(scope, known_at))
            shown |= self._fold([each for each in said if each.envelope.occurred_on <= day])
        return shown

    def _said(self, scope: str, known: list[Recorded]) -> list[Recorded]:
        if not self._projection.refolds:
            return known
        place = scope, len(known)
        if place not in self._facts:
            self._facts[place] = facts(known)
        return self._facts[place]

    def _fold(self, said: Sequence[Recorded]) -> Shown:
        rows = PlainRows()
        for each in said:
            self._projection.project(cast("Rows", rows), each)
        return rows.rows


class Excerpt:
    """A log's entries of some municipalities, with the positions that they have in the whole."""

    def __init__(self, entries: Sequence[Recorded], scopes: Iterable[str] | None = None) -> None:
        kept = None if scopes is None else set(scopes)
        self.entries = [each for each in entries if kept is None or each.envelope.scope in kept]

    def read(self, after: int, limit: int) -> Sequence[Entry]:
        """Return entries after a position, in order."""
        return [each for each in self.entries if each.position > after][:limit]

    def recorded_by(self, moment: datetime, head: int) -> int:
        """Return the last position up to a head that was recorded by a moment, 0 for none."""
        found = (each.position for each in self.entries if each.envelope.recorded_at <= moment)
        return max((position for position in found if position <= head), default=0)

    def recorded_at(self, position: int) -> datetime | None:
        """Return the earliest time from a position on, None where nothing is."""
        return min((each.envelope.recorded_at for each in self.entries if each.position >= position), default=None)

    def history(self, scope: str, since: UUID | None = None, until: int | None = None) -> list[Entry]:
        """Return a municipality's entries in order, audit companions left out: from one of them on if it is there."""
        found = [
            each
            for each in self.entries
            if each.envelope.scope == scope and not each.envelope.stream.startswith("audit/")
        ]
        ids = [each.envelope.event_id for each in found]
        since_then = found[ids.index(since) if since in ids else 0 :]
        return [each for each in since_then if until is None or each.position <= until]

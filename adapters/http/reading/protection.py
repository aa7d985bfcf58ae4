"""Protection by today's rules at every moment: what a correction has protected since is protected in the past, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from adapters.http.reading.reading import Reading
from domain.values import Classification
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.engine.views import Query, ReadableViews
from projections.municipality import MUNICIPALITY
from projections.municipality.detail import DetailRow

_HIDDEN: dict[str, object] = {
    "fields": {},
    "source": None,
    "classification": Classification.PROTECTED.value,
    "corrected_fields": {},
    "corrected_day": None,
    "corrects": None,
}


def readable_entries(reading: Reading, rows: list[TrailRow]) -> list[TrailRow]:
    """Return entries of the trail; protected ones without fields and source for those whom they are not meant for."""
    if reading.visibility.reads_protected:
        return rows
    since = _protected_by_now(reading, [row.event_id for row in rows])
    return [
        row.model_copy(update=_HIDDEN)
        if row.classification == Classification.PROTECTED or row.event_id in since
        else row
        for row in rows
    ]


def readable_details(reading: Reading, scb_code: str, rows: list[DetailRow]) -> list[DetailRow]:
    """Return the parts of a municipality's work that the person may read."""
    seen = [row for row in rows if reading.visibility.may_read_section(row.section)]
    if reading.visibility.reads_protected:
        return seen
    since = _parts_protected_by_now(reading, scb_code, seen)
    return [row for row in seen if not row.protected and (row.section, row.ref) not in since]


def _parts_protected_by_now(reading: Reading, scb_code: str, rows: Sequence[DetailRow]) -> set[tuple[str, str]]:
    if reading.live is None:
        return set()
    asked = Query(DetailRow, equals=(("scb_code", scb_code), ("protected", True)))
    parts = {(row.section, row.ref) for row in cast("list[DetailRow]", reading.live.select(MUNICIPALITY, asked))}
    ids = [row.detail.event_id for row in rows]
    # An event that was protected then already says nothing of the part: a revised level is held as if of a milieu.
    entries = _protected_by_now(reading, ids) - _protected(reading.views, ids) if ids else set()
    return parts | {(row.section, row.ref) for row in rows if row.detail.event_id in entries}


def _protected_by_now(reading: Reading, event_ids: Sequence[str]) -> set[str]:
    return _protected(reading.live, event_ids) if reading.live and event_ids else set()


def _protected(views: ReadableViews, event_ids: Sequence[str]) -> set[str]:
    protected = (("classification", Classification.PROTECTED.value),)
    asked = Query(TrailRow, equals=protected, among=(("event_id", tuple(event_ids)),))
    return {cast("TrailRow", row).event_id for row in views.select(AUDIT_TRAIL, asked)}

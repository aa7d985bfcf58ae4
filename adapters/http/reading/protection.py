"""Protection by today's rules at every moment: what a correction has protected since is protected in the past, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar, cast

from adapters.http.reading.reading import Reading
from domain.audit_case.rules import AUDIT_CASE
from domain.values import Classification
from projections.audit_trail import AUDIT_TRAIL, EntryRow
from projections.engine.views import EVERY_ROW, Query, ReadableViews
from projections.municipality import MUNICIPALITY
from projections.municipality.detail import DetailRow

E = TypeVar("E", bound=EntryRow)
_HIDDEN: dict[str, object] = {
    "fields": {},
    "source": None,
    "command_id": "",  # what was recorded before 0043 has the sender's own key
    "classification": Classification.PROTECTED.value,
    "corrected_fields": {},
    "corrected_day": None,
    "corrects": None,
}

_AUDITS = f"{AUDIT_CASE.name}/"

# Of the sections that can hold what is protected, the part of the work to which each belongs.
_PARTS: Mapping[str, str] = {
    **dict.fromkeys(
        ("answer", "finding", "earlier-finding", "version", "regional-knowledge", "development"), "situation-picture"
    ),
    **dict.fromkeys(("visit", "guidance", "contact-made", "need"), "support"),
}


def may_read_events_of_cases(reading: Reading) -> bool:
    """Whether events of audit cases tell the person what they say.

    Whoever sees some municipalities alone is told of audits by their pages, which show what is theirs.
    """
    return reading.visibility.scopes is None


def readable_entries(reading: Reading, rows: list[E]) -> list[E]:
    """Return entries of the trail; protected ones without fields and source for those whom they are not meant for."""
    if not may_read_events_of_cases(reading):
        rows = [_hidden(row) if row.stream.startswith(_AUDITS) else row for row in rows]
    if reading.visibility.reads_protected:
        return rows
    since = _protected_by_now(reading, [row.event_id for row in rows])
    return [
        _hidden(row)
        if (row.classification == Classification.PROTECTED or row.event_id in since) and not _is_opened(reading, row)
        else row
        for row in rows
    ]


def _hidden(row: E) -> E:
    fields = type(row).model_fields
    return row.model_copy(update={name: each for name, each in _HIDDEN.items() if name in fields})


def _is_opened(reading: Reading, row: EntryRow) -> bool:
    """Whether an audit case opens an entry, and of a correction also the entry that it tells of."""
    days = (row.occurred_on, row.corrected_day, row.corrects.occurred_on if row.corrects else None)
    part = row.stream.partition("/")[0]
    return reading.visibility.reads_protected_of(row.scb_code, part, *filter(None, days))


def readable_details(reading: Reading, scb_code: str | None, rows: list[DetailRow]) -> list[DetailRow]:
    """Return the parts of a municipality's work, or where none is named of several, that the person may read."""
    seen = [row for row in rows if reading.visibility.may_read_section(row.section)]
    if reading.visibility.reads_protected:
        return seen
    since = _parts_protected_by_now(reading, scb_code, seen)
    return [row for row in seen if (not row.protected and _place(row) not in since) or _is_part_opened(reading, row)]


def _is_part_opened(reading: Reading, row: DetailRow) -> bool:
    """Whether an audit case opens a part of the work, from the day that it is of to that of its last change."""
    part = _PARTS.get(row.section)
    days = (row.detail.on, row.detail.latest)
    return part is not None and reading.visibility.reads_protected_of(row.scb_code, part, *days)


_Place = tuple[str, str, str]


def _place(row: DetailRow) -> _Place:
    return row.scb_code, row.section, row.ref


def _parts_protected_by_now(reading: Reading, scb_code: str | None, rows: Sequence[DetailRow]) -> set[_Place]:
    if reading.live is None:
        return set()
    within = (("scb_code", scb_code),) if scb_code else ()
    asked = Query(DetailRow, equals=(*within, ("protected", True)), limit=EVERY_ROW)
    parts = {_place(row) for row in cast("list[DetailRow]", reading.live.select(MUNICIPALITY, asked))}
    ids = [row.detail.event_id for row in rows]
    # An event that was protected then already says nothing of the part: a revised level is held as if of a milieu.
    entries = _protected_by_now(reading, ids) - _protected(reading.views, ids) if ids else set()
    return parts | {_place(row) for row in rows if row.detail.event_id in entries}


def _protected_by_now(reading: Reading, event_ids: Sequence[str]) -> set[str]:
    return _protected(reading.live, event_ids) if reading.live and event_ids else set()


def _protected(views: ReadableViews, event_ids: Sequence[str]) -> set[str]:
    protected = (("classification", Classification.PROTECTED.value),)
    asked = Query(EntryRow, equals=protected, among=(("event_id", tuple(event_ids)),), limit=EVERY_ROW)
    return {cast("EntryRow", row).event_id for row in views.select(AUDIT_TRAIL, asked)}

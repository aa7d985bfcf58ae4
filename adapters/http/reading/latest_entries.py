"""The latest entries of the whole log, at hand for whoever compares: most comparisons end with today."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter

from adapters.http.reading.changed import scopes_since
from adapters.http.reading.protection import readable_entries
from adapters.http.reading.reading import Reading, one_of
from adapters.http.reading.trail import TrailFilter, question
from projections.audit_trail import AUDIT_TRAIL, EntryRow
from projections.engine.views import Query

_by_position = attrgetter("position")


@dataclass(frozen=True)
class _Latest:
    """The latest entries in the order of recording, with all that was recorded up to a position, and perhaps more."""

    position: int
    rows: tuple[EntryRow, ...]


def latest_entries(reading: Reading, after: int, most: int) -> list[EntryRow]:
    """Return the entries after a position, the latest first and only so many, refusals left out.

    As a person may see them who sees all municipalities.
    """
    known = reading.recent.answer(
        "latest entries", most, lambda: _read(reading, most), renew=lambda earlier: _renewed(reading, earlier, most)
    )
    first = bisect_left(known.rows, after + 1, key=_by_position)
    return readable_entries(reading, [*reversed(known.rows[first:])])


def _read(reading: Reading, most: int) -> _Latest:
    position = reading.position()
    return _Latest(position, tuple(reversed(reading.select(AUDIT_TRAIL, _asked(most), EntryRow))))


def _renewed(reading: Reading, earlier: _Latest, most: int) -> _Latest:
    """Return the same with those of each scope read anew in which something was recorded: it may correct an entry."""
    position, changed = reading.position(), scopes_since(reading, earlier.position)
    if changed is None:
        return _read(reading, most)
    before = earlier.rows[0].position - 1 if len(earlier.rows) == most else None
    own = reading.select(AUDIT_TRAIL, one_of(_asked(most, before), "scb_code", changed), EntryRow)
    others = (each for each in earlier.rows if each.scb_code not in changed)
    return _Latest(position, tuple(sorted((*others, *own), key=_by_position)[-most:]))


def _asked(most: int, after: int | None = None) -> Query:
    return question(TrailFilter(refusals=False, after=after, limit=most), EntryRow)

"""What is other at one moment than at an earlier one (A4, G13): how it stood, how it stands, what was entered between.

Both moments lie on the same axis: what was known at each, or what had happened by each day. The county, or one
municipality of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Protocol

from adapters.http.reading.activities import kind_of
from adapters.http.reading.county import MatrixFilter, overview
from adapters.http.reading.explaining import explained, pointing
from adapters.http.reading.latest_entries import latest_entries
from adapters.http.reading.reading import Reading
from adapters.http.reading.sentences import Sentence, sentences
from adapters.http.reading.standing import MatrixRow, municipality
from adapters.http.reading.trail import TrailFilter, read_entries
from domain.calendar import add_months
from domain.journey.events import StepCompleted
from domain.values import Step
from projections.audit_trail import EntryRow
from workflows.comparison.change import Change
from workflows.comparison.standings import Snapshot, compared, nothing
from workflows.reference import places

# So many entries are gone through for one answer; a county's year is far below.
MOST_ENTRIES = 10_000
DEFAULT_MONTHS = 3
_ANY_ENTRY = TrailFilter(refusals=False, limit=MOST_ENTRIES)


class Look(Protocol):
    """A moment as a person may see it: the views, the day for which all is derived, how far the log had come."""

    @property
    def reading(self) -> Reading:
        """The views."""

    @property
    def day(self) -> date:
        """The day."""

    @property
    def position(self) -> int:
        """How far the log had come."""

    @property
    def happened_by(self) -> date | None:
        """The day by which all that is shown had happened, where that was asked for."""


@dataclass(frozen=True)
class Changes:
    """What changed between two days.

    ``entries``: how many were made, in ``municipalities`` municipalities; ``is_cut``: there were more than are gone
    through, so that what is counted by entries is told of the latest. ``before``, ``after``: where municipalities
    stood and stand, by their codes, those that nothing is known of left out. ``closed``: the steps that were closed
    between, whatever became of them.
    """

    since: date
    until: date
    sentences: tuple[Sentence, ...]
    entries: int
    municipalities: int
    is_cut: bool
    before: Mapping[str, MatrixRow]
    after: Mapping[str, MatrixRow]
    closed: frozenset[tuple[str, Step]]

    def by_key(self, key: str) -> Sentence | None:
        """Return the sentence that is known by this, if there is one."""
        return next((each for each in self.sentences if each.key == key), None)


def months_before(look: Look, months: int) -> date:
    """Return the day that many months before the one that is shown."""
    return add_months(look.day, -months)


def changes(then: Look, now: Look, code: str, part: str | None = None) -> Changes:
    """Return what the person may see of what changed from one moment to another in a county or a municipality.

    Entries between are those recorded since; where one looks at what had happened, those that happened since.
    ``part``: the labour market region that is asked for alone, of a county. They are kept for whoever goes on to the
    events behind, to a sheet or to the next part of the page; of the past, too, no longer than until something is
    recorded, which may protect what they tell.
    """
    sides = tuple(
        (each.position, each.day, each.happened_by, each.reading.then, each.reading.visibility) for each in (then, now)
    )
    return now.reading.recent.answer("changes", (code, part, sides), lambda: _changes(then, now, code, part))


def _changes(then: Look, now: Look, code: str, part: str | None) -> Changes:
    county = places.county(code)
    found = _of_all(then, now) if county else entries_between(then, now, code)
    rows = [each for each in found if places.labour_market_region(each.scb_code) == part] if part else found
    entries = [each for each in rows if not each.voided]
    before, after = _named(then, code, part), _named(now, code, part)
    # To a log in which nothing was, everything came late.
    is_by_entry = not now.happened_by and then.position > 0
    told = [*_differences(before, after, entries), *_activities(entries, then.day if is_by_entry else None)]
    names = {code: county.name} if county else {}
    names |= {code: each.standing.name for code, each in {**before, **after}.items()}
    return Changes(
        then.day,
        now.day,
        tuple(sentences(told, names)),
        len(rows),
        sum(places.county(each) is None for each in {row.scb_code for row in rows}),
        len(found) == MOST_ENTRIES,
        before,
        after,
        frozenset((each.scb_code, Step(str(each.step))) for each in entries if each.topic == StepCompleted.topic),
    )


def differences(then: Look, now: Look, county: str) -> tuple[Sentence, ...]:
    """Return in what the municipalities of a county stand otherwise, without the entries between: these are not read.

    Which events are behind it, only a comparison tells.
    """
    before, after = _named(then, county, None), _named(now, county, None)
    names = {code: each.standing.name for code, each in {**before, **after}.items()}
    return tuple(sentences((each._replace(events=()) for each in _differences(before, after, ())), names))


def _of_all(then: Look, now: Look) -> list[EntryRow]:
    """Return what was entered from one moment to another anywhere, as far as the person may see it."""
    sight = now.reading.visibility
    if now.reading.is_past or sight.scopes is not None or not sight.reads_work:
        return entries_between(then, now, None)
    return latest_entries(now.reading, then.position, MOST_ENTRIES)


def entries_between(then: Look, now: Look, scb_code: str | None, wanted: TrailFilter = _ANY_ENTRY) -> list[EntryRow]:
    """Return what was entered from one moment to another, or happened then; of one municipality, or of all."""
    wanted = replace(wanted, municipality=scb_code)
    if not now.happened_by:
        return read_entries(now.reading, replace(wanted, after=then.position))
    between = replace(wanted, by_day=True, first_day=then.day + timedelta(days=1), last_day=now.day)
    return read_entries(now.reading.as_known(), between)


def entries_behind(then: Look, now: Look, scb_code: str, found: Sequence[Change]) -> list[EntryRow]:
    """Return those of a municipality's entries that changes can rest on: between old moments there are thousands."""
    standing = replace(_ANY_ENTRY, voided=False)
    topics = frozenset(chain.from_iterable(pointing(each) for each in found))
    ids = frozenset(chain.from_iterable(each.events for each in found))
    asked = [replace(standing, topics=topics)] if topics else []
    asked += [replace(standing, ids=ids)] if ids else []
    rows = {row.position: row for each in asked for row in entries_between(then, now, scb_code, each)}
    return [rows[each] for each in sorted(rows, reverse=True)]


def _named(moment: Look, code: str, part: str | None) -> dict[str, MatrixRow]:
    """Return the municipalities by their codes; peers, of whom nobody is told more than where they stand, left out."""
    if places.county(code) is None:
        row = municipality(moment.reading, code, moment.day)
        return {code: row} if row else {}
    rows = overview(moment.reading, code, moment.day).matching(MatrixFilter(part)).everywhere
    return {each.standing.scb_code: each for each in rows if not each.anonymous}


def _differences(
    before: Mapping[str, MatrixRow], after: Mapping[str, MatrixRow], entries: Sequence[EntryRow]
) -> Iterator[Change]:
    own = defaultdict[str, list[EntryRow]](list)
    for row in entries:
        own[row.scb_code].append(row)
    for code in sorted({*before, *after}):
        for each in compared(_snapshot(before, code), _snapshot(after, code)):
            yield explained(each, own[code])


def _snapshot(rows: Mapping[str, MatrixRow], code: str) -> Snapshot:
    row = rows.get(code)
    return row.snapshot if row else nothing(code)


def _activities(entries: Iterable[EntryRow], since: date | None) -> Iterator[Change]:
    for each in entries:
        kind, day = kind_of(each), each.standing_day
        if kind:
            yield Change(kind, each.scb_code, on=day, events=(each.event_id,))
        if since and day <= since and kind != "corrected":
            yield Change("entered-late", each.scb_code, on=day, events=(each.event_id,))

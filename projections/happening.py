"""The second axis of time: what had happened by a day, as it was known at a position of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.messages import Recorded
from projections.projection import Batch, Entry, Log, Projection, Query, ReadableViews, Row, Views
from projections.running import corrected, run

_PAGE = 5000

# A whole log is folded while someone waits: beyond this many events they would wait too long.
MOST_EVENTS = 50_000


class TooMuchHistory(Exception):
    """The log is too long to be folded whole while someone waits; one municipality's part of it is not."""


def fold_happened(projection: Projection, log: Log, views: Views, day: date, known_at: int) -> int:
    """Fill empty views with what had happened by a day, as known at a position; return how many events it was.

    Corrections known by then count, whatever day they were entered; the order is that in which things were entered.
    """
    return _fold(projection, list(_known(log, known_at)), log, views, day)


class Happened:
    """Views of what had happened by a day, as known at a position: to whoever reads, no different from those of now.

    Entries stay as they were entered, each marked by the corrections that were known, which can be asked for by their
    ids; the rest is folded when it is asked for, from one municipality's events where the question is about one.
    ``past``: the views as of the position.
    """

    def __init__(self, past: ReadableViews, log: Log, empty: Callable[[], Views], day: date, known_at: int) -> None:
        self._past = past
        self._log = log
        self._empty = empty
        self._day = day
        self._known_at = known_at
        self._entries: dict[str | None, list[Entry]] = {}

    def positions(self, projections: Iterable[Projection]) -> dict[str, int]:
        """Return the position for each."""
        return self._past.positions(projections)

    def select(self, projection: Projection, query: Query, as_of: int | None = None) -> Sequence[Row]:
        """Return the rows that answer the query. Raises TooMuchHistory."""
        if not projection.refolds:
            if "event_id" in dict(query.equals):
                return self._past.select(projection, query, as_of)
            by_then = replace(query, at_most=(*query.at_most, ("occurred_on", self._day)))
            return self._past.select(projection, by_then, as_of)
        scope = dict(query.equals).get("scb_code")
        views = self._empty()
        _fold(projection, self._known(str(scope) if scope else None), self._log, views, self._day)
        return views.select(projection, query)

    def _known(self, scope: str | None) -> list[Entry]:
        if scope not in self._entries:
            self._entries[scope] = list(self._read(scope))
        return self._entries[scope]

    def _read(self, scope: str | None) -> Iterator[Entry]:
        if scope is None:
            if self._known_at > MOST_EVENTS:
                raise TooMuchHistory
            return _known(self._log, self._known_at)
        return (each for each in self._log.history(scope) if each.position <= self._known_at)


def _known(log: Log, known_at: int) -> Iterator[Entry]:
    after = 0
    while after < known_at and (entries := log.read(after, _PAGE)):
        yield from (each for each in entries if each.position <= known_at)
        after = entries[-1].position


def _fold(projection: Projection, known: Sequence[Entry], log: Log, views: Views, day: date) -> int:
    readable = [each for each in known if isinstance(each, Recorded)]
    facts = corrected(readable) if projection.refolds else readable
    happened = [each for each in facts if each.envelope.occurred_on <= day]
    unreadable = [each for each in known if not isinstance(each, Recorded)]
    entries: list[Entry] = sorted([*happened, *unreadable], key=lambda each: each.position)

    def work(batch: Batch) -> None:
        run(projection, entries, log, batch)

    if entries:
        views.advance(projection, 0, entries[-1].position, work)
    return len(happened)

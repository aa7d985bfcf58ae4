"""The second axis of time: what had happened by a day, as it was known at a position of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.messages import Recorded
from projections.projection import Batch, Entry, Log, Projection, Query, ReadableViews, Row, Views
from projections.running import corrected, run

_PAGE = 5000

# A whole log is folded while someone waits: about a second for every 10,000 events of it.
MOST_EVENTS = 20_000


class TooMuchHistory(Exception):
    """The log is too long to be folded whole while someone waits; one municipality's part of it is not."""


class Happened:
    """Views of what had happened by a day, as known at a position: to whoever reads, no different from those of now.

    Corrections known by then count, whatever day they were entered; the order is that in which things were entered.
    Entries of the trail stay as they were entered, marked by those corrections, found by their ids. The
    rest is folded when it is asked for, from one municipality's events where the question is about one.
    ``past``: the views as of the position. ``empty``: views to fold into.
    """

    def __init__(self, past: ReadableViews, log: Log, empty: Callable[[], Views], day: date, known_at: int) -> None:
        self._past = past
        self._log = log
        self._empty = empty
        self._day = day
        self._known_at = known_at
        self._happened: dict[str | None, list[Entry]] = {}
        self._folded: dict[tuple[str, str | None], Views] = {}

    def positions(self, projections: Iterable[Projection]) -> dict[str, int]:
        """Return the position for each."""
        return self._past.positions(projections)

    def select(self, projection: Projection, query: Query, as_of: int | None = None) -> Sequence[Row]:
        """Return the rows that answer the query. Raises TooMuchHistory."""
        if projection.refolds:
            scope = dict(query.equals).get("scb_code")
            return self._views(projection, str(scope) if scope else None).select(projection, query)
        if "event_id" not in dict(query.equals):
            query = replace(query, at_most=(*query.at_most, ("occurred_on", self._day)))
        return self._past.select(projection, query, as_of)

    def _views(self, projection: Projection, scope: str | None) -> Views:
        views = self._folded.get((projection.name, scope))
        if views is None:
            views = self._folded[projection.name, scope] = self._empty()
            self._fold(projection, scope, views)
        return views

    def _fold(self, projection: Projection, scope: str | None, views: Views) -> None:
        entries = self._entries(scope)

        def work(batch: Batch) -> None:
            run(projection, entries, self._log, batch)

        if entries:
            views.advance(projection, 0, entries[-1].position, work)

    def _entries(self, scope: str | None) -> list[Entry]:
        if scope not in self._happened:
            known = [each for each in self._read(scope) if each.position <= self._known_at]
            facts = corrected(each for each in known if isinstance(each, Recorded))
            happened: list[Entry] = [each for each in facts if each.envelope.occurred_on <= self._day]
            happened += [each for each in known if not isinstance(each, Recorded)]
            self._happened[scope] = sorted(happened, key=lambda each: each.position)
        return self._happened[scope]

    def _read(self, scope: str | None) -> Iterator[Entry]:
        if scope is not None:
            yield from self._log.history(scope)
            return
        if self._known_at > MOST_EVENTS:
            raise TooMuchHistory
        after = 0
        while after < self._known_at and (entries := self._log.read(after, _PAGE)):
            yield from entries
            after = entries[-1].position

"""The second axis of time: what had happened by a day, as it was known at a position of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from domain.messages import Recorded
from projections.engine.log import Entry, Log, Subscription
from projections.engine.projection import Projection
from projections.engine.rows import Batch, Parked, Row
from projections.engine.running import corrected, run
from projections.engine.views import Query, ReadableViews, Views

_PAGE = 5000

# A whole log is folded while someone waits: about a second for every 10,000 events of it.
MOST_EVENTS = 20_000


class TooMuchHistory(Exception):
    """The log is too long to be folded whole while someone waits; one municipality's part of it is not."""


def fold_happened(projection: Projection, log: Log, views: Views, day: date, known_at: int) -> int:
    """Fill empty views with what had happened by a day, as known at a position; return how many events it was.

    Corrections known by then count, whatever day they were entered; the order is that in which things were entered.
    """
    return _fold(projection, _known(log, known_at), log, views, day)


class Happened:
    """Views of what had happened by a day, as known at a position: to whoever reads, no different from those of now.

    Entries of the trail stay as they were entered, marked by the corrections known, which are found by their ids, and
    happened on the day that these say. The rest is folded when it is asked for, from one municipality's events where
    the question is about one.
    ``past``: the views as of the position. ``empty``: views to fold into.
    """

    def __init__(self, past: ReadableViews, log: Log, empty: Callable[[], Views], day: date, known_at: int) -> None:
        self._past = past
        self._log = log
        self._empty = empty
        self._day = day
        self._known_at = known_at
        self._folded: dict[tuple[str, object], Views] = {}

    def positions(self, subscriptions: Iterable[Subscription]) -> dict[str, int]:
        """Return the position for each."""
        return self._past.positions(subscriptions)

    def select(self, projection: Projection, query: Query, as_of: int | None = None) -> Sequence[Row]:
        """Return the rows that answer the query. Raises TooMuchHistory."""
        if projection.refolds:
            return self._views(projection, dict(query.equals).get("scb_code")).select(projection, query)
        return self._past.select(projection, self._happened(query), as_of)

    def count(self, projection: Projection, query: Query, as_of: int | None = None) -> int:
        """Return how many rows answer the query. Raises TooMuchHistory."""
        if projection.refolds:
            return self._views(projection, dict(query.equals).get("scb_code")).count(projection, query)
        return self._past.count(projection, self._happened(query), as_of)

    def _happened(self, query: Query) -> Query:
        """Return the question for what had happened by the day; an entry that is asked for by its id is known."""
        if "event_id" in dict(query.equals):
            return query
        return replace(query, at_most=(*query.at_most, (query.kind.dated, self._day)))

    def parked(self, projection: Projection) -> list[Parked]:
        """Return the events set aside, as known."""
        return self._past.parked(projection)

    def parked_by_any(self, projections: Sequence[Projection]) -> list[Parked]:
        """Return the events set aside by some projections, as known."""
        return self._past.parked_by_any(projections)

    def _views(self, projection: Projection, scope: object) -> Views:
        views = self._folded.get((projection.name, scope))
        if views is None:
            views = self._folded[projection.name, scope] = self._empty()
            if scope is not None:
                known = self._log.history(str(scope), until=self._known_at)
                _fold(projection, known, self._log, views, self._day)
            elif self._known_at <= MOST_EVENTS:
                fold_happened(projection, self._log, views, self._day, self._known_at)
            else:
                raise TooMuchHistory
        return views


def _known(log: Log, known_at: int) -> list[Entry]:
    known: list[Entry] = []
    after = 0
    while after < known_at and (entries := log.read(after, _PAGE)):
        known += [each for each in entries if each.position <= known_at]
        after = entries[-1].position
    return known


def _fold(projection: Projection, known: Sequence[Entry], log: Log, views: Views, day: date) -> int:
    readable = [each for each in known if isinstance(each, Recorded)]
    facts = corrected(readable) if projection.refolds else readable
    happened: list[Entry] = [each for each in facts if each.envelope.occurred_on <= day]
    unreadable = [each for each in known if not isinstance(each, Recorded)]
    entries = sorted([*happened, *unreadable], key=lambda each: each.position)

    def work(batch: Batch) -> None:
        run(projection, entries, log, batch)

    if entries:
        views.advance(projection, 0, entries[-1].position, work)
    return len(happened)

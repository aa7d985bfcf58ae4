"""Views as they were at a position of the log: to whoever reads, no different from those of now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from projections.engine.log import Subscription
from projections.engine.projection import Projection
from projections.engine.rows import Parked, Row
from projections.engine.views import Query, ReadableViews


class Past:
    """Answers every question as of one position."""

    def __init__(self, views: ReadableViews, position: int) -> None:
        self._views = views
        self._position = position

    def positions(self, subscriptions: Iterable[Subscription]) -> dict[str, int]:
        """Return the position for each, or how far it has read if it has not come there."""
        return {name: min(self._position, read) for name, read in self._views.positions(subscriptions).items()}

    def select(self, projection: Projection, query: Query, as_of: int | None = None) -> Sequence[Row]:
        """Return the rows that answered the query then."""
        then = self._position if as_of is None else min(as_of, self._position)
        return self._views.select(projection, query, then)

    def count(self, projection: Projection, query: Query, as_of: int | None = None) -> int:
        """Return how many rows answered the query then."""
        then = self._position if as_of is None else min(as_of, self._position)
        return self._views.count(projection, query, then)

    def parked(self, projection: Projection) -> list[Parked]:
        """Return the events set aside that were there then."""
        return [each for each in self._views.parked(projection) if each.position <= self._position]

    def parked_by_any(self, projections: Sequence[Projection]) -> list[Parked]:
        """Return the events set aside by some projections that were there then."""
        return [each for each in self._views.parked_by_any(projections) if each.position <= self._position]

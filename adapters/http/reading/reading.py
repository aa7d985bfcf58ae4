"""The views at a moment, as one person may see them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from time import monotonic, sleep
from typing import TypeVar

from adapters.http.reading.recent import Recent
from domain.people import Actor
from domain.process import ProcessDefinition
from projections.engine.past import Past
from projections.engine.projection import Projection
from projections.engine.rows import R
from projections.engine.views import Query, ReadableViews
from projections.registry import PROJECTIONS
from workflows.visibility import NOTHING, Opening, Visibility, visibility

T = TypeVar("T")
_WAIT_SECONDS = 1.0

# From views as of a position, a day and that position to views of what had happened by the day.
AsHappened = Callable[[ReadableViews, date, int], ReadableViews]


@dataclass(frozen=True)
class Reading:
    """The views that questions are asked of, the definitions that journeys are judged by, and who asks.

    ``live``: the current views, where ``views`` are of the past; ``known``: those of the position, where ``views`` are
    of what had happened; ``then``: the position, and the day by which it had happened; ``recent``: what was last read.
    Without ``seen_by`` nothing is visible.
    """

    views: ReadableViews
    definition: Callable[[str | None], ProcessDefinition]
    happened: AsHappened
    live: ReadableViews | None = None
    known: ReadableViews | None = None
    then: tuple[int, date | None] | None = None
    visibility: Visibility = NOTHING
    recent: Recent = field(default_factory=Recent)

    @property
    def is_past(self) -> bool:
        """Whether the views are of an earlier moment."""
        return self.live is not None

    def seen_by(self, actor: Actor, opened: Sequence[Opening] = ()) -> Reading:
        """Return the same views as this person may see them; ``opened``: by their audit cases."""
        return replace(self, visibility=visibility(actor, opened), recent=self.recent.for_a_request())

    def as_of(self, position: int, happened_by: date | None = None) -> Reading:
        """Return the views as they were at a position, or what had happened by a day as known there."""
        past: ReadableViews = Past(self.views, position)
        then = position, happened_by
        if not happened_by:
            return replace(self, views=past, live=self.views, then=then)
        happened = self.happened(past, happened_by, position)
        return replace(self, views=happened, live=self.views, known=past, then=then)

    def as_known(self) -> Reading:
        """Return the views of the position, whatever had happened by when."""
        if self.known is None or self.then is None:
            return self
        return replace(self, views=self.known, known=None, then=(self.then[0], None))

    def now(self) -> Reading:
        """Return the current views, as the same person may see them."""
        return replace(self, views=self.live, live=None, known=None, then=None) if self.live else self

    def select(self, projection: Projection, query: Query, kind: type[R]) -> list[R]:
        """Return the rows that answer the query, which are of this kind; nothing is asked for those of no value."""
        if not all(values for _, values in query.among):
            return []
        return [row for row in self.views.select(projection, query) if isinstance(row, kind)]

    def kept(self, scope_code: str, question: str, about: Hashable, read: Callable[[], T]) -> T:
        """Return what was last read of one scope at this moment for those who see the same, or read it anew."""
        return self.recent.answer(question, (about, self.then, self.visibility), read, scope_code)

    def position(self) -> int:
        """Return how far the slowest view has read."""
        return min(self.views.positions(PROJECTIONS).values())

    def wait(self, position: int) -> bool:
        """Wait, a second at most, until every view has read up to a position (one's own write)."""
        deadline, pause = monotonic() + _WAIT_SECONDS, 0.001
        while self.position() < position:
            if monotonic() > deadline:
                return False
            sleep(pause)
            pause = min(pause * 1.5, 0.02)
        return True


def one_of(asked: Query, name: str, values: Collection[object]) -> Query:
    """Return the question for rows with one of these values; a single one is asked for by equality.

    So an index can be gone through in order, and what had happened by a day is folded for one municipality alone.
    """
    if len(values) == 1:
        return replace(asked, equals=(*asked.equals, (name, next(iter(values)))))
    return replace(asked, among=(*asked.among, (name, tuple(values))))

"""What follows the log is a consumer: a name, a position, and a way on. Projections and processes are run alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from projections.engine.log import Entry, Log, Subscription
from projections.engine.projection import Projection
from projections.engine.running import advance, follow
from projections.engine.views import Views

_PAGE = 500


class Pages:
    """Pages of the log, each read once, however many consumers are at the same place."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._read: dict[int, Sequence[Entry]] = {}

    def after(self, position: int) -> Sequence[Entry]:
        """Return the events after a position, a page at most."""
        if position not in self._read:
            self._read[position] = self._log.read(position, _PAGE)
        return self._read[position]

    @staticmethod
    def is_last(page: Sequence[Entry]) -> bool:
        """Whether nothing followed the page when it was read."""
        return len(page) < _PAGE


class WrongLog(Exception):
    """A consumer's position is not one of this log: someone has to see to it, and it is tried until then.

    ``count``: how many entries that it has read are missing; ``position``: from where on. 0 where nobody knows.
    """

    def __init__(self, told: str = "", count: int = 0, position: int = 0) -> None:
        super().__init__(told)
        self.count = count
        self.position = position


class Consumer(Subscription, Protocol):
    """Whatever follows the log; its position is kept where it survives the process."""

    def check(self) -> None:
        """Make sure that the consumer's position is one of this log. Raises WrongLog."""

    def advance(self, after: int, pages: Pages) -> bool:
        """Take in what comes after the consumer's position, a page at most; return whether that was all there is."""

    def catch_up(self) -> None:
        """Take in everything up to the end of the log, however much it is."""


class CheckedViews(Views, Protocol):
    """Views that can tell whether they belong to the log."""

    def check(self, projection: Projection) -> None:
        """Make sure that the rows come of this log. Raises WrongLog."""


@dataclass(frozen=True)
class ProjectionConsumer:
    """A projection, with the log that it reads and the views that keep its rows."""

    projection: Projection
    log: Log
    views: CheckedViews

    @property
    def name(self) -> str:
        """The projection's name."""
        return self.projection.name

    @property
    def version(self) -> int:
        """The projection's version."""
        return self.projection.version

    @property
    def topics(self) -> tuple[str, ...]:
        """The beginnings of all topics that may change a row of it."""
        return self.projection.topics

    def check(self) -> None:
        """Make sure that the rows come of this log. Raises WrongLog."""
        self.views.check(self.projection)

    def advance(self, after: int, pages: Pages) -> bool:
        """Project a page; return whether this consumer did, and it was the last."""
        page = pages.after(after)
        return not page or (advance(self.projection, after, page, self.log, self.views) and pages.is_last(page))

    def catch_up(self) -> None:
        """Project everything up to the end of the log, in larger batches."""
        follow(self.projection, self.log, self.views)

"""What was last read of the views, for as long as no row that it was made of has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Lock
from typing import NamedTuple, TypeVar, cast

T = TypeVar("T")
# Answers about everything, and the rows in those about one scope: a municipality's pages share what they are made of.
# Each of these counts as some rows more, so that a thousand of them are kept at most, of one moment each.
_MOST, _MOST_ROWS, _AN_ANSWER = 24, 40_000, 40


class Stamp(NamedTuple):
    """``rows``: what is another as soon as any row is another; ``tables``: as soon as rows of before may be, too."""

    rows: str
    tables: str = ""


class Kept:
    """The last answers by their questions, each with its stamp; together no heavier than ``most``."""

    def __init__(self, most: int, weight: Callable[[object], int]) -> None:
        self._most, self._weight = most, weight
        self._total = 0
        self._known: OrderedDict[Hashable, tuple[Stamp, object]] = OrderedDict()
        self._lock = Lock()

    def of(self, asked: Hashable) -> tuple[Stamp, object] | None:
        """Return the last answer to a question and its stamp."""
        with self._lock:
            if asked in self._known:
                self._known.move_to_end(asked)
            return self._known.get(asked)

    def keep(self, asked: Hashable, stamp: Stamp, answer: object) -> None:
        """Have an answer at hand, and let go of those that were not asked for longest."""
        with self._lock:
            if earlier := self._known.pop(asked, None):
                self._total -= self._weight(earlier[1])
            self._known[asked] = stamp, answer
            self._total += self._weight(answer)
            while self._total > self._most:
                _, (_, oldest) = self._known.popitem(last=False)
                self._total -= self._weight(oldest)


def _rows_in(answer: object) -> int:
    return _AN_ANSWER + (len(answer) if isinstance(answer, Sized) else 0)


@dataclass(frozen=True)
class Recent:
    """Answers that hold for everyone who asks, the last ones, each by its question and what that is about.

    ``stamp``: what is another as soon as any row of a scope is another, or of all scopes where none is named; without
    it nothing is kept. It is taken before the rows are read: an answer may be newer than its stamp, and is then read
    once more, but never older.
    """

    stamp: Callable[[str | None], Stamp] | None = None
    _known: Kept = field(default_factory=lambda: Kept(_MOST, lambda _: 1))
    _of_scopes: Kept = field(default_factory=lambda: Kept(_MOST_ROWS, _rows_in))

    def for_a_request(self) -> Recent:
        """Return the same for one request, which asks for each stamp once, before it reads anything."""
        return replace(self, stamp=cache(self.stamp)) if self.stamp else self

    def answer(
        self,
        question: str,
        about: Hashable,
        read: Callable[[], T],
        scope: str | None = None,
        *,
        renew: Callable[[T], T] | None = None,
    ) -> T:
        """Return the last answer to the question about the same, or read it anew; ``scope``: whose rows alone it is of.

        ``renew``: makes it of the last one, where only what was recorded since makes it another; of the past nothing
        does, as long as the same tables are read. The answer about a scope is not to be changed, whatever its type.
        """
        if self.stamp is None:
            return read()
        kept, asked = self._of_scopes if scope else self._known, (scope, question, about)
        stamp = self.stamp(scope)
        if (known := kept.of(asked)) and known[0] == stamp:
            return cast("T", known[1])
        is_near = known is not None and known[0].tables == stamp.tables
        found = renew(cast("T", known[1])) if renew and known and is_near else read()
        kept.keep(asked, stamp, found)
        return found

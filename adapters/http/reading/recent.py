"""What was last read of the views, for as long as no row of theirs has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Lock
from typing import TypeVar, cast

T = TypeVar("T")
_MOST = 24


@dataclass(frozen=True)
class Recent:
    """Answers that hold for everyone who asks, the last ones, each by its question and what that is about.

    ``stamp``: what is another as soon as any row is another; without it nothing is kept. It is taken before the rows
    are read: an answer may be newer than its stamp, and is then read once more, but never older.
    """

    stamp: Callable[[], str] | None = None
    _known: OrderedDict[Hashable, tuple[str, object]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def for_a_request(self) -> Recent:
        """Return the same for one request, which asks for the stamp once, before it reads anything."""
        return replace(self, stamp=cache(self.stamp)) if self.stamp else self

    def answer(self, question: str, about: Hashable, read: Callable[[], T]) -> T:
        """Return the last answer to the question about the same, or read it anew."""
        if self.stamp is None:
            return read()
        stamp, asked = self.stamp(), (question, about)
        with self._lock:
            known = self._known.get(asked)
        if known is None or known[0] != stamp:
            known = stamp, read()
        with self._lock:
            self._known[asked] = known
            self._known.move_to_end(asked)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
        return cast("T", known[1])

"""Who is told of what changes while they look at it: one look a second at the views, for all who watch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from adapters.http.reading.changed import Scopes, changed_since, latest_changes
from adapters.http.reading.reading import Reading
from adapters.runtime.deadline import within
from workflows.ports import StoreError

_EVERY_SECONDS = 1.0
_LOOK_SECONDS = 3.0
_MOST = 200
_MOST_OF_ONE = 10

T = TypeVar("T")


@dataclass(eq=False)
class _Watcher:
    """Somebody who watches some scopes, and which position of theirs they have been told."""

    who: str
    scopes: Scopes
    told: int
    latest: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, position: int) -> None:
        self.latest = max(self.latest, position)
        if self.latest > self.told:
            self.news.set()


class Changes:
    """Tells all who watch the position of the latest entry of their scopes, as soon as every view holds it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._watchers: set[_Watcher] = set()
        self._looking: asyncio.Task[None] | None = None
        self._position = 0
        self._is_closed = False
        self._threads = CapacityLimiter(2)

    def has_room(self, who: str) -> bool:
        """Whether one more may watch, and this person in one more window."""
        of_theirs = sum(each.who == who for each in self._watchers)
        return not self._is_closed and len(self._watchers) < _MOST and of_theirs < _MOST_OF_ONE

    async def watch(self, who: str, scopes: Scopes, after: int, seconds: float) -> AsyncGenerator[int | None]:
        """Yield each position of a change after that one, and None when there was none for so many seconds.

        Ends with the server, and where the views cannot be asked.
        """
        watcher = _Watcher(who, scopes, after)
        self._watchers.add(watcher)
        try:
            await self._begin(watcher)
            while not self._is_closed:
                yield await _news(watcher, seconds)
        except StoreError:
            return
        finally:
            self._watchers.discard(watcher)

    def close(self) -> None:
        """Let everybody go."""
        self._is_closed = True
        for each in self._watchers:
            each.news.set()

    async def _begin(self, watcher: _Watcher) -> None:
        """See that somebody looks from now on, and tell what came between the page and now. Raises StoreError."""
        if self._looking is None or self._looking.done():
            self._position = await self._asked(self._reading.position)
            self._looking = asyncio.create_task(self._look())
        watcher.hear(await self._asked(lambda: changed_since(self._reading, watcher.scopes, watcher.told)))

    async def _look(self) -> None:
        """Look for as long as somebody watches; what cannot be asked now is asked a second later."""
        while self._watchers and not self._is_closed:
            with suppress(StoreError):
                self._tell(await self._asked(lambda: latest_changes(self._reading, self._position)))
            await asyncio.sleep(_EVERY_SECONDS)

    def _tell(self, found: tuple[int, dict[str, int]]) -> None:
        self._position, changed = found
        for watcher in self._watchers:
            concerned = (at for scope, at in changed.items() if watcher.scopes is None or scope in watcher.scopes)
            watcher.hear(max(concerned, default=0))

    async def _asked(self, question: Callable[[], T]) -> T:
        with within(_LOOK_SECONDS):
            return await to_thread.run_sync(question, limiter=self._threads)


async def _news(watcher: _Watcher, seconds: float) -> int | None:
    try:
        async with asyncio.timeout(seconds):
            await watcher.news.wait()
    except TimeoutError:
        return None
    watcher.news.clear()
    watcher.told = watcher.latest
    return watcher.told

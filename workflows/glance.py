"""The streams that a look at what may be done needs: their states, and seldom their events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from domain.aggregates import aggregate_of
from domain.facts import State
from domain.messages import Recorded
from domain.values import Role
from workflows.ports import IndexedStore, SetAside
from workflows.states import Folded, States
from workflows.working import Working

# A second's reading, a third of what a request may take; a log of a few years never comes to it.
_PART_EVENTS = 20_000


class Glance(Working):
    """Streams as they are, or were at a position: where their last event is known, what they say is known, too."""

    def __init__(self, store: IndexedStore, states: States, position: int | None = None) -> None:
        super().__init__(store, states)
        self._index = store
        self._position = position
        self._looked: set[str] = set()
        self._last: dict[str, Recorded | None] = {}
        self._found: dict[str, Folded] = {}

    def load(self, streams: Iterable[str]) -> None:
        """Have at hand what streams say, at once; those that are not known are read from their beginning."""
        missing = [each for each in dict.fromkeys(streams) if each not in self._looked]
        if not missing:
            return
        self._looked.update(missing)
        self._last |= self._index.last_of(missing, self._position)
        for stream in missing:
            if (last := self._last.get(stream)) and (known := self._states.known(stream, last)):
                self._found[stream] = known
        unknown = [each for each in missing if each not in self._found and not self._is_empty(each)]
        parts = list(self._parts(unknown))
        for part in parts:
            super().load(part)
            if len(parts) > 1:
                self._fold(part)

    def remember(self, scope_code: str) -> None:
        """Have what a scope's streams say known to whoever looks next, and let go of their events."""
        self.load(found := self.streams(scope_code))
        self._fold(found)

    def _parts(self, streams: Sequence[str]) -> Iterator[list[str]]:
        """Yield the streams some at a time, so many events together as one statement may be asked for."""
        part, events = list[str](), 0
        for stream in streams:
            last = self._last.get(stream)
            size = last.envelope.version if last else 0
            if part and events + size > _PART_EVENTS:
                yield part
                part, events = [], 0
            part.append(stream)
            events += size
        yield part

    def _fold(self, streams: Iterable[str]) -> None:
        """Keep what streams say and let go of their events: what is known by now need not be read again.

        That helps whoever asks next, even where this request comes to the end of its time.
        """
        for stream in streams:
            with suppress(SetAside):
                self._folded(stream)
            self._histories.pop(stream, None)

    def history(self, stream: str) -> Sequence[Recorded]:
        """Return the stream's events. Raises SetAside."""
        history = super().history(stream)
        if self._position is None or not history or history[-1].position <= self._position:
            return history
        self._histories[stream] = [each for each in history if each.position <= self._position]
        return self._histories[stream]

    def version(self, stream: str) -> int:
        """Return the version of the stream's last event, 0 for none. Raises SetAside."""
        if stream in self._given:
            return super().version(stream)
        found = self._folded(stream)
        return found.last.envelope.version if found else 0

    def state(self, stream: str) -> State:
        """Return what the stream says, corrections applied. Raises SetAside."""
        if stream in self._given:
            return self._given[stream]
        found = self._folded(stream)
        return found.state if found else aggregate_of(stream).initial

    def correcting(self, stream: str) -> frozenset[Role]:
        """Return the roles that could correct an entry of the stream. Raises SetAside."""
        if stream in self._given:
            return super().correcting(stream)
        found = self._folded(stream)
        return found.correcting if found else frozenset()

    def streams(self, scope_code: str) -> list[str]:
        """Return the names of a scope's streams that have begun."""
        found = super().streams(scope_code)
        if self._position is None:
            return found
        with suppress(SetAside):
            self.load(found)
        return [each for each in found if not self._is_empty(each)]

    def _is_empty(self, stream: str) -> bool:
        """Whether the stream had no event; one whose last event cannot be read has."""
        return stream in self._last and self._last[stream] is None

    def _folded(self, stream: str) -> Folded | None:
        if stream not in self._found:
            with suppress(SetAside):  # the history says so itself
                self.load([stream])
        if stream not in self._found:
            if self._is_empty(stream) or not (history := self.history(stream)):
                return None
            self._found[stream] = self._states.folded(stream, history)
        return self._found[stream]

"""The streams that one act looks at and adds to: loaded once, folded with what the act itself adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Self
from uuid import UUID

from domain.facts import State
from domain.messages import Recorded
from domain.values import Role
from workflows.ports import EventStore, Receipt, SetAside
from workflows.states import States, correcting_roles


class Working:
    """Streams as they were loaded, and what is added to them; ``added`` is what will be appended."""

    def __init__(self, store: EventStore, states: States | None = None) -> None:
        self._store = store
        self._states = States() if states is None else states
        self._histories: dict[str, list[Recorded]] = {}
        self._before: dict[str, int] = {}
        self._names: dict[str, list[str]] = {}
        self._set_aside: dict[str, SetAside] = {}
        self._given: dict[str, State] = {}
        self.added: list[Recorded] = []

    def load(self, streams: Iterable[str]) -> None:
        """Load those of the streams that are not loaded yet, at once."""
        missing = [each for each in dict.fromkeys(streams) if each not in self._histories]
        for stream, history in (self._store.load_many(missing) if missing else {}).items():
            self._keep(stream, history)

    def history(self, stream: str) -> Sequence[Recorded]:
        """Return the stream's events, loaded and added. Raises SetAside."""
        if stream in self._set_aside:
            raise self._set_aside[stream]
        if stream not in self._histories:
            try:
                self._keep(stream, self._store.load(stream))
            except SetAside as error:
                self._set_aside[stream] = error
                raise
        return self._histories[stream]

    def _keep(self, stream: str, history: list[Recorded]) -> None:
        self._histories[stream] = history
        self._before[stream] = history[-1].envelope.version if history else 0

    def last_recorded(self) -> datetime | None:
        """Return when the log's last event was recorded, as of the last loading."""
        return self._store.last_recorded()

    def version(self, stream: str) -> int:
        """Return the version of the stream's last event, 0 for none."""
        history = self.history(stream)
        return history[-1].envelope.version if history else 0

    def correcting(self, stream: str) -> frozenset[Role]:
        """Return the roles that could correct an entry of the stream."""
        history = self.history(stream)
        if stream in self._given:  # folded already, and perhaps without what its other events are about
            return correcting_roles(history)
        return self._states.folded(stream, history).correcting if history else frozenset()

    def versions_before(self, streams: Iterable[str]) -> dict[str, int]:
        """Return the versions that streams had before anything was added, 0 for empty ones."""
        self.load(streams := list(streams))
        return {stream: self._before[stream] for stream in streams}

    def state(self, stream: str) -> State:
        """Return what the stream says, corrections applied."""
        if stream in self._given:
            return self._given[stream]
        return self._states.fold(stream, self.history(stream))

    def with_stream(self, stream: str, history: list[Recorded], state: State) -> Self:
        """Return the same streams, one of them with another history, which is folded already; to look at only."""
        other = copy(self)
        other._histories = {**self._histories, stream: history}  # noqa: SLF001 -- a copy of itself
        other._given = {**self._given, stream: state}  # noqa: SLF001 -- a copy of itself
        return other

    def find(self, event_ids: Iterable[UUID], streams: Iterable[str]) -> list[Recorded]:
        """Return those of the stored events that are in one of the streams. Raises SetAside."""
        return self._store.find(event_ids, streams)

    def add(self, recorded: Recorded) -> None:
        """Put an event after the stream's last one."""
        self.history(recorded.envelope.stream)
        self._histories[recorded.envelope.stream].append(recorded)
        self.added.append(recorded)

    def append(self, receipt: Receipt, rests_on: Mapping[str, int]) -> list[Recorded]:
        """Store what was added, and the receipt; return the events placed. Raises what the store raises."""
        written = {each.envelope.stream for each in self.added}
        others = {stream: version for stream, version in rests_on.items() if stream not in written}
        return self._store.append(self.added, receipt, others)

    def streams(self, scope_code: str) -> list[str]:
        """Return the names of a scope's streams as they were at the first look: facts and what they rest on agree."""
        if scope_code not in self._names:
            self._names[scope_code] = self._store.streams(scope_code)
        return self._names[scope_code]

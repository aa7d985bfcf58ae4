"""The streams that one act looks at and adds to: loaded once, folded with what the act itself adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.facts import State
from domain.messages import Recorded
from workflows.ports import EventStore, Receipt, SetAside
from workflows.states import States


class Working:
    """Streams as they were loaded, and what is added to them; ``added`` is what will be appended."""

    def __init__(self, store: EventStore, states: States | None = None) -> None:
        self._store = store
        self._states = States() if states is None else states
        self._histories: dict[str, list[Recorded]] = {}
        self._before: dict[str, int] = {}
        self._names: dict[str, list[str]] = {}
        self._set_aside: dict[str, SetAside] = {}
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

    def versions_before(self, streams: Iterable[str]) -> dict[str, int]:
        """Return the versions that streams had before anything was added, 0 for empty ones."""
        self.load(streams := list(streams))
        return {stream: self._before[stream] for stream in streams}

    def state(self, stream: str) -> State:
        """Return what the stream says, corrections applied."""
        return self._states.fold(stream, self.history(stream))

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

"""The streams that one act looks at and adds to: loaded once, folded with what the act itself adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.aggregates import AGGREGATES
from domain.correction import effective
from domain.decider import Aggregate, AnyRules, State
from domain.messages import Command, Recorded
from workflows.ports import EventStore
from workflows.streams import stream_name

BY_STATE: dict[type[State], Aggregate] = {type(each.initial): each for each in AGGREGATES.values()}


def aggregate_of(stream: str) -> Aggregate:
    """Return the aggregate whose stream it is."""
    return AGGREGATES[stream.split("/", 1)[0]]


class Working:
    """A municipality's streams within one act; ``added`` is what will be appended."""

    def __init__(self, store: EventStore, scb_code: str) -> None:
        self._store = store
        self._scb_code = scb_code
        self._histories: dict[str, list[Recorded]] = {}
        self.added: list[Recorded] = []

    def history(self, stream: str) -> Sequence[Recorded]:
        """Return the stream's events, loaded and added."""
        if stream not in self._histories:
            self._histories[stream] = self._store.load(stream)
        return self._histories[stream]

    def version(self, stream: str) -> int:
        """Return the version of the stream's last event, 0 for none."""
        history = self.history(stream)
        return history[-1].envelope.version if history else 0

    def state(self, stream: str) -> State:
        """Return what the stream says, corrections applied."""
        history = self.history(stream)
        # A stream whose every entry was voided still has entries to restore.
        return replace(aggregate_of(stream).fold(effective(history)), entries=len(history))

    def add(self, recorded: Recorded) -> None:
        """Put an event after the stream's last one."""
        self.history(recorded.envelope.stream)
        self._histories[recorded.envelope.stream].append(recorded)
        self.added.append(recorded)

    def stream_of(self, kind: type[State]) -> str:
        """Return the municipality's stream of that aggregate."""
        return stream_name(BY_STATE[kind].name, self._scb_code)

    def streams(self) -> list[str]:
        """Return the names of the municipality's streams."""
        return self._store.streams(self._scb_code)

    def states(self, kinds: Sequence[type[State]]) -> dict[type[State], State]:
        """Return the municipality's states of these kinds."""
        return {kind: self.state(self.stream_of(kind)) for kind in kinds}

    def versions(self, kinds: Sequence[type[State]]) -> dict[str, int]:
        """Return the versions of the streams behind these kinds: what a decision rests on."""
        return {stream: self.version(stream) for stream in map(self.stream_of, kinds)}

    def rests_on(self, rules: AnyRules, command: Command) -> dict[str, int]:
        """Return the versions of all streams that the command's decision looks at beside its own."""
        versions = self.versions(rules.reads)
        if to_assignment := getattr(command, "to_assignment", None):
            stream = stream_name("contact", self._scb_code, to_assignment)
            versions[stream] = self.version(stream)
        return versions

    def contacts(self) -> dict[str, State]:
        """Return every assignment as contact person, by its id."""
        return {
            stream.rsplit("/", 1)[1]: self.state(stream) for stream in self.streams() if stream.startswith("contact/")
        }

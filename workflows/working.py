"""The streams that one act looks at and adds to: loaded once, folded with what the act itself adds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import replace
from threading import Lock

from domain.aggregates import AGGREGATES
from domain.correction import EntryCorrection, effective
from domain.decider import Aggregate, AnyRules, State
from domain.messages import Command, Recorded
from workflows.ports import EventStore, Receipt
from workflows.streams import stream_name

BY_STATE: dict[type[State], Aggregate] = {type(each.initial): each for each in AGGREGATES.values()}


def aggregate_of(stream: str) -> Aggregate:
    """Return the aggregate whose stream it is."""
    return AGGREGATES[stream.split("/", 1)[0]]


class States:
    """States as they were last folded: a stream's beginning never changes, so only news is folded onto them."""

    def __init__(self, most: int = 2000) -> None:
        self._most = most
        self._lock = Lock()
        self._folded: OrderedDict[str, tuple[Recorded, int, State]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._folded)

    def fold(self, stream: str, history: Sequence[Recorded]) -> State:
        """Return what the stream says, corrections applied."""
        aggregate = aggregate_of(stream)
        with self._lock:
            last, count, state = self._folded.get(stream, (None, 0, aggregate.initial))
        news = history[count:]
        # The very same event at the same place: the same store, and the same beginning. A correction reaches back.
        if last is None or history[count - 1 : count] != [last] or any(map(_reaches_back, news)):
            news, state = effective(history), aggregate.initial
        # A stream whose every entry was voided still has entries to restore.
        state = replace(aggregate.fold(news, state), entries=len(history))
        if history and history[-1].position:  # what is only about to be appended is not to be met again
            self._keep(stream, history, state)
        return state

    def _keep(self, stream: str, history: Sequence[Recorded], state: State) -> None:
        with self._lock:
            self._folded[stream] = history[-1], len(history), state
            self._folded.move_to_end(stream)
            while len(self._folded) > self._most:
                self._folded.popitem(last=False)


def _reaches_back(recorded: Recorded) -> bool:
    return isinstance(recorded.event, EntryCorrection)


class Working:
    """A municipality's streams within one act; ``added`` is what will be appended."""

    def __init__(self, store: EventStore, scb_code: str, states: States | None = None) -> None:
        self._store = store
        self._scb_code = scb_code
        self._states = States() if states is None else states
        self._histories: dict[str, list[Recorded]] = {}
        self._versions: dict[str, int] = {}
        self.added: list[Recorded] = []

    def history(self, stream: str) -> Sequence[Recorded]:
        """Return the stream's events, loaded and added."""
        if stream not in self._histories:
            self._histories[stream] = found = self._store.load(stream)
            self._versions[stream] = found[-1].envelope.version if found else 0
        return self._histories[stream]

    def version(self, stream: str) -> int:
        """Return the version of the stream's last event, 0 for none."""
        history = self.history(stream)
        return history[-1].envelope.version if history else 0

    def state(self, stream: str) -> State:
        """Return what the stream says, corrections applied."""
        return self._states.fold(stream, self.history(stream))

    def add(self, recorded: Recorded) -> None:
        """Put an event after the stream's last one."""
        self.history(recorded.envelope.stream)
        self._histories[recorded.envelope.stream].append(recorded)
        self.added.append(recorded)

    def append(self, receipt: Receipt) -> list[Recorded]:
        """Store what was added, and the receipt; return the events placed. Raises what the store raises."""
        written = {each.envelope.stream for each in self.added}
        return self._store.append(self.added, receipt, self.looked_at(but=written))

    def looked_at(self, but: Collection[str] = ()) -> dict[str, int]:
        """Return the versions at which streams were loaded, these streams left out."""
        return {stream: version for stream, version in self._versions.items() if stream not in but}

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

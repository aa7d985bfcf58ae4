"""States of streams, remembered from one look to the next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from domain.aggregates import aggregate_of
from domain.correction import EntryCorrection, effective
from domain.facts import State
from domain.messages import Recorded


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
        if not history:
            return aggregate.initial
        with self._lock:
            last, count, state = self._folded.get(stream, (None, 0, aggregate.initial))
        news = history[count:]
        # The very same event at the same place: the same store, and the same beginning. A correction reaches back.
        is_the_same = last is not None and history[count - 1 : count] == [last]
        if is_the_same and history[-1] is last:
            return state
        if not is_the_same or any(map(_reaches_back, news)):
            news, state = effective(history), aggregate.initial
        # A stream whose every entry was voided still has entries to restore.
        state = replace(aggregate.fold(news, state), entries=len(history))
        if history[-1].position:  # what is only about to be appended is not to be met again
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

"""States of streams, remembered from one look to the next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

from domain.aggregates import COMMAND_OF, RULES, aggregate_of
from domain.correction import EntryCorrection, effective, in_force
from domain.facts import State
from domain.messages import Recorded
from domain.values import Role


@dataclass(frozen=True)
class Folded:
    """What a stream says up to its ``last`` event, the ``count``-th; ``correcting``: who could correct some of it."""

    last: Recorded
    count: int
    state: State
    correcting: frozenset[Role]


class States:
    """States as they were last folded: a stream's beginning never changes, so only news is folded onto them."""

    def __init__(self, most: int = 20_000) -> None:
        self._most = most
        self._lock = Lock()
        self._folded: OrderedDict[str, Folded] = OrderedDict()

    def __len__(self) -> int:
        return len(self._folded)

    def known(self, stream: str, last: Recorded) -> Folded | None:
        """Return what is known of the stream up to an event, which says all that came before it."""
        with self._lock:
            found = self._folded.get(stream)
        return found if found and _is_same(found.last, last) else None

    def fold(self, stream: str, history: Sequence[Recorded]) -> State:
        """Return what the stream says, corrections applied."""
        return self.folded(stream, history).state if history else aggregate_of(stream).initial

    def folded(self, stream: str, history: Sequence[Recorded]) -> Folded:
        """Return what the stream says, which has events, with who could correct some of them."""
        with self._lock:
            known = self._folded.get(stream)
        # The very same event at the same place: the same store, and the same beginning. A correction reaches back.
        is_the_same = known is not None and history[known.count - 1 : known.count] == [known.last]
        if known and is_the_same and history[-1] is known.last:
            return known
        news = history[known.count :] if known else history
        if known is None or not is_the_same or any(map(_reaches_back, news)):
            state, entries = aggregate_of(stream).initial, effective(history)
            correcting = correcting_roles(history)
        else:
            state, entries, correcting = known.state, list(news), known.correcting | correcting_roles(news)
        # A stream whose every entry was voided still has entries to restore.
        state = replace(aggregate_of(stream).fold(entries, state), entries=len(history))
        found = Folded(history[-1], len(history), state, correcting)
        if history[-1].position:  # what is only about to be appended is not to be met again
            self._keep(stream, found)
        return found

    def _keep(self, stream: str, found: Folded) -> None:
        with self._lock:
            self._folded[stream] = found
            self._folded.move_to_end(stream)
            while len(self._folded) > self._most:
                self._folded.popitem(last=False)


def _is_same(one: Recorded, other: Recorded) -> bool:
    """Whether two are the same event at the same place of the log, which never changes what it says."""
    return one is other or (one.position == other.position and one.envelope.event_id == other.envelope.event_id)


def _reaches_back(recorded: Recorded) -> bool:
    return isinstance(recorded.event, EntryCorrection)


def correcting_roles(history: Sequence[Recorded]) -> frozenset[Role]:
    """Return the roles that could correct some entry in force, or a correction that is."""
    kinds = {type(each.event) for each in effective(history)}
    targets = {each.event.target_event_id for each in in_force(history) if isinstance(each.event, EntryCorrection)}
    while targets:  # what a correction corrects may be one itself
        corrected = [each.event for each in history if each.envelope.event_id in targets]
        kinds.update(type(each) for each in corrected if not isinstance(each, EntryCorrection))
        targets = {each.target_event_id for each in corrected if isinstance(each, EntryCorrection)}
    return frozenset(role for kind in kinds if kind in COMMAND_OF for role in RULES[COMMAND_OF[kind]].roles)

"""Which later facts depend on an entry that is to be corrected.

Each later fact that could rest on the entry is decided anew over the corrected log, with what was known when it was
decided; it depends on the entry where the rules would now refuse it, or where it would come out otherwise, both than
it was recorded and than it comes out without the correction: what today's rules derive may differ from what was
recorded under earlier ones, which is no consequence of the correction (docs/decisions/0018-digests.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.aggregates import COMMAND_OF, USER_RULES, aggregate_of
from domain.correction import EntryCorrection
from domain.errors import Rejected
from domain.facts import State
from domain.messages import Event, Recorded
from workflows.correction.corrected_log import CorrectedLog
from workflows.correction.redecision import Redecision


def dependants(log: CorrectedLog, entry: Recorded) -> Iterator[Recorded]:
    """Yield the facts that would not stand with the entry corrected, the corrected entry itself among them."""
    changed_from = 1 if isinstance(entry.event, EntryCorrection) else entry.envelope.version
    own = list(_fallen(_Judging(log, entry), log.corrected, changed_from))
    yield from own
    left = replace(log, corrected=[each for each in log.corrected if each not in own])
    for stream in log.others:
        yield from _fallen(_Judging(left, entry), left.facts(stream), changed_from)


def _fallen(judging: _Judging, facts: Sequence[Recorded], changed_from: int) -> Iterator[Recorded]:
    """Yield what would not stand of a stream's facts, each judged by those that do."""
    state: State | None = None
    for each in facts:
        aggregate = aggregate_of(each.envelope.stream)
        state = aggregate.initial if state is None else state
        if judging.anew.last_known(each) < changed_from or judging.stands(each, state):
            state = aggregate.fold([each], state)
        else:
            yield each


class _Judging:
    """Facts of a corrected log, each decided anew, and decided without the correction where that matters."""

    def __init__(self, log: CorrectedLog, entry: Recorded) -> None:
        self.anew = Redecision(log)
        self._entry = entry.envelope.event_id
        self._without = Redecision(log.uncorrected)
        self._uncorrected = {each.envelope.event_id: each for each in log.uncorrected.corrected}
        self._stream = log.stream

    def stands(self, recorded: Recorded, state: State) -> bool:
        """Whether a fact stands after what its stream says before it."""
        # What the system noted by itself was true when it did; it keeps nobody from correcting what it rested on.
        if COMMAND_OF.get(type(recorded.event)) not in USER_RULES or isinstance(recorded.event, EntryCorrection):
            return True
        events = self.anew.after(state, recorded)
        if events is None:
            return False
        if recorded.envelope.event_id == self._entry:  # what the rules make of it otherwise has been corrected with it
            return True
        return recorded.event in events or events == self._decided_without_correction(recorded)

    def _decided_without_correction(self, recorded: Recorded) -> Sequence[Event] | None:
        """Return what the entry's command comes to without the correction; None for an entry that it changes."""
        is_own = recorded.envelope.stream == self._stream
        if is_own and self._uncorrected.get(recorded.envelope.event_id) != recorded:
            return None
        try:
            return self._without.in_place(recorded)
        except Rejected:
            return None

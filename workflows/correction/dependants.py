"""Which later facts depend on an entry that is to be corrected.

Each later fact that could rest on the entry is decided anew over the corrected log, with what was known when it was
decided; it depends on the entry where the rules would now refuse it, or where it would come out otherwise, both than
it was recorded and than it comes out without the correction: what today's rules derive or refuse may differ from what
was recorded under earlier ones, which is no consequence of the correction (docs/decisions/0018-digests.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domain.aggregates import COMMAND_OF, USER_RULES, aggregate_of
from domain.correction import EntryCorrection
from domain.facts import State
from domain.messages import Recorded
from workflows.correction.corrected_log import CorrectedLog
from workflows.correction.redecision import Redecision, Verdict


def dependants(log: CorrectedLog, entry: Recorded) -> Iterator[Recorded]:
    """Yield the facts that would not stand with the entry corrected, the corrected entry itself among them."""
    changed_from = 1 if isinstance(entry.event, EntryCorrection) else entry.envelope.version
    own = list(_Judging(log, entry).fallen(log.stream, changed_from))
    yield from own
    left = _Judging(replace(log, corrected=[each for each in log.corrected if each not in own]), entry)
    for stream in log.others:
        yield from left.fallen(stream, changed_from)


class _Judging:
    """Facts of a corrected log, each decided anew, and decided without the correction where that matters."""

    def __init__(self, log: CorrectedLog, entry: Recorded) -> None:
        uncorrected = log.uncorrected
        self._log = log
        self._entry = entry.envelope.event_id
        self._anew, self._without = Redecision(log), Redecision(uncorrected)
        self._uncorrected = {each.envelope.event_id: each for each in uncorrected.corrected}

    def fallen(self, stream: str, changed_from: int) -> Iterator[Recorded]:
        """Yield what would not stand of a stream's facts, each judged by those that do."""
        aggregate = aggregate_of(stream)
        state = aggregate.initial
        for each in self._log.facts(stream):
            if self._anew.last_known(each) < changed_from or self._stands(each, state):
                state = aggregate.fold([each], state)
            else:
                yield each

    def _stands(self, recorded: Recorded, state: State) -> bool:
        """Whether a fact stands after what its stream says before it."""
        # What the system noted by itself was true when it did; it keeps nobody from correcting what it rested on.
        if COMMAND_OF.get(type(recorded.event)) not in USER_RULES or isinstance(recorded.event, EntryCorrection):
            return True
        verdict = self._anew.verdict(state, recorded)
        if recorded.envelope.event_id == self._entry:  # what the rules make of it otherwise has been corrected with it
            return not verdict.refused_by
        if recorded.event in verdict.events:
            return True
        return not self._is_changed(recorded) and self._is_no_consequence(verdict, recorded)

    def _is_changed(self, recorded: Recorded) -> bool:
        """Whether the correction changes the fact itself, or brings it back."""
        is_own = recorded.envelope.stream == self._log.stream
        return is_own and self._uncorrected.get(recorded.envelope.event_id) != recorded

    def _is_no_consequence(self, verdict: Verdict, recorded: Recorded) -> bool:
        """Whether the fact comes out so without the correction, too, or no rule refuses it that does not without it."""
        without = self._without.verdict(self._without.before(recorded), recorded)
        if verdict.refused_by:
            return verdict.refused_by <= without.refused_by
        return verdict == without

"""Which later facts depend on an entry that is to be corrected.

Each later fact that could rest on the entry is decided anew over the corrected log, with what was known when it was
decided; it depends on the entry where the rules would now refuse it, or where it would come out otherwise, both than
it was recorded and than it comes out without the correction: what today's rules derive may differ from what was
recorded under earlier ones, which is no consequence of the correction (docs/decisions/0018-digests.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.aggregates import COMMAND_OF, USER_RULES
from domain.correction import EntryCorrection, effective
from domain.messages import Command, Event, Recorded
from workflows.correction.corrected_log import CorrectedLog
from workflows.correction.redecision import came_before_in_act, decided_again


def dependants(log: CorrectedLog, entry: Recorded) -> Iterator[Recorded]:
    """Yield the facts that would not stand with the entry corrected, the corrected entry itself among them."""
    changed_from = 1 if isinstance(entry.event, EntryCorrection) else entry.envelope.version
    own = list(_fallen(log, log.corrected, changed_from))
    yield from own
    left = replace(log, corrected=[each for each in log.corrected if each not in own])
    for stream in log.others:
        yield from _fallen(left, left.facts(stream), changed_from)


def _fallen(log: CorrectedLog, facts: Sequence[Recorded], changed_from: int) -> Iterator[Recorded]:
    """Yield what would not stand of a stream's facts, each judged by those that do."""
    standing: list[Recorded] = []
    for each in facts:
        if _last_known(log, each) < changed_from or _stands(log, each, standing):
            standing.append(each)
        else:
            yield each


def _last_known(log: CorrectedLog, recorded: Recorded) -> int:
    """Return the version of the corrected stream up to which a fact rests on it."""
    envelope = recorded.envelope
    if envelope.stream == log.stream:
        return envelope.version
    history = log.looking.working.history(log.stream)
    in_act = [each.envelope.version for each in history if came_before_in_act(each, recorded)]
    return max([envelope.rests_on.get(log.stream, 0), *in_act])


def _stands(log: CorrectedLog, recorded: Recorded, before: Sequence[Recorded]) -> bool:
    command_type = COMMAND_OF.get(type(recorded.event))
    # What the system noted by itself was true when it did; it keeps nobody from correcting what it rested on.
    if command_type not in USER_RULES or isinstance(recorded.event, EntryCorrection):
        return True
    events = decided_again(log, command_type, recorded, before)
    if events is None:
        return False
    return recorded.event in events or events == _decided_without_correction(log, command_type, recorded)


def _decided_without_correction(
    log: CorrectedLog, command_type: type[Command], recorded: Recorded
) -> Sequence[Event] | None:
    """Return what the entry's command comes to without the correction; None for an entry that it changes."""
    uncorrected = replace(log, corrected=effective(log.looking.working.history(log.stream)))
    facts = uncorrected.facts(recorded.envelope.stream)
    before = [each for each in facts if each.envelope.version < recorded.envelope.version]
    return decided_again(uncorrected, command_type, recorded, before) if recorded in facts else None

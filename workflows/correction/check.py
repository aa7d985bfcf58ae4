"""Whether an entry may be corrected (C7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.correction import CorrectionCommand, effective
from domain.errors import rejected
from domain.messages import Recorded
from domain.people import Actor
from domain.values import Classification
from workflows.correction.corrected_history import corrected_history
from workflows.correction.corrected_log import CorrectedLog
from workflows.correction.dependants import dependants
from workflows.correction.entries import entry_to_correct
from workflows.facts import Looking


@dataclass(frozen=True)
class Checked:
    """What a correction that may be made rests on and hides.

    ``others``: the streams that were looked at for facts that depend on the entry. ``classification``: of the entry,
    as recorded, as it stands and as corrected the strongest: the correction tells all of them.
    """

    others: list[str]
    classification: Classification


def check_correction(command: CorrectionCommand, stream: str, looking: Looking, actor: Actor) -> Checked:
    """Refuse a correction of what is not there (L4), not the actor's (L8), voided (L3), or depended on (L9)."""
    history = looking.working.history(stream)
    entry = entry_to_correct(command.target_event_id, history, actor)
    corrected = corrected_history(command, entry, history, looking.reference.codes)
    log = CorrectedLog(stream, corrected, looking)
    found = [f"{each.topic} {each.envelope.occurred_on.isoformat()}" for each in dependants(log, entry)]
    if found:
        raise rejected("L9", "target_event_id", dependants=found)
    return Checked(log.others, _strongest(entry, [entry, *effective(history), *corrected]))


def _strongest(entry: Recorded, told: Iterable[Recorded]) -> Classification:
    of_entry = (each for each in told if each.envelope.event_id == entry.envelope.event_id)
    is_protected = any(each.envelope.classification is Classification.PROTECTED for each in of_entry)
    return Classification.PROTECTED if is_protected else entry.envelope.classification

"""Whether an entry may be corrected (C7)."""

from __future__ import annotations

from domain.correction import CorrectionCommand
from domain.errors import rejected
from domain.people import Actor
from workflows.correction.corrected_history import corrected_history
from workflows.correction.corrected_log import CorrectedLog
from workflows.correction.dependants import dependants
from workflows.correction.entries import entry_to_correct
from workflows.facts import Looking


def check_correction(command: CorrectionCommand, stream: str, looking: Looking, actor: Actor) -> list[str]:
    """Refuse a correction of what is not there (L4), not the actor's (L8), voided (L3), or depended on (L9).

    Return the streams that were looked at for facts that depend on the entry.
    """
    history = looking.working.history(stream)
    entry = entry_to_correct(command.target_event_id, history, actor)
    log = CorrectedLog(stream, corrected_history(command, entry, history, looking.reference.codes), looking)
    found = [f"{each.topic} {each.envelope.occurred_on.isoformat()}" for each in dependants(log, entry)]
    if found:
        raise rejected("L9", "target_event_id", dependants=found)
    return log.others

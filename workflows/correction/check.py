"""Whether an entry may be corrected, and what the correction changes beside what it names (C7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from domain.aggregates import COMMAND_OF
from domain.correction import CorrectionCommand, effective
from domain.errors import Rejected, rejected
from domain.messages import Recorded
from domain.people import Actor
from domain.values import Classification
from workflows.correction.corrected_history import corrected_history
from workflows.correction.corrected_log import CorrectedLog
from workflows.correction.dependants import dependants
from workflows.correction.entries import entry_to_correct
from workflows.correction.redecision import Redecision
from workflows.facts import Looking


@dataclass(frozen=True)
class Checked:
    """What a correction that may be made says, rests on and hides.

    ``command``: the correction with what follows from it in the entry itself. ``others``: the streams that were looked
    at for facts that depend on the entry. ``classification``: of the entry, as recorded, as it stands and as corrected
    the strongest: the correction tells all of them.
    """

    command: CorrectionCommand
    others: list[str]
    classification: Classification


def check_correction(command: CorrectionCommand, stream: str, looking: Looking, actor: Actor) -> Checked:
    """Refuse a correction of what is not there (L4), not the actor's (L8), voided (L3), or depended on (L9).

    A day on which the entry could not have been made is refused as it would be there (L5).
    """
    history = looking.working.history(stream)
    entry = entry_to_correct(command.target_event_id, history, actor)
    corrected = corrected_history(command, entry, history, looking.reference.codes)
    log = CorrectedLog(stream, corrected, looking)
    if following := _following(log, entry):
        command = _with(command, following)
        corrected = corrected_history(command, entry, history, looking.reference.codes)
        log = replace(log, corrected=corrected)
    found = [f"{each.topic} {each.envelope.occurred_on.isoformat()}" for each in dependants(log, entry)]
    if found:
        raise rejected("L9", "target_event_id", dependants=found)
    return Checked(command, log.others, _strongest(entry, [entry, *effective(history), *corrected]))


def _following(log: CorrectedLog, entry: Recorded) -> Mapping[str, Any]:
    """Return the entry's fields that no command names, as far as the correction has the rules make them otherwise."""
    command_type = COMMAND_OF.get(type(entry.event))
    changed, before = (_entry(each.corrected, entry) for each in (log, log.uncorrected))
    if command_type is None or changed is None or before is None:
        return {}
    was, becomes = _made(log.uncorrected, before), _made(log, changed, is_corrected=True)
    made = becomes.keys() - command_type.model_fields.keys()
    return {name: becomes[name] for name in made if name in was and was[name] != becomes[name]}


def _entry(facts: Iterable[Recorded], entry: Recorded) -> Recorded | None:
    return next((each for each in facts if each.envelope.event_id == entry.envelope.event_id), None)


def _made(log: CorrectedLog, recorded: Recorded, *, is_corrected: bool = False) -> Mapping[str, Any]:
    """Return the fields that an entry's command comes to; none where it is refused. Raises Rejected for its day."""
    try:
        deciding = Redecision(log)
        events = deciding.accepted(deciding.before(recorded), recorded)
    except Rejected as refused:
        days = [replace(each, field="corrected_on") for each in refused.refusals if each.rule_id == "L5"]
        if is_corrected and days:
            raise Rejected(*days) from refused
        return {}
    return next((each.model_dump(mode="json") for each in events if type(each) is type(recorded.event)), {})


def _with(command: CorrectionCommand, following: Mapping[str, Any]) -> CorrectionCommand:
    """Return the correction with more fields; refuse it where they are none that a correction can hold (L4)."""
    try:
        return type(command).model_validate({**command.model_dump(), "correction": {**command.correction, **following}})
    except ValidationError as error:
        raise rejected("L4", "correction", what="correction", value=", ".join(sorted(following))) from error


def _strongest(entry: Recorded, told: Iterable[Recorded]) -> Classification:
    of_entry = (each for each in told if each.envelope.event_id == entry.envelope.event_id)
    is_protected = any(each.envelope.classification is Classification.PROTECTED for each in of_entry)
    return Classification.PROTECTED if is_protected else entry.envelope.classification

"""What a stream says once one of its entries is corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from domain.aggregates import COMMAND_OF
from domain.correction import CorrectionCommand, EntryCorrection, corrected_by, effective
from domain.errors import rejected
from domain.messages import Event, Recorded
from workflows.reference.codes import Codes, unknown_codes


def corrected_history(
    command: CorrectionCommand, entry: Recorded, history: Sequence[Recorded], codes: Codes
) -> list[Recorded]:
    """Return the stream's facts with the correction applied; refuse a correction that cannot be applied (L4)."""
    if isinstance(entry.event, EntryCorrection):
        if not command.voids:
            raise rejected("L4", "correction", what="correction")
        return effective([each for each in history if each is not entry])
    facts = effective(history)
    current = next(each for each in facts if each.envelope.event_id == entry.envelope.event_id)
    if command.voids:
        return [each for each in facts if each is not current]
    changed = _changed(current, command, codes)
    return [changed if each is current else each for each in facts]


def _not_taken(event: Event, command: CorrectionCommand) -> Iterator[str]:
    """Yield the corrected fields that the event's own command would not take so."""
    try:
        COMMAND_OF[type(event)].model_validate(event.model_dump(), extra="ignore")
    except ValidationError as error:
        wrong = (".".join(str(part) for part in each["loc"]) for each in error.errors())
        yield from (each for each in wrong if each.partition(".")[0] in command.correction)


def _changed(current: Recorded, command: CorrectionCommand, codes: Codes) -> Recorded:
    try:
        changed = corrected_by(current, command)
    except ValidationError as error:
        wrong = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise rejected("L4", "correction", what="correction", value=wrong) from error
    for wrong in _not_taken(changed.event, command):
        raise rejected("L4", "correction", what="correction", value=wrong)
    for name, _list, code in unknown_codes(changed.event, codes):
        raise rejected("L4", "correction", what=name, value=code)
    return changed

"""What a stream says once one of its entries is corrected."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from domain.correction import CorrectionCommand, EntryCorrection, corrected_by, effective
from domain.errors import rejected
from domain.messages import Recorded
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


def _changed(current: Recorded, command: CorrectionCommand, codes: Codes) -> Recorded:
    try:
        changed = corrected_by(current, command)
    except ValidationError as error:
        wrong = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise rejected("L4", "correction", what="correction", value=wrong) from error
    for name, _list, code in unknown_codes(changed.event, codes):
        raise rejected("L4", "correction", what=name, value=code)
    return changed

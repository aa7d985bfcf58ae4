"""What corrections changed: fields of an entry, or its day, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from projections.audit_trail import TrailRow

DAY = "occurred_on"


@dataclass(frozen=True)
class Change:
    """One field of an entry, or its day, and what it said before and after a correction."""

    field: str
    before: object
    after: object


def changes(row: TrailRow) -> list[Change]:
    """Return what a correction changed, or what the corrections of an entry that stand did."""
    if row.corrects:
        entry, day = row.corrects, row.fields.get("corrected_on")
        said = cast("dict[str, object]", row.fields.get("correction") or {})
        found = [Change(name, entry.fields.get(name), value) for name, value in said.items()]
        moved = Change(DAY, entry.occurred_on.isoformat(), day)
    else:
        found = [Change(name, row.fields.get(name), value) for name, value in row.corrected_fields.items()]
        moved = Change(DAY, row.occurred_on.isoformat(), row.corrected_day and row.corrected_day.isoformat())
    return [each for each in [*found, *([moved] if moved.after else [])] if each.before != each.after]

"""From a sheet to a plan: its rows as commands, by municipality and day, each under a key of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid5

from adapters.importing.row.errors import RowError
from adapters.importing.row.ids import NAMESPACE
from adapters.importing.row.planned_row import PlannedRow
from adapters.importing.row.reading import Reading
from adapters.importing.row.sources import Sources
from adapters.importing.sheet.sheet import Sheet
from domain.places import County, Place, scope_code
from workflows.reference import places
from workflows.reference.codes import Codes


@dataclass(frozen=True)
class ImportPlan:
    """What a sheet asks for, by municipality and then by day, and what could not be read.

    ``unkept_sources``: by row, the word for which its source is not kept.
    """

    sheet: Sheet
    rows: tuple[PlannedRow, ...]
    errors: tuple[RowError, ...]
    codes: Codes
    unkept_sources: Mapping[int, str] = field(default_factory=dict)

    @property
    def places(self) -> tuple[Place | County, ...]:
        """The municipalities, and the county, that rows were read for, in Swedish order."""
        found = {scope_code(each.place): each.place for each in self.rows}
        return tuple(sorted(found.values(), key=lambda each: places.swedish_key(each.name)))

    @property
    def unread(self) -> frozenset[str]:
        """The codes of municipalities with rows that could not be read."""
        return frozenset(each.municipality for each in self.errors)


def plan_import(sheet: Sheet, codes: Codes, county: str) -> ImportPlan:
    """Return the commands that the rows of a county's sheet stand for, and an error for each column at fault."""
    readings = [Reading(row, codes, county) for row in sheet.rows]
    errors = tuple(error for each in readings for error in each.errors)
    read = [each.result for each in readings if each.result]
    seen: Counter[str] = Counter()
    sources, unkept = Sources(codes), dict[int, str]()
    rows = []
    for each in sorted(read, key=lambda row: (row.code, row.on)):
        identities = list(dict.fromkeys((each.identity, each.former_identity)))
        seen.update(identities)
        keys = [str(uuid5(NAMESPACE, f"{identity}/{seen[identity]}")) for identity in identities]
        kept = sources.kept(each.source)
        if each.source and not kept:
            unkept[each.number] = sources.doubtful(each.source)
        rows.append(each.planned(keys[0], keys[-1], kept))
    return ImportPlan(sheet, tuple(rows), errors, codes, unkept)

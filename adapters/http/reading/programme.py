"""The county's programme as the views have it, with what is valid on a day told apart from what was or will be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.reading.reading import Reading
from projections.engine.rows import R
from projections.engine.views import Query
from projections.programme import PROGRAMME
from projections.programme.rows import CoordinatorRow, DefinitionRow, ExternalActorRow, FunderRow, ProgrammeRow


@dataclass(frozen=True)
class Programme:
    """All that is known of a programme; definitions by term, the earlier before the later."""

    itself: ProgrammeRow
    funders: Sequence[FunderRow]
    definitions: Sequence[DefinitionRow]
    actors: Sequence[ExternalActorRow]
    coordinators: Sequence[CoordinatorRow]

    def superseded_on(self, definition: DefinitionRow) -> date | None:
        """Return the day from which another definition of the term is valid, None where there is none."""
        later = (
            each.since for each in self.definitions if each.term == definition.term and each.since > definition.since
        )
        return min(later, default=None)


def programme(reading: Reading, county: str) -> Programme | None:
    """Return a county's programme, None where it has none or the person may not read it."""
    if not reading.visibility.may_read(county):
        return None

    itself = next(iter(_rows(reading, ProgrammeRow, county)), None)
    if itself is None:
        return None
    return Programme(
        itself,
        sorted(_rows(reading, FunderRow, county), key=lambda row: (row.since, row.funder)),
        sorted(_rows(reading, DefinitionRow, county), key=lambda row: (row.term, row.since)),
        sorted(_rows(reading, ExternalActorRow, county), key=lambda row: (row.since, row.actor_code)),
        sorted(_rows(reading, CoordinatorRow, county), key=lambda row: (row.since, row.coordinator)),
    )


def _rows(reading: Reading, kind: type[R], county: str) -> list[R]:
    return reading.select(PROGRAMME, Query(kind, equals=(("scb_code", county),)), kind)

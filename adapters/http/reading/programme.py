"""The county's programme as the views have it, with what is valid on a day told apart from what was or will be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from projections.engine.projection import Query, R, ReadableViews
from projections.programme import (
    PROGRAMME,
    CoordinatorRow,
    DefinitionRow,
    ExternalActorRow,
    FunderRow,
    ProgrammeRow,
)


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


def programme_of(views: ReadableViews, county: str) -> Programme | None:
    """Return a county's programme, None where it has none."""
    itself = next(iter(_rows(views, ProgrammeRow, county)), None)
    if itself is None:
        return None
    return Programme(
        itself,
        sorted(_rows(views, FunderRow, county), key=lambda row: (row.since, row.funder)),
        sorted(_rows(views, DefinitionRow, county), key=lambda row: (row.term, row.since)),
        sorted(_rows(views, ExternalActorRow, county), key=lambda row: (row.since, row.actor_code)),
        sorted(_rows(views, CoordinatorRow, county), key=lambda row: (row.since, row.coordinator)),
    )


def _rows(views: ReadableViews, kind: type[R], county: str) -> list[R]:
    return cast("list[R]", list(views.select(PROGRAMME, Query(kind, equals=(("scb_code", county),)))))

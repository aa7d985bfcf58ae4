"""What became of an import."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.importing.row.errors import RowError
from domain.places import County, Place


@dataclass(frozen=True)
class MunicipalityReport:
    """What became of the rows of one municipality, or of the county.

    ``added``: rows that led to new events. ``known``: rows that were imported before. ``overridden``: rules
    that the past had not met, in order. ``stored``: whether it is in the log now; never after a dry run.
    """

    place: Place | County
    added: int
    known: int
    events: int
    overridden: tuple[str, ...] = ()
    errors: tuple[RowError, ...] = ()
    stored: bool = False


@dataclass(frozen=True)
class ImportReport:
    """What became of a sheet; ``unread``: errors of rows that could not be read as a command."""

    municipalities: tuple[MunicipalityReport, ...]
    unread: tuple[RowError, ...]
    dry_run: bool

    @property
    def errors(self) -> tuple[RowError, ...]:
        """Every error, in the order of the rows."""
        by_rule = (error for each in self.municipalities for error in each.errors)
        return tuple(sorted([*self.unread, *by_rule], key=lambda error: error.row))

    @property
    def added(self) -> int:
        """How many rows led to new events, or would."""
        return sum(each.added for each in self.municipalities if not each.errors)

    @property
    def known(self) -> int:
        """How many rows were in the log already."""
        return sum(each.known for each in self.municipalities)

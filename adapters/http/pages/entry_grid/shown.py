"""The grid as its template shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from adapters.http.pages.entry_grid.checking import Fault
from adapters.http.pages.entry_grid.kinds import COLUMNS, kinds_of
from adapters.http.pages.entry_grid.rows import TypedRow
from adapters.http.pages.visit import Visit
from adapters.http.scopes import municipalities
from adapters.importing.columns import column_header
from domain.periods import is_iso_day
from workflows.reference.place_names import municipality_named

Status = Literal["blank", "typed", "ready", "wrong", "unfinished"]
Input = Literal["choice", "date", "text"]
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a row beside it."""

    status: Status
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One cell: what is typed in it, and how it is typed; ``words``: the list that completes it."""

    column: str
    id: str
    header: str
    value: str
    kind: Input
    options: Options = ()
    words: str = ""
    is_wrong: bool = False


@dataclass(frozen=True)
class ShownRow:
    """One row of the grid."""

    number: int
    id: str
    cells: tuple[Cell, ...]
    verdict: Verdict

    @property
    def is_saved_alone(self) -> bool:
        """Whether it can be saved by itself."""
        return self.verdict.status in {"ready", "unfinished"}


@dataclass(frozen=True)
class Choices:
    """What the cells of the grid may hold: to choose from, and words to complete what is typed."""

    chosen: Mapping[str, Options]
    words: Mapping[str, tuple[str, ...]]


def choices(visit: Visit) -> Choices:
    """Return what the visitor may enter, and where."""
    # Only what a sheet could name: a demonstration may know places that nobody else does.
    near = [each for each in municipalities(visit.core, visit.visibility) if municipality_named(each.scb_code)]
    return Choices(
        {
            "municipality": tuple((each.scb_code, each.name) for each in near),
            "what": tuple((each.key, each.label(visit.cat)) for each in kinds_of(visit.actor)),
        },
        {"function": _labels(visit, "functions"), "need": _labels(visit, "needs")},
    )


def _labels(visit: Visit, list_name: str) -> tuple[str, ...]:
    codes = visit.codes
    return tuple(codes.label(list_name, each, visit.lang) for each in codes.options(list_name))


def shown_rows(
    visit: Visit, rows: Sequence[TypedRow], verdicts: Mapping[str, Verdict], offered: Choices
) -> list[ShownRow]:
    """Return the rows with what is said of each."""
    return [_row(visit, number, each, verdicts, offered) for number, each in enumerate(rows, start=1)]


def _row(visit: Visit, number: int, row: TypedRow, verdicts: Mapping[str, Verdict], offered: Choices) -> ShownRow:
    verdict = verdicts.get(row.id, Verdict("blank" if row.is_blank else "typed"))
    wrong = {each.column for each in verdict.faults}
    cells = (
        Cell(
            column,
            f"{column}-{number}",
            column_header(column, visit.lang),
            value := row.cells[column],
            _input(column, value, offered),
            _options(offered.chosen.get(column, ()), value),
            column if column in offered.words else "",
            column in wrong,
        )
        for column in COLUMNS
    )
    return ShownRow(number, row.id, tuple(cells), verdict)


def _input(column: str, value: str, offered: Choices) -> Input:
    """Return how a cell is typed; as plain text where a picker of days would throw away what was typed."""
    if column in offered.chosen:
        return "choice"
    return "date" if column == "date" and (not value or is_iso_day(value)) else "text"


def _options(options: Options, value: str) -> Options:
    """Return the choices, and what was pasted beside them, known or not."""
    return (*options, (value, value)) if options and value and value not in dict(options) else options

"""The grid's rows as they were typed, pasted or sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from adapters.http.pages.entry_grid.kinds import COLUMNS, kind_named
from adapters.http.pages.submission import Form
from adapters.importing.sheet.raw_cells import plain
from adapters.importing.typed_rows import Cells
from workflows.reference.codes import Codes
from workflows.reference.place_names import municipality_named

FEWEST, MOST = 10, 50
_MOST_LEFT_OUT = 20
_ID = re.compile(r"[0-9]{1,6}")
# What every row holds from the start says nothing.
_PRESET = "date"
# The column that is settled together with what happened.
_SETTLED = "direction"


@dataclass(frozen=True)
class TypedRow:
    """A row as it was typed, right or wrong; ``id``: what it is known by on its page, for as long as it is the same."""

    id: str
    cells: Cells

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(plain(each) for name, each in self.cells.items() if name != _PRESET)


def sent_rows(form: Form) -> list[TypedRow]:
    """Return the rows of a form, each with an id of its own."""
    columns = [form.get(each, ()) for each in COLUMNS]
    found: dict[str, TypedRow] = {}
    for number, (sent, *cells) in enumerate(zip_longest(form.get("row", ()), *columns, fillvalue=""), start=10**6):
        key = sent if _ID.fullmatch(sent) and sent not in found else str(number)
        found[key] = TypedRow(key, {name: each.strip() for name, each in zip(COLUMNS, cells, strict=True)})
    return list(found.values())


@dataclass
class FreshIds:
    """Ids that no row of the page has had: what is sent under one is another act; ``last``: the highest so far."""

    last: int

    def __next__(self) -> str:
        """Return one."""
        self.last += 1
        return str(self.last)


def fresh_ids(form: Form, rows: Iterable[TypedRow]) -> FreshIds:
    """Return ids beyond those of a form's rows, and of those that it had before."""
    had = (each for each in form.get("last", ()) if _ID.fullmatch(each))
    return FreshIds(max(map(int, (*had, *(each.id for each in rows))), default=0))


def filled_up(rows: Sequence[TypedRow], to: int, ids: FreshIds, preset: Mapping[str, str]) -> list[TypedRow]:
    """Return the rows, and blank ones after them up to so many."""
    blank = {**dict.fromkeys(COLUMNS, ""), **preset}
    return [*rows, *(TypedRow(next(ids), blank) for _ in range(to - len(rows)))]


def as_in_the_grid(cells: Cells, codes: Codes) -> Cells:
    """Return a pasted row as the grid holds it: municipality and what happened by their codes where these are known."""
    place = municipality_named(cells.get("municipality", ""))
    kind = kind_named(cells.get("what", ""), cells, codes)
    known = ({"municipality": place.scb_code} if place else {}) | ({"what": kind.key} if kind else {})
    return {name: cells.get(name, "") for name in COLUMNS} | known


def left_out(rows: Iterable[Cells]) -> list[str]:
    """Return the columns of pasted rows that the grid has no place for, the first of them."""
    names = dict.fromkeys(name for each in rows for name in each if name not in {*COLUMNS, _SETTLED})
    return list(names)[:_MOST_LEFT_OUT]

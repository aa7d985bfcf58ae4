"""A grid to enter several acts in, made up: with a row for each verdict."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.http.pages.entry_grid.checking import Fault
from adapters.http.pages.entry_grid.kinds import COLUMNS, all_kinds
from adapters.http.pages.entry_grid.rows import TypedRow
from adapters.http.pages.entry_grid.shown import Choices, ShownRow, Verdict, shown_rows
from adapters.http.pages.style.samples.entries import CODE
from adapters.http.pages.visit import Visit
from adapters.importing.columns import column_header


@dataclass(frozen=True)
class Grid:
    """What the columns are called, the rows, and the words that complete what is typed."""

    headers: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    words: dict[str, tuple[str, ...]]


def grid(visit: Visit) -> Grid:
    """Return it."""
    kinds = tuple((each.key, each.label(visit.cat)) for each in all_kinds()[:3])
    words = {column: _labels(visit, name) for column, name in (("function", "functions"), ("need", "needs"))}
    offered = Choices({"municipality": ((CODE, visit.cat.text("ui.style.place")),), "what": kinds}, words)
    verdicts = _verdicts(visit)
    typed = [_row(name, visit, kinds[0][0], words["function"][0]) for name in ("blank", "typed", *verdicts)]
    headers = tuple(column_header(each, visit.lang) for each in COLUMNS)
    return Grid(headers, tuple(shown_rows(visit, typed, verdicts, offered)), words)


def _labels(visit: Visit, name: str) -> tuple[str, ...]:
    codes = visit.codes
    return tuple(codes.label(name, each, visit.lang) for each in codes.options(name)[:3])


def _verdicts(visit: Visit) -> dict[str, Verdict]:
    """Return what is said of rows that were checked, by the rows' ids."""
    text = visit.cat.text
    wrong = Fault("date", text("validation.date_parsing"), text("ui.style.help"))
    later = Fault("what", text("ui.style.notice.text"))
    return {
        "ready": Verdict("ready"),
        "wrong": Verdict("wrong", (wrong,)),
        "unfinished": Verdict("unfinished", (later,)),
    }


def _row(name: str, visit: Visit, what: str, function: str) -> TypedRow:
    cells = dict.fromkeys(COLUMNS, "") | {"date": "31.02" if name == "wrong" else visit.today.isoformat()}
    if name != "blank":
        cells |= {"municipality": CODE, "what": what, "function": function}
    return TypedRow(name, cells)

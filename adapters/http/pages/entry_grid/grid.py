"""The grid of one page: filled from a form or from pasted text, checked without a trace, saved row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from adapters.http.pages.command_form.values import sent_key
from adapters.http.pages.entry_grid.checking import Checking, Fault
from adapters.http.pages.entry_grid.kinds import COLUMNS
from adapters.http.pages.entry_grid.rows import (
    FEWEST,
    MOST,
    FreshIds,
    TypedRow,
    as_in_the_grid,
    filled_up,
    fresh_ids,
    left_out,
    sent_rows,
)
from adapters.http.pages.entry_grid.shown import Verdict
from adapters.http.pages.outcome import Outcome, Said, Saved, outcomes, saved_events
from adapters.http.pages.planned_visit import carried_out
from adapters.http.pages.sending import tried
from adapters.http.pages.submission import Form, first
from adapters.http.pages.visit import Visit
from adapters.importing.columns import FIELD_COLUMNS
from adapters.importing.sheet.sheet import UnreadableSheet
from adapters.importing.typed_rows import pasted_rows
from adapters.importing.wording import sheet_message
from workflows.handling.act import Act
from workflows.handling.answer import Done

_MOST_RECEIPTS = 200
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Grid:
    """Rows and what is said of each, by its id; what was saved from the page so far, and what was pasted.

    ``fresh``: how many rows were saved just now; None where nobody asked for it. ``left_out``: pasted columns that the
    grid has no place for.
    """

    visit: Visit
    key: str
    ids: FreshIds = field(default_factory=lambda: FreshIds(0))
    reason: str = ""
    rows: list[TypedRow] = field(default_factory=list)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    saved: list[Saved] = field(default_factory=list)
    fresh: int | None = None
    pasted: str = ""
    paste_fault: str = ""
    left_out: Sequence[str] = ()

    def fill_up(self, to: int = FEWEST) -> None:
        """Add blank rows up to so many, of today."""
        self.rows = filled_up(self.rows, to, self.ids, {"date": self.visit.today.isoformat()})

    def add_more(self) -> None:
        """Add ten rows, as long as there are not too many."""
        self.fill_up(min(MOST, len(self.rows) + FEWEST))

    def paste(self) -> None:
        """Put what was pasted after the rows that hold something, and check them; what is no table stays pasted."""
        typed = [each for each in self.rows if not each.is_blank]
        try:
            found = pasted_rows(self.pasted, COLUMNS, MOST - len(typed))
        except UnreadableSheet as fault:
            self.paste_fault = _paste_fault(fault, self.visit)
            return
        added = [TypedRow(next(self.ids), as_in_the_grid(each, self.visit.codes)) for each in found]
        self.rows, self.left_out, self.pasted = [*typed, *added], left_out(found), ""
        self.check()

    def check(self) -> None:
        """Say of each row whether it could be saved after those above it; nothing is recorded by that."""
        handle = self.visit.core.trial().handle
        acts = self._acts()
        failed = {
            row: result
            for row, act in acts.items()
            if not isinstance(result := tried(handle, replace(act, key=f"{act.key}.trial")), Done)
        }
        told = dict(zip(failed, outcomes(self.visit, [*failed.values()]), strict=True))
        self.verdicts |= {row: _verdict(told[row]) if row in told else Verdict("ready") for row in acts}
        self.fill_up()

    def save(self, only: str = "") -> None:
        """Save every row that can be, or this one alone; the others stay as they were typed."""
        acts = {row: act for row, act in self._acts().items() if only in {"", row}}
        results = [tried(partial(carried_out, self.visit, self.visit.core), each) for each in acts.values()]
        told = dict(zip(acts, outcomes(self.visit, results), strict=True))
        self.fresh = sum(each.status == "saved" for each in told.values())
        self.saved += [event for each in told.values() for event in each.saved]
        self.verdicts |= {row: _verdict(each) for row, each in told.items() if each.status != "saved"}
        self.rows = [each for each in self.rows if each.id not in told or told[each.id].status != "saved"]
        self._rename(row for row, each in told.items() if not each.is_open)
        self.fill_up()

    def _acts(self) -> dict[str, Act]:
        """Return the acts that rows stand for, by the rows' ids; what is wrong with the others is said of them."""
        checked = Checking(self.visit, self.key, self.reason).checked(self.rows)
        self.verdicts |= {each.row.id: Verdict("wrong", each.faults) for each in checked if each.faults}
        return {each.row.id: each.act for each in checked if each.act}

    def _rename(self, refused: Iterable[str]) -> None:
        """Give rows that were refused other ids: mended and sent again, they are other acts."""
        names = {each: next(self.ids) for each in refused}
        self.rows = [replace(each, id=names.get(each.id, each.id)) for each in self.rows]
        self.verdicts = {names.get(row, row): each for row, each in self.verdicts.items()}


def grid_of(visit: Visit, form: Form) -> Grid:
    """Return the grid of a form that was sent."""
    key = sent_key(form) or str(visit.core.clock.new_id())
    receipts = [each for each in first(form, "saved").split() if _UUID.fullmatch(each)][:_MOST_RECEIPTS]
    rows, saved = sent_rows(form), saved_events(visit, receipts)
    ids, reason, pasted = fresh_ids(form, rows), first(form, "reason"), first(form, "pasted")
    return Grid(visit, key, ids, reason, rows, saved=saved, pasted=pasted)


def _paste_fault(fault: UnreadableSheet, visit: Visit) -> str:
    """Return what is wrong with what was pasted: in words of its own where those of a file do not fit."""
    own = f"ui.entries.paste.{fault.code}"
    return visit.cat.text(own, **fault.params) if visit.cat.has(own) else sheet_message(fault, visit.lang)


def _verdict(outcome: Outcome) -> Verdict:
    return Verdict("unfinished" if outcome.is_open else "wrong", tuple(map(_fault, outcome.said)))


def _fault(said: Said) -> Fault:
    column = {"occurred_on": "date", "reason": "reason"}.get(said.field or "", FIELD_COLUMNS.get(said.field or "", ""))
    text = f"{said.text} ({said.rule_id})" if said.rule_id else said.text
    return Fault(column if column in {*COLUMNS, "reason"} else "what", text, said.remedy)

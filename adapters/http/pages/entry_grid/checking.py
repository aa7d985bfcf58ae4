"""A row as the act that it stands for: read by the import's own checks, then asked for what its form asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from pydantic import ValidationError

from adapters.http.command_request import act_of, body_of
from adapters.http.pages.entry_grid.kinds import COLUMNS, Kind, kind_named, labels_like
from adapters.http.pages.entry_grid.rows import TypedRow
from adapters.http.pages.planned_visit import PlannedVisits, planned_everywhere
from adapters.http.pages.sending import correlation_of
from adapters.http.pages.visit import Visit
from adapters.importing.columns import FIELD_COLUMNS, column_header
from adapters.importing.row.errors import RowError
from adapters.importing.row.read_row import ReadRow
from adapters.importing.typed_rows import Cells, read_rows
from adapters.importing.wording import error_text
from domain.places import scope_code
from domain.scope import Scope
from domain.support.commands import HoldVisit
from domain.values import Channel
from workflows.handling.act import Act


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: in which column, in words, and what clears it where that can be told."""

    column: str
    text: str
    remedy: str = ""


@dataclass(frozen=True)
class CheckedRow:
    """A row that something was typed into, and its act; none where it has faults."""

    row: TypedRow
    act: Act | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Checking:
    """Checks the rows of a page for one person; ``key``: the page's own, ``reason``: why rows of old days come late."""

    visit: Visit
    key: str
    reason: str = ""

    @cached_property
    def planned(self) -> PlannedVisits:
        """The visits that are planned: rows of their days are those, from the top."""
        return planned_everywhere(self.visit)

    def checked(self, rows: Sequence[TypedRow]) -> list[CheckedRow]:
        """Return the rows that are not blank, each as an act or with what is wrong with it."""
        typed = {number: each for number, each in enumerate(rows, start=1) if not each.is_blank}
        cells = {number: self._cells(each) for number, each in typed.items()}
        read = read_rows(cells, self.visit.codes, self.visit.core.county)
        return [self._checked(typed[number], each.result, each.errors) for number, each in read.items()]

    def _cells(self, row: TypedRow) -> Cells:
        """Return the row as a sheet holds it."""
        kind = self._kind(row)
        return {**row.cells, **(kind.cells if kind else {})}

    def _kind(self, row: TypedRow) -> Kind | None:
        return kind_named(row.cells["what"], {}, self.visit.codes)

    def _checked(self, row: TypedRow, read: ReadRow | None, errors: Sequence[RowError]) -> CheckedRow:
        if read is None:
            return CheckedRow(row, faults=tuple(map(self._fault, errors)))
        if self._kind(row) is None:  # a sheet may hold it, or hold it without saying which way
            value = {"value": row.cells["what"]}
            return CheckedRow(row, faults=(self._fault(RowError(read.number, "what", "unknown-event", value)),))
        try:
            return CheckedRow(row, self._act(row, read))
        except ValidationError as error:
            return CheckedRow(row, faults=tuple(map(self._fault, _left_out(read, error))))

    def _act(self, row: TypedRow, read: ReadRow) -> Act:
        """Return the act. Raises ValidationError where its form would ask for more."""
        reason = {"reason": self.reason} if self.reason and self._is_late(read.on) else {}
        body = body_of(read.command).model_validate({**read.fields, "occurred_on": read.on, **reason})
        if read.command is HoldVisit:
            body = self.planned.made(scope_code(read.place), body, self.visit.today)
        actor = self.visit.actor
        act = act_of(
            read.command, body, Scope.of(scope_code(read.place)), actor, f"{self.key}.{row.id}", Channel.UI, None
        )
        return replace(act, correlation_id=correlation_of(actor, self.key))

    def _is_late(self, on: date) -> bool:
        limit = self.visit.core.reference.definition().thresholds.backdating_days
        return self.visit.today - on > timedelta(days=limit)

    def _fault(self, error: RowError) -> Fault:
        lang = self.visit.lang
        column = error.column if error.column in COLUMNS else "what"
        text = f"{column_header(column, lang)}: {error_text(error, lang, self.visit.codes)}"
        if error.code != "unknown-event":
            return Fault(column, text)
        events = "; ".join(labels_like(str(error.params["value"]), self.visit.actor, self.visit.cat))
        return Fault(column, text, self.visit.cat.text("ui.entries.choose-event", events=events))


def _left_out(read: ReadRow, error: ValidationError) -> Iterator[RowError]:
    for each in error.errors():
        column = FIELD_COLUMNS.get(str(each["loc"][0]) if each["loc"] else "", "what")
        is_missing = each["type"] in {"missing", "too_short"}
        yield RowError(
            read.number, column, "missing" if is_missing else "wrong-value", {} if is_missing else {"value": ""}
        )

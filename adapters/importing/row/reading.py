"""From a row to its command: which municipality, which day, which command with which fields."""

from __future__ import annotations

from pydantic import ValidationError

from adapters.importing.columns import FIELD_COLUMNS, command_columns
from adapters.importing.phrases import command_named
from adapters.importing.row.cells import day
from adapters.importing.row.errors import CellError, RowError
from adapters.importing.row.fields import Fields
from adapters.importing.row.read_row import ReadRow
from adapters.importing.sheet.sheet import SheetRow
from adapters.importing.words import folded, list_meanings
from domain.aggregates import AGGREGATES, RULES
from domain.messages import Command
from domain.places import scope_code
from domain.scope import Scope
from workflows.reference.codes import Codes
from workflows.reference.place_names import county_of, place_named

IMPORTED = "imported-history"


class Reading:
    """The reading of one row: ``result`` where nothing is wrong with it, ``errors`` otherwise."""

    def __init__(self, row: SheetRow, codes: Codes, county: str) -> None:
        self.errors: list[RowError] = []
        self.result: ReadRow | None = None
        self._row = row
        self._codes = codes
        self._place = place_named(row.cells.get("municipality", ""))
        self._code = scope_code(self._place) if self._place else ""
        for fault in row.faults:
            self._fault(fault.column, fault.code, **fault.params)
        if not self.errors:
            self._read(county)

    def _fault(self, column: str, code: str, **params: str | int) -> None:
        self.errors.append(RowError(self._row.number, column, code, params, None, self._code))

    def _read(self, county: str) -> None:
        cells, place = self._row.cells, self._place
        on, command = day(cells.get("date", "")), command_named(cells.get("what", ""))
        for column, code, found in (
            ("municipality", "unknown-municipality", place),
            ("date", "wrong-date", on),
            ("what", "unknown-event", command),
        ):
            if column not in cells:
                self._fault(column, "missing")
            elif found is None:
                self._fault(column, code, value=cells[column])
        if place and county_of(place) != county:
            self._fault("municipality", "outside-county", value=place.name)
        if self.errors or place is None or on is None or command is None or not self._has_scope_of(command):
            return
        fields, reason = self._fields(command), self._reason(command)
        if not self.errors:
            own = cells.get("ref"), cells.get("source", "")
            self._check(ReadRow(self._row.number, place, on, command, fields.values, fields.former, reason, *own))

    def _has_scope_of(self, command: type[Command]) -> bool:
        kind = AGGREGATES[command.aggregate].belongs_to
        if Scope.of(self._code).kind is kind:
            return True
        self._fault("municipality", f"of-{kind}", what=command.name)
        return False

    def _fields(self, command: type[Command]) -> Fields:
        used = command_columns(command)
        for column in self._row.cells:
            if column not in {"municipality", "date", "what", "reason", "source", *used}:
                self._fault(column, "unused", what=command.name)
        fields = Fields(command, self._code, self._codes)
        for column, names in used.items():
            for name in names:
                try:
                    fields.read(name, self._row.cells.get(column, ""))
                except CellError as error:
                    self._fault(column, error.code, **error.params)
        return fields

    def _reason(self, command: type[Command]) -> str:
        text = self._row.cells.get("reason")
        if text is None or "reason" in command_columns(command):
            return IMPORTED
        known = list_meanings(RULES[command].reason or "entry-reasons", self._codes)
        if folded(text) not in known:
            self._fault("reason", "unknown-word", value=text)
        return known.get(folded(text), IMPORTED)

    def _check(self, read: ReadRow) -> None:
        try:
            read.check()
        except ValidationError as error:
            names = (str(each["loc"][0]) if each["loc"] else "" for each in error.errors())
            for column in dict.fromkeys(FIELD_COLUMNS.get(name, "") for name in names):
                self._fault(column, "wrong-value", value=self._row.cells.get(column, ""))
        else:
            self.result = read

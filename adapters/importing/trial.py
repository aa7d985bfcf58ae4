"""Trying one municipality's rows: decided over an overlay of the log, then stored in one append."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from json import dumps
from uuid import uuid5

from adapters.importing.columns import FIELD_COLUMNS
from adapters.importing.overlay import Overlay
from adapters.importing.report import MunicipalityReport
from adapters.importing.row.errors import RowError
from adapters.importing.row.ids import NAMESPACE
from adapters.importing.row.planned_row import PlannedRow
from adapters.importing.row.reading import IMPORTED
from domain.errors import Rejected
from domain.force import FORCES
from domain.messages import Command
from domain.municipality.commands import RegisterMunicipality
from domain.municipality.rules import MUNICIPALITY
from domain.municipality.state import Municipality
from domain.people import Actor
from domain.places import County, scope_code
from domain.scope import Scope
from domain.values import Channel
from workflows.handling.act import Act, Override
from workflows.handling.handler import Handling
from workflows.ports import EventStore, Receipt
from workflows.working import Working

# Rules that the past may not have met; only those that would have refused are recorded.
_OVERRIDES = tuple(Override(rule_id, IMPORTED) for rule_id in FORCES)

HandlingFactory = Callable[[EventStore], Handling]


class Trial:
    """One municipality's rows, decided over its log as it is now."""

    def __init__(
        self, rows: Sequence[PlannedRow], actor: Actor, handling_for: HandlingFactory, store: EventStore
    ) -> None:
        self._rows = rows
        self._place = rows[0].place
        self._code = scope_code(rows[0].place)
        self._actor = actor
        self._store = store
        self._overlay = Overlay(store)
        self._handling = handling_for(self._overlay)

    def run(self, decided: Callable[[int], None]) -> MunicipalityReport:
        """Decide every row that the log does not hold yet; ``decided`` hears how many rows are done."""
        known = self._known()
        fresh = [each for each in self._rows if known.isdisjoint({each.key, each.former_key})]
        errors = self._register()
        for number, row in enumerate([] if errors else fresh):
            decided(number)
            errors += self._tried(row.command, row.key, row)
        overridden = [rule for each in self._overlay.added for rule in each.envelope.overrides]
        return MunicipalityReport(
            self._place,
            added=len(fresh),
            known=len(self._rows) - len(fresh),
            events=len(self._overlay.added) if fresh else 0,
            overridden=tuple(dict.fromkeys(overridden)),
            errors=tuple(errors),
        )

    def stored(self, report: MunicipalityReport) -> MunicipalityReport:
        """Append all that was decided, in one transaction."""
        if report.added:
            keys = "/".join(each.key for each in self._rows)
            receipt = Receipt(
                self._actor.ref,
                f"import-{uuid5(NAMESPACE, keys)}-{len(self._overlay.added)}",
                uuid5(NAMESPACE, keys).hex * 2,
                200,
                dumps({"rows": report.added}),
            )
            self._store.append(self._overlay.added, receipt, self._overlay.rests_on)
        return MunicipalityReport(**{**vars(report), "stored": True})

    def _known(self) -> set[str]:
        """Return the keys of rows imported before, by whomever: the log itself remembers them."""
        streams = self._overlay.streams(self._code)
        events = (each.envelope for stream in streams for each in self._overlay.load(stream))
        return {each.command_id for each in events if each.channel is Channel.IMPORT}

    def _register(self) -> list[RowError]:
        if isinstance(self._place, County):
            return []
        state = Working(self._overlay).state(MUNICIPALITY.stream(self._code))
        if isinstance(state, Municipality) and state.registered:
            return []
        key = f"import-{uuid5(NAMESPACE, f'{self._code}/register')}"
        return self._tried(RegisterMunicipality(), key, self._rows[0])

    def _tried(self, command: Command, key: str, row: PlannedRow) -> list[RowError]:
        try:
            self._handling.handle(self._act(command, key, row))
        except Rejected as refusal:
            return _errors(row, refusal)
        return []

    def _act(self, command: Command, key: str, row: PlannedRow) -> Act:
        return Act(
            command=command,
            scope=Scope.of(self._code),
            actor=self._actor,
            key=key,
            channel=Channel.IMPORT,
            occurred_on=row.on,
            reason=row.reason if command is row.command else IMPORTED,
            overrides=_OVERRIDES,
            source=row.source if command is row.command else None,
        )


def _errors(row: PlannedRow, rejected: Rejected) -> list[RowError]:
    own = {"occurred_on": "date", "reason": "reason"}
    return [
        RowError(
            row.number,
            own.get(each.field or "", FIELD_COLUMNS.get(each.field or "", "")),
            "rule",
            {"rule": each.rule_id},
            each,
            scope_code(row.place),
        )
        for each in rejected.refusals
    ]

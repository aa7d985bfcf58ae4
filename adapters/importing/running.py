"""Running a planned import: each municipality is tried first, then stored in one append or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from json import dumps
from uuid import uuid5

from adapters.importing.columns import FIELD_COLUMNS
from adapters.importing.overlay import Overlay
from adapters.importing.planning import ImportPlan
from adapters.importing.reading import IMPORTED, NAMESPACE, PlannedRow, RowError
from domain.errors import Rejected
from domain.force import FORCES
from domain.messages import Command
from domain.municipality.commands import RegisterMunicipality
from domain.municipality.rules import MUNICIPALITY
from domain.municipality.state import Municipality
from domain.people import Actor
from domain.places import County, Place, scope_code
from domain.scope import Scope
from domain.values import Channel
from workflows.handling.act import Act, Override
from workflows.handling.handler import Handling
from workflows.ports import EventStore, Receipt, Unavailable, VersionConflict
from workflows.working import Working

_TRIES = 5
# What the past may have lacked; only those that strike are recorded.
_OVERRIDES = tuple(Override(rule_id, IMPORTED) for rule_id in FORCES)

HandlingFactory = Callable[[EventStore], Handling]
Progress = Callable[[int, int], None]


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


def run_import(
    plan: ImportPlan,
    actor: Actor,
    handling_for: HandlingFactory,
    store: EventStore,
    *,
    dry_run: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> ImportReport:
    """Try every municipality's rows and store those of the municipalities that have no error.

    Raises Unavailable or OutcomeUnknown; what is stored by then stays, and the same import completes it.
    """
    reports = []
    done, total = 0, len(plan.rows)
    for _, group in groupby(plan.rows, key=lambda each: scope_code(each.place)):
        rows = list(group)
        if scope_code(rows[0].place) in plan.unread:
            reports.append(MunicipalityReport(rows[0].place, 0, 0, 0))
        else:
            told = partial(_told, progress, done, total)
            reports.append(_one(rows, actor, handling_for, store, told, dry_run=dry_run))
        done += len(rows)
        progress(done, total)
    return ImportReport(tuple(reports), plan.errors, dry_run)


def _told(progress: Progress, before: int, total: int, done: int) -> None:
    progress(before + done, total)


def _one(
    rows: Sequence[PlannedRow],
    actor: Actor,
    handling_for: HandlingFactory,
    store: EventStore,
    told: Callable[[int], None],
    *,
    dry_run: bool,
) -> MunicipalityReport:
    for _ in range(_TRIES):
        trial = _Trial(rows, actor, handling_for, store)
        report = trial.run(told)
        if dry_run or report.errors:
            return report
        try:
            return trial.stored(report)
        except VersionConflict:
            continue  # someone wrote to the municipality meanwhile: try all of it anew
    raise Unavailable(scope_code(rows[0].place))


class _Trial:
    """One municipality's rows over one look at its log."""

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

    def run(self, told: Callable[[int], None]) -> MunicipalityReport:
        """Decide every row that the log does not hold yet."""
        known = self._known()
        fresh = [each for each in self._rows if known.isdisjoint({each.key, each.former_key})]
        errors = self._register()
        for number, row in enumerate([] if errors else fresh):
            told(number)
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

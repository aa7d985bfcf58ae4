"""Running a planned import: each municipality is tried first, then stored in one append or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

from adapters.importing.planning import ImportPlan
from adapters.importing.report import ImportReport, MunicipalityReport
from adapters.importing.row.planned_row import PlannedRow
from adapters.importing.trial import HandlingFactory, Trial
from domain.people import Actor
from domain.places import scope_code
from workflows.ports import EventStore, Unavailable, VersionConflict

_TRIES = 5

Progress = Callable[[int, int], None]


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
            decided = partial(_report_progress, progress, done, total)
            reports.append(_one(rows, actor, handling_for, store, decided, dry_run=dry_run))
        done += len(rows)
        progress(done, total)
    return ImportReport(tuple(reports), plan.errors, dry_run)


def _report_progress(progress: Progress, before: int, total: int, done: int) -> None:
    progress(before + done, total)


def _one(
    rows: Sequence[PlannedRow],
    actor: Actor,
    handling_for: HandlingFactory,
    store: EventStore,
    decided: Callable[[int], None],
    *,
    dry_run: bool,
) -> MunicipalityReport:
    for _ in range(_TRIES):
        trial = Trial(rows, actor, handling_for, store)
        report = trial.run(decided)
        if dry_run or report.errors:
            return report
        try:
            return trial.stored(report)
        except VersionConflict:
            continue  # someone wrote to the municipality meanwhile: try all of it anew
    raise Unavailable(scope_code(rows[0].place))

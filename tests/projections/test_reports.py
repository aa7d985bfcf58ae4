"""The view of pinned reports: each stands from the entry on that pinned it, as of any position."""

from datetime import date
from uuid import UUID

import pytest

from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import empty_views
from domain.report.events import ReportKind, ReportPinned
from projections.engine.running import follow
from projections.engine.views import Query
from projections.report import REPORT, ReportRow
from tests.support.given import Dated, recorded

COUNTY_CODE = "17"
KINDS: tuple[ReportKind, ...] = ("meeting", "funder", "meeting", "meeting", "funder")


def pinned(number: int, kind: ReportKind) -> Dated:
    return Dated(
        ReportPinned(
            report_id=UUID(int=number),
            report_kind=kind,
            pinned_position=number,
            since=date(2025, 1, number),
            report_language="sv",
            digest=f"{number:064x}",
        ),
        date(2026, 1, number),
    )


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_each_position_shows_the_reports_that_had_been_pinned(batch: int) -> None:
    log, views = MemoryEventStore(), empty_views()
    log.append(recorded([pinned(number, kind) for number, kind in enumerate(KINDS, 1)], COUNTY_CODE))
    assert follow(REPORT, log, views, batch) == len(KINDS)

    for position in range(1, len(KINDS) + 1):
        rows = [each for each in views.select(REPORT, Query(ReportRow), position) if isinstance(each, ReportRow)]
        found = sorted((each.position, each.report_kind, each.on, each.since, each.digest) for each in rows)
        assert found == [
            (number, kind, date(2026, 1, number), date(2025, 1, number), f"{number:064x}")
            for number, kind in enumerate(KINDS[:position], 1)
        ]

"""Reports that were pinned, and the last meeting that is known by one."""

from __future__ import annotations

from datetime import date

from adapters.http.reading.reading import Reading
from projections.engine.views import Query
from projections.report import REPORT, ReportRow


def may_read_reports(reading: Reading) -> bool:
    """Whether reports of the county may be read: by those who see the whole county's work."""
    return reading.visibility.reads_all_work


def reports(reading: Reading, county: str) -> list[ReportRow]:
    """Return the reports of a county that the person may read, the latest first."""
    if not may_read_reports(reading):
        return []
    rows = reading.select(REPORT, Query(ReportRow, equals=(("scb_code", county),)), ReportRow)
    return sorted(rows, key=lambda row: (row.on, row.position, row.report_id), reverse=True)


def report(reading: Reading, county: str, report_id: str) -> ReportRow | None:
    """Return one report, None where there is none that the person may read."""
    return next((each for each in reports(reading, county) if each.report_id == report_id), None)


def last_meeting(reading: Reading, county: str, before: date) -> date | None:
    """Return the day of the last meeting before a day: the last on which the steering group's sheet was pinned."""
    days = (each.on for each in reports(reading, county) if each.report_kind == "meeting" and each.on < before)
    return max(days, default=None)

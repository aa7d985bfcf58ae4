"""Reports that were pinned in the demonstration: the steering group's sheet, and later the funders' page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from adapters.demo.ids import demo_id
from adapters.demo.story.acts import Acts
from domain.report.commands import PinReport
from domain.report.events import ReportKind

MEETING, FUNDER = demo_id("report", "meeting"), demo_id("report", "funder")

# From a kind of report, the first day of what it tells, and its own day, to its digest and the position that it shows:
# it is made and kept while the history is at that day.
Keep = Callable[[ReportKind, date, date], tuple[str, int]]


def add_reports(story: Acts, keep: Keep) -> None:
    """A meeting of the steering group in autumn, and a year's account for the funders after it."""

    def pinning(kind: ReportKind, ago: int, since: int) -> Callable[[], PinReport]:
        def made() -> PinReport:
            digest, position = keep(kind, story.day(since), story.day(ago))
            return PinReport(
                report_id=MEETING if kind == "meeting" else FUNDER,
                report_kind=kind,
                pinned_position=position,
                since=story.day(since),
                report_language="sv",
                digest=digest,
            )

        return made

    story.act(75, pinning("meeting", 75, 165))
    story.act(40, pinning("funder", 40, 405), by="manager")

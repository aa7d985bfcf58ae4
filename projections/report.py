"""Which reports were pinned, and when was the last meeting whose sheet was?"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.messages import Recorded
from domain.report.events import ReportPinned
from projections.engine.handlers import Handlers, handle, on
from projections.engine.projection import Projection
from projections.engine.rows import Row, Rows


class ReportRow(Row):
    """A report that was pinned; ``position``: of the log, that it shows. ``on``: the day."""

    table: ClassVar[str] = "reports"
    key: ClassVar[tuple[str, ...]] = ("report_id",)

    report_id: str
    report_kind: str
    position: int
    since: date
    region: str | None
    language: str
    digest: str
    on: date
    role: str
    event_id: str


def _pin(rows: Rows, recorded: Recorded, event: ReportPinned) -> None:
    envelope = recorded.envelope
    rows.put(
        ReportRow(
            scb_code=envelope.scope,
            report_id=str(event.report_id),
            report_kind=event.report_kind,
            position=event.pinned_position,
            since=event.since,
            region=event.region,
            language=event.report_language,
            digest=event.digest,
            on=envelope.occurred_on,
            role=envelope.actor_role,
            event_id=str(envelope.event_id),
        )
    )


HANDLERS: Handlers = dict([on(ReportPinned, _pin)])


def project(rows: Rows, recorded: Recorded) -> None:
    """Enter the report."""
    handle(HANDLERS, rows, recorded)


REPORT = Projection("report", 1, (ReportRow,), project, tuple(HANDLERS))

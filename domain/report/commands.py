"""What can be asked for concerning reports."""

from __future__ import annotations

from uuid import UUID

from domain.messages import Command
from domain.periods import Day
from domain.report.events import Position, ReportKind, ReportLanguage
from domain.values import Digest, PlaceName


class PinReport(Command, aggregate="report"):
    """Keep a report as it is shown at a position; the digest is that of bytes which are kept already."""

    report_id: UUID
    report_kind: ReportKind
    pinned_position: Position
    since: Day
    region: PlaceName | None = None
    report_language: ReportLanguage
    digest: Digest

"""What is recorded of a report that was pinned."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.messages import Event
from domain.periods import Day
from domain.values import Digest, PlaceName

ReportKind = Literal["meeting", "funder"]
ReportLanguage = Literal["sv", "en"]
Position = Annotated[int, Field(ge=0, le=2**62)]


class ReportPinned(Event, topic="report.report-pinned.v1"):
    """A report was kept as it was shown at a position of the log.

    ``since``: the day from which on it tells what happened. ``region``: the part of the county that it was narrowed
    to. ``digest``: SHA-256 of its bytes, which lie beside the log under that.
    """

    report_id: UUID
    report_kind: ReportKind
    pinned_position: Position
    since: Day
    region: PlaceName | None = None
    report_language: ReportLanguage
    digest: Digest

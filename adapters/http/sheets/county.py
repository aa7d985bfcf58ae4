"""The county matrix and the work queue as sheets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from starlette.responses import Response

from adapters.http.moment import Moment
from adapters.http.reading.standing import MatrixRow
from adapters.http.sheets.writer import sheet
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.wording import attention_clears, attention_text
from domain.standing import Standing
from domain.values import Step
from workflows.attention.clocks import days_in_step
from workflows.attention.reason import Attention
from workflows.reference.codes import Codes

_MATRIX = (
    "scb_code", "name", "county_part", "membership", "cycle", "paused",
    *(f"{step}_{what}" for step in Step for what in ("status", "days")),
    "health", "attention",
)  # fmt: skip
_QUEUE = ("scb_code", "name", "severity", "reason", "since", "step", "text", "clears")


def matrix_sheet(rows: Iterable[MatrixRow], moment: Moment) -> Response:
    """Return municipalities by the five steps."""
    return sheet("county", _MATRIX, (_municipality(row, moment.day) for row in rows), moment)


def _municipality(row: MatrixRow, day: date) -> dict[str, object]:
    standing = row.standing
    cells: dict[str, object] = {}
    for step in Step:
        cells |= {f"{step}_status": standing.cell(step).status, f"{step}_days": days_in_step(standing, step, day)}
    return {
        "scb_code": standing.scb_code,
        "name": standing.name,
        "county_part": row.county_part,
        "membership": standing.membership,
        "cycle": standing.cycle,
        "paused": standing.is_paused,
        **cells,
        "health": row.health,
        "attention": len(row.attention),
    }


def queue_sheet(
    waiting: Iterable[tuple[Standing, Attention]], moment: Moment, words: Catalogue, codes: Codes
) -> Response:
    """Return what needs attention, and what clears it."""
    return sheet("work-queue", _QUEUE, (_reason(standing, each, words, codes) for standing, each in waiting), moment)


def _reason(standing: Standing, each: Attention, words: Catalogue, codes: Codes) -> dict[str, object]:
    return {
        "scb_code": standing.scb_code,
        "name": standing.name,
        "severity": each.severity,
        "reason": each.reason,
        "since": each.since,
        "last_day": each.last_day,
        "step": each.step,
        "text": attention_text(each.case, each.params, words, codes),
        "clears": attention_clears(each.case, words),
        "events": " ".join(each.events),
    }

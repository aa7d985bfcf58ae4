"""Events of the trail as a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from adapters.http.moment import Moment
from adapters.http.sheets.writer import sheet
from adapters.http.wording import trail_sentence
from adapters.i18n.catalogue import Catalogue
from projections.audit_trail import TrailRow
from workflows.reference.codes import Codes

_COLUMNS = (
    "position", "scb_code", "occurred_on", "recorded_at", "actor_ref", "actor_role", "topic", "text",
    "reason", "channel", "late", "voided", "corrected_by", "causation_id", "event_id",
)  # fmt: skip


def trail_sheet(
    request: Request, rows: Sequence[TrailRow], limit: int, moment: Moment, words: Catalogue, codes: Codes
) -> Response:
    """Return events, and where the next sheet is when as many came as were asked for."""
    following = None
    if len(rows) == limit:
        query = request.url.include_query_params(cursor=rows[-1].position).query
        following = f"{request.url.path}?{query}"
    return sheet("trail", _COLUMNS, (_entry(row, words, codes) for row in rows), moment, following)


def _entry(row: TrailRow, words: Catalogue, codes: Codes) -> dict[str, object]:
    values = {**row.model_dump(mode="json"), "text": trail_sentence(row, words, codes)}
    return {name: values[name] for name in _COLUMNS}

"""Events of the trail as a sheet: words in the asked language, each code beside its word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from adapters.http.moment import Moment
from adapters.http.sheets.writer import Columns, SheetFormat, sheet
from adapters.http.wording import told_changes, trail_sentence
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.wording import reason_label, topic_title
from projections.audit_trail import TrailRow
from workflows.reference import places
from workflows.reference.codes import Codes


def trail_sheet(
    fmt: SheetFormat,
    request: Request,
    rows: Sequence[TrailRow],
    limit: int,
    moment: Moment,
    words: Catalogue,
    codes: Codes,
) -> Response:
    """Return events, and where the next sheet is when as many came as were asked for."""
    following = None
    if len(rows) == limit:
        query = request.url.include_query_params(cursor=rows[-1].position).query
        following = f"{request.url.path}?{query}"
    return sheet(fmt, "trail", _columns(words, codes), rows, moment, following)


def _columns(words: Catalogue, codes: Codes) -> Columns[TrailRow]:
    def flag(*, value: bool) -> str:
        return str(value).lower()

    def changed(row: TrailRow, when: Literal["before", "after"]) -> str:
        return "; ".join(f"{each.label}: {getattr(each, when)}" for each in told_changes(row, words, codes))

    return [
        ("position", lambda row: row.position),
        ("scb_code", lambda row: row.scb_code),
        (words.text("ui.table.municipality"), lambda row: _name(row.scb_code)),
        (words.text("ui.table.occurred"), lambda row: row.occurred_on),
        (words.text("ui.table.recorded"), lambda row: row.recorded_at.isoformat()),
        (words.text("ui.table.kind"), lambda row: topic_title(row.topic, words)),
        ("topic", lambda row: row.topic),
        (words.text("ui.table.event"), lambda row: trail_sentence(row, words, codes)),
        (words.text("ui.table.reason"), lambda row: reason_label(row.reason, words, codes) if row.reason else None),
        ("reason", lambda row: row.reason),
        (words.text("field.source"), lambda row: row.source),
        (words.text("field.role"), lambda row: words.text(f"value.role.{row.actor_role}")),
        ("actor_role", lambda row: row.actor_role),
        ("actor_ref", lambda row: row.actor_ref),
        (words.text("ui.table.channel"), lambda row: words.text(f"value.channel.{row.channel}")),
        ("channel", lambda row: row.channel),
        (words.text("ui.mark.late"), lambda row: words.show(row.late)),
        ("late", lambda row: flag(value=row.late)),
        (words.text("ui.mark.voided"), lambda row: words.show(row.voided)),
        ("voided", lambda row: flag(value=row.voided)),
        ("corrected_by", lambda row: row.corrected_by),
        ("causation_id", lambda row: row.causation_id),
        ("event_id", lambda row: row.event_id),
        ("corrects", lambda row: row.corrects and row.corrects.event_id),
        (words.text("ui.correction.before"), lambda row: changed(row, "before")),
        (words.text("ui.correction.after"), lambda row: changed(row, "after")),
    ]


def _name(code: str) -> str | None:
    found = places.place(code) or places.county(code)
    return found.name if found else None

"""One event, with all that was recorded around it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.entries import ShownEntry, shown_entry
from adapters.http.pages.item_names import names_of
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.reading import trail
from adapters.http.reading.details import details
from adapters.http.reading.trail import TrailFilter
from adapters.http.wording import told_changes
from adapters.i18n.refusals import rule_title
from adapters.i18n.wording import field_label, topic_title
from domain.messages import TOPICS
from projections.audit_trail import TrailRow

_NEAR = 30

router = APIRouter(include_in_schema=False)


@router.get("/events/{event_id}")
def event(event_id: UUID, visit: Reader) -> Response:
    """Return one event with all that was recorded around it, and what belongs to the same act."""
    row = trail.event(visit.reading, str(event_id))
    if row is None:
        raise Problem(404, "not-found")
    names, cat = names_of(visit, details(visit.reading, row.scb_code)) | visit.coordinators(), visit.cat
    return visit.show_view(
        "event/event.html",
        event=shown_entry(visit, row, names),
        title=topic_title(row.topic, cat),
        fields=_fields(visit, row, names),
        changes=told_changes(row, cat, visit.codes, names),
        rests_on=[(cat.text(f"aggregate.{stream.split('/')[0]}"), version) for stream, version in row.rests_on.items()],
        overrides=[(rule, rule_title(rule, cat)) for rule in row.overrides],
        chain=_same_act(visit, row, names),
    )


def _fields(visit: Visit, row: TrailRow, names: Mapping[str, str]) -> list[tuple[str, str]]:
    words = visit.words(TOPICS.get(row.topic), names)
    return [
        (field_label(name, visit.cat), shown)
        for name, value in row.fields.items()
        if value not in (None, [], {}) and (shown := words.show(name, value))
    ]


def _same_act(visit: Visit, row: TrailRow, names: Mapping[str, str]) -> list[ShownEntry]:
    near = TrailFilter(municipality=row.scb_code, before=row.position + _NEAR, limit=2 * _NEAR)
    return [
        shown_entry(visit, each, names)
        for each in trail.trail(visit.reading, near)
        if each.correlation_id == row.correlation_id and each.event_id != row.event_id
    ]

"""Where a municipality stands, and what its work consists of."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, JsonValue

from adapters.http.api.answers.county import MatrixRowAnswer
from adapters.http.api.answers.shown import ShownAnswer
from projections.municipality.detail import Detail, Details


class DetailAnswer(BaseModel):
    """One part of a municipality's work: the fields of the events that it follows from, the latest event's id."""

    ref: str
    on: date
    status: str
    fields: dict[str, JsonValue]
    event_id: str


class MunicipalityAnswer(MatrixRowAnswer, ShownAnswer):
    """Where a municipality stands, and the parts of its work by section.

    ``set_aside``: its streams of which not everything can be shown.
    """

    day: date
    details: dict[str, list[DetailAnswer]]
    set_aside: list[str]


_COMMON = {"ref", "on", "status", "event_id", "first_event_id"}


def details_answer(details: Details) -> dict[str, list[DetailAnswer]]:
    """Return the parts of a municipality's work."""
    return {section: [_detail(each) for each in found] for section, found in details.by_section().items()}


def _detail(each: Detail) -> DetailAnswer:
    fields = each.model_dump(mode="json", exclude=_COMMON)
    return DetailAnswer(ref=each.ref, on=each.on, status=each.status, fields=fields, event_id=each.event_id)

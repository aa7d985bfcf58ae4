"""The decisions of a municipality that are on record: what was decided in its political bodies, and on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adapters.http.reading.protection import readable_entries
from adapters.http.reading.reading import Reading, one_of
from domain.action_plan.events import PlanAdopted, PlanDeclined, PlanIntegratedIn
from domain.messages import Event
from domain.municipality.events import FormalisationDecided, MunicipalityJoined, MunicipalityLeft
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.engine.views import Query

_DECISIONS: tuple[type[Event], ...] = (
    FormalisationDecided,
    MunicipalityJoined,
    MunicipalityLeft,
    PlanAdopted,
    PlanDeclined,
    PlanIntegratedIn,
)


@dataclass(frozen=True)
class Decision:
    """A decision that stands, by its day as corrected."""

    topic: str
    day: date
    event_id: str


def decisions(reading: Reading, scb_code: str) -> list[Decision]:
    """Return the decisions of a municipality that the person may see, in the order of recording."""
    if not reading.visibility.may_read(scb_code):
        return []
    asked = one_of(
        Query(TrailRow, equals=(("scb_code", scb_code), ("voided", False)), order=("position",)),
        "topic",
        [each.topic for each in _DECISIONS],
    )
    rows = readable_entries(reading, reading.select(AUDIT_TRAIL, asked, TrailRow))
    return [Decision(each.topic, each.standing_day, each.event_id) for each in rows]

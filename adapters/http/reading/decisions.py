"""The decisions of municipalities that are on record: what was decided in its political bodies, and on which day."""

from __future__ import annotations

from collections.abc import Collection
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
    scb_code: str


def decisions(reading: Reading, scb_code: str) -> list[Decision]:
    """Return the decisions of a municipality that the person may see, in the order of recording."""
    return decisions_in(reading, [scb_code])


def decisions_in(reading: Reading, scb_codes: Collection[str]) -> list[Decision]:
    """Return the decisions of some municipalities that the person may see, in the order of recording."""
    asked = one_of(
        Query(TrailRow, equals=(("voided", False),), order=("position",)),
        "topic",
        [each.topic for each in _DECISIONS],
    )
    seen = [each for each in scb_codes if reading.visibility.may_read(each)]
    rows = readable_entries(reading, reading.select(AUDIT_TRAIL, one_of(asked, "scb_code", seen), TrailRow))
    return [Decision(each.topic, each.standing_day, each.event_id, each.scb_code) for each in rows]

"""The decisions of municipalities that are on record: what was decided in its political bodies, and on which day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from adapters.http.reading.protection import readable_entries
from adapters.http.reading.reading import Reading, one_of
from domain.action_plan.events import PlanAdopted, PlanDeclined, PlanIntegratedIn
from domain.messages import Event
from domain.municipality.events import FormalisationDecided, MunicipalityJoined, MunicipalityLeft
from projections.audit_trail import AUDIT_TRAIL, EntryRow
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
    return _found(reading, [scb_code], Query(EntryRow, order=("position",)))


def latest_decisions(reading: Reading, scb_codes: Collection[str], before: date, most: int) -> list[Decision]:
    """Return the last decisions of some municipalities before a day, as far as the person may see them.

    They are kept: of many municipalities, all their decisions are gone through for a few.
    """
    last_day = before - timedelta(days=1)
    by_day = Query(
        EntryRow, at_most=(("happened_on", last_day),), order=("happened_on", "position"), descending=True, limit=most
    )
    about = (frozenset(scb_codes), by_day, reading.then, reading.visibility)
    return reading.recent.answer("decisions", about, lambda: _found(reading, scb_codes, by_day))


def _found(reading: Reading, scb_codes: Collection[str], asked: Query) -> list[Decision]:
    seen = [each for each in scb_codes if reading.visibility.may_read(each)]
    standing = replace(asked, equals=(("voided", False),))
    of_kinds = one_of(standing, "topic", [each.topic for each in _DECISIONS])
    rows = readable_entries(reading, reading.select(AUDIT_TRAIL, one_of(of_kinds, "scb_code", seen), EntryRow))
    return [Decision(each.topic, each.standing_day, each.event_id, each.scb_code) for each in rows]

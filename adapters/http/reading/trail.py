"""The trail: one event, some, or a page of those that one asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from adapters.http.reading.protection import readable_entries
from adapters.http.reading.reading import Reading, one_of
from adapters.serialization.upcasting import current
from domain.journey.events import CycleOpened
from domain.values import Step
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.engine.views import Query
from workflows.reference import places

_WHOLE_PSEUDONYM = len("p-") + 32


@dataclass(frozen=True)
class TrailFilter:
    """Which events of the trail; ``before``: only those with a smaller position (the cursor).

    ``county``: what is of the county itself and of all its municipalities; ``municipality``: of one of them alone, or
    under the county's own code of the county alone. ``actor_ref``: a pseudonym, or its beginning as pages show it.
    """

    county: str | None = None
    municipality: str | None = None
    actor_ref: str | None = None
    topic: str | None = None
    step: Step | None = None
    first_day: date | None = None
    last_day: date | None = None
    refusals: bool = True
    before: int | None = None
    limit: int = 50


def trail(reading: Reading, wanted: TrailFilter) -> list[TrailRow]:
    """Return events, the latest first, as far as the person may see them."""
    scopes = reading.visibility.within(_asked_scopes(wanted))
    if not reading.visibility.reads_work or scopes == frozenset():
        return []
    asked = _question(wanted) if scopes is None else one_of(_question(wanted), "scb_code", scopes)
    found = [row for each in _of_step(asked, wanted.step) for row in reading.select(AUDIT_TRAIL, each, TrailRow)]
    latest = sorted(found, key=lambda row: row.position, reverse=True)
    return readable_entries(reading, latest[: wanted.limit])


def event(reading: Reading, event_id: str) -> TrailRow | None:
    """Return one event, None where there is none that the person may see."""
    found = events(reading, [event_id])
    return found[0] if found else None


def events(reading: Reading, event_ids: Sequence[str]) -> list[TrailRow]:
    """Return those of the events that the person may see, the latest first."""
    asked = one_of(Query(TrailRow, order="position", descending=True), "event_id", event_ids)
    rows = reading.select(AUDIT_TRAIL, asked, TrailRow)
    return readable_entries(reading, [row for row in rows if reading.visibility.may_read(row.scb_code)])


def _asked_scopes(wanted: TrailFilter) -> frozenset[str] | None:
    if wanted.municipality:
        return frozenset({wanted.municipality})
    if wanted.county:
        return frozenset((wanted.county, *(place.scb_code for place in places.municipalities(wanted.county))))
    return None


def _question(wanted: TrailFilter) -> Query:
    who = wanted.actor_ref or ""
    is_whole = len(who) == _WHOLE_PSEUDONYM
    starts = {"topic": wanted.topic and current(wanted.topic), "actor_ref": None if is_whole else who}
    equals = {
        "actor_ref": who if is_whole else None,
        "refusal": None if wanted.refusals else False,
    }
    at_most = {
        "occurred_on": wanted.last_day,
        "position": None if wanted.before is None else wanted.before - 1,
    }
    return Query(
        TrailRow,
        equals=_given(equals),
        at_least=_given({"occurred_on": wanted.first_day}),
        at_most=_given(at_most),
        starts_with=tuple((name, each) for name, each in starts.items() if each),
        order="position",
        descending=True,
        limit=wanted.limit,
    )


def _given(conditions: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    return tuple((name, value) for name, value in conditions.items() if value is not None)


def _of_step(asked: Query, step: Step | None) -> list[Query]:
    """Return the queries for a step's entries: the opening of a cycle belongs to every step that it renews."""
    if step is None:
        return [asked]
    own = replace(asked, equals=(*asked.equals, ("step", step)))
    cycles = replace(asked, equals=(*asked.equals, ("topic", CycleOpened.topic)))
    return [own, cycles] if step.is_renewed else [own]

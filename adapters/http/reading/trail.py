"""The trail: one event, some, or a page of those that one asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import TypeVar

from fastapi.exceptions import RequestValidationError

from adapters.http.reading.protection import readable_entries
from adapters.http.reading.reading import Reading, one_of
from adapters.serialization.upcasting import current
from domain.journey.events import CycleOpened
from domain.values import Step
from projections.audit_trail import AUDIT_TRAIL, EntryRow, TrailRow
from projections.engine.views import Query
from workflows.reference import places

E = TypeVar("E", bound=EntryRow)
_WHOLE_PSEUDONYM = len("p-") + 32


@dataclass(frozen=True)
class TrailFilter:
    """Which events of the trail; ``before``: only those that come after this position in the answer (the cursor).

    ``after``: only those recorded after this position.
    ``by_day``: ordered by the day on which they happened, as corrected, the entries of a day by their recording; else
    by that alone. ``first_day`` and ``last_day`` are then such days, else those that were entered.
    ``earliest_first``: in that order; else the latest first.
    ``topics``, ``ids``: of these alone. ``voided``: whether also those that were voided by a correction.
    ``county``: what is of the county itself and of all its municipalities; ``municipality``: of one of them alone, or
    under the county's own code of the county alone. ``actor_ref``: a pseudonym, or its beginning as pages show it.
    """

    county: str | None = None
    municipality: str | None = None
    actor_ref: str | None = None
    topic: str | None = None
    topics: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    step: Step | None = None
    first_day: date | None = None
    last_day: date | None = None
    refusals: bool = True
    voided: bool = True
    after: int | None = None
    before: int | None = None
    by_day: bool = False
    earliest_first: bool = False
    limit: int = 50


def trail(reading: Reading, wanted: TrailFilter) -> list[TrailRow]:
    """Return events in the order asked for, as far as the person may see them. Raises RequestValidationError."""
    return _found(reading, wanted, TrailRow)


def read_entries(reading: Reading, wanted: TrailFilter) -> list[EntryRow]:
    """Return what they say, and no more of them: of thousands, that is read in half the time."""
    return _found(reading, wanted, EntryRow)


def _found(reading: Reading, wanted: TrailFilter, kind: type[E]) -> list[E]:
    scopes = reading.visibility.within(_asked_scopes(wanted))
    if not reading.visibility.reads_work or scopes == frozenset():
        return []
    asked = question(wanted, kind)
    asked = asked if scopes is None else one_of(asked, "scb_code", scopes)
    if wanted.before is not None:
        asked = replace(asked, before=_place(reading, asked, wanted.before) if wanted.by_day else (wanted.before,))
    found = [row for each in _of_step(asked, wanted.step) for row in reading.select(AUDIT_TRAIL, each, kind)]
    in_order = sorted(found, key=attrgetter(*asked.order), reverse=asked.descending)
    return readable_entries(reading, in_order[: wanted.limit])


def _place(reading: Reading, asked: Query, position: int) -> tuple[object, ...]:
    """Return the cursor's place in an order by day, which its entry knows."""
    entry = replace(asked, equals=(*asked.equals, ("position", position)))
    for row in reading.select(AUDIT_TRAIL, entry, EntryRow):
        return row.happened_on, row.position
    raise RequestValidationError([{"type": "cursor", "loc": ("query", "cursor")}])


def event(reading: Reading, event_id: str) -> TrailRow | None:
    """Return one event, None where there is none that the person may see."""
    found = events(reading, [event_id])
    return found[0] if found else None


def scope_of(reading: Reading, event_id: str) -> str | None:
    """Return the scope that an event was recorded in, whoever asks; None where there is no such event."""
    rows = reading.select(AUDIT_TRAIL, Query(TrailRow, equals=(("event_id", event_id),)), TrailRow)
    return rows[0].scb_code if rows else None


def events(reading: Reading, event_ids: Sequence[str]) -> list[TrailRow]:
    """Return those of the events that the person may see, the latest first."""
    asked = one_of(Query(TrailRow, order=("position",), descending=True), "event_id", event_ids)
    rows = reading.select(AUDIT_TRAIL, asked, TrailRow)
    return readable_entries(reading, [row for row in rows if reading.visibility.may_read(row.scb_code)])


def events_in(reading: Reading, scb_code: str, event_ids: Sequence[str]) -> list[TrailRow]:
    """Return the same of one municipality, as they were last read."""
    return reading.kept(scb_code, "events", tuple(event_ids), lambda: events(reading, event_ids))


def _asked_scopes(wanted: TrailFilter) -> frozenset[str] | None:
    if wanted.municipality:
        return frozenset({wanted.municipality})
    if wanted.county:
        return frozenset((wanted.county, *(place.scb_code for place in places.municipalities(wanted.county))))
    return None


def question(wanted: TrailFilter, kind: type[EntryRow]) -> Query:
    """Return the question to the trail, of a step or some scopes left out, and whoever asks."""
    who, day = wanted.actor_ref or "", "happened_on" if wanted.by_day else "occurred_on"
    is_whole = len(who) == _WHOLE_PSEUDONYM
    among = {"topic": wanted.topics, "event_id": wanted.ids}
    starts = {"topic": wanted.topic and current(wanted.topic), "actor_ref": None if is_whole else who}
    equals = {
        "actor_ref": who if is_whole else None,
        "refusal": None if wanted.refusals else False,
        "voided": None if wanted.voided else False,
    }
    return Query(
        kind,
        equals=_given(equals),
        at_least=_given({day: wanted.first_day, "position": None if wanted.after is None else wanted.after + 1}),
        at_most=_given({day: wanted.last_day}),
        starts_with=tuple((name, each) for name, each in starts.items() if each),
        among=tuple((name, tuple(sorted(these))) for name, these in among.items() if these),
        order=(day, "position") if wanted.by_day else ("position",),
        descending=not wanted.earliest_first,
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


def of_correlation(reading: Reading, scb_code: str, correlation_id: str) -> list[TrailRow]:
    """Return a municipality's events of one correlation that the person may see, in the order of recording."""
    if not reading.visibility.may_read(scb_code):
        return []
    asked = Query(TrailRow, equals=(("scb_code", scb_code), ("correlation_id", correlation_id)), order=("position",))
    return readable_entries(reading, reading.select(AUDIT_TRAIL, asked, TrailRow))


def of_act(reading: Reading, row: TrailRow, limit: int) -> list[TrailRow]:
    """Return the other events of an event's act, wherever it was recorded, that the person may see, in their order."""
    asked = Query(TrailRow, equals=(("correlation_id", row.correlation_id),), order=("position",), limit=limit + 1)
    scopes = reading.visibility.within(None)
    rows = reading.select(AUDIT_TRAIL, asked if scopes is None else one_of(asked, "scb_code", scopes), TrailRow)
    return readable_entries(reading, [each for each in rows if each.event_id != row.event_id])


def caused_by(reading: Reading, row: TrailRow, event_ids: Sequence[str]) -> list[TrailRow]:
    """Return what events of an event's municipality led to there, in the order of recording."""
    asked = Query(TrailRow, equals=(("scb_code", row.scb_code),), order=("position",))
    rows = reading.select(AUDIT_TRAIL, one_of(asked, "causation_id", event_ids), TrailRow)
    return readable_entries(reading, [each for each in rows if reading.visibility.may_read(each.scb_code)])


def at_versions(reading: Reading, row: TrailRow) -> dict[str, TrailRow]:
    """Return the events that made the versions of streams that an event rests on, by stream."""
    found: dict[str, TrailRow] = {}
    for stream, version in row.rests_on.items():
        equals = (("scb_code", stream.split("/")[1]), ("stream", stream), ("version", version))
        if version and reading.visibility.may_read(stream.split("/")[1]):
            found |= {
                each.stream: each for each in reading.select(AUDIT_TRAIL, Query(TrailRow, equals=equals), TrailRow)
            }
    return {each.stream: each for each in readable_entries(reading, list(found.values()))}

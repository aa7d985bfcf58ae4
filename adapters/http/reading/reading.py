"""Reading the views for one person: what they may see, with due, stale and silent derived for the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from time import monotonic, sleep
from typing import cast

from adapters.http.reading.programme import Programme, programme_of
from adapters.serialization.upcasting import current
from domain.journey.events import CycleOpened
from domain.people import Actor
from domain.places import Place
from domain.process import ProcessDefinition
from domain.standing import Cell, OpenItem, Standing
from domain.values import Classification, Role, Step
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.county import COUNTY, StandingRow
from projections.engine.past import Past
from projections.engine.projection import Projection, Query, R, ReadableViews
from projections.municipality import MUNICIPALITY
from projections.municipality.detail import DetailRow, Details
from projections.registry import PROJECTIONS
from projections.work_queue import WORK_QUEUE, OpenItemRow
from workflows.attention import Attention, Health, attention, health
from workflows.reference import places
from workflows.visibility import may_read, may_read_milieu_levels

_WAIT_SECONDS = 1.0

# From views as of a position, a day and that position to views of what had happened by the day.
AsHappened = Callable[[ReadableViews, date, int], ReadableViews]


@dataclass(frozen=True)
class MatrixRow:
    """A municipality in the county matrix: its standing, what needs attention, the health of step 5.

    ``anonymous``: shown to another municipality's contact person as a peer of the same size, without its name.
    """

    standing: Standing
    attention: tuple[Attention, ...]
    health: Health | None
    county_part: str | None
    anonymous: bool = False


@dataclass(frozen=True)
class TrailFilter:
    """Which events of the trail; ``before``: only those with a smaller position (the cursor).

    ``county``: what is of the county itself and of all its municipalities; ``municipality``: of one of them alone, or
    under the county's own code of the county alone.
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


@dataclass(frozen=True)
class MatrixFilter:
    """Which municipalities; ``state``: a step's status somewhere; ``attention``: the gravest reason's severity."""

    county_part: str | None = None
    state: str | None = None
    attention: str | None = None
    names: frozenset[str] = field(default_factory=frozenset)


class Reading:
    """Questions to the views; ``now``: the live views, where these are of the past."""

    def __init__(
        self,
        views: ReadableViews,
        definition: Callable[[str | None], ProcessDefinition],
        happened: AsHappened,
        now: ReadableViews | None = None,
    ) -> None:
        self._views = views
        self._definition = definition
        self._happened = happened
        self._now = now

    def as_of(self, position: int, happened_by: date | None = None) -> Reading:
        """Return the same questions to the views as they were at a position, or to what had happened by a day."""
        past: ReadableViews = Past(self._views, position)
        if happened_by:
            past = self._happened(past, happened_by, position)
        return Reading(past, self._definition, self._happened, self._views)

    def wait(self, position: int) -> bool:
        """Wait, a second at most, until every view has read up to a position (one's own write)."""
        deadline, pause = monotonic() + _WAIT_SECONDS, 0.001
        while self.position() < position:
            if monotonic() > deadline:
                return False
            sleep(pause)
            pause = min(pause * 1.5, 0.02)
        return True

    def position(self) -> int:
        """Return how far the slowest view has read."""
        return min(self._views.positions(PROJECTIONS).values())

    def matrix(self, county: str, actor: Actor, day: date, wanted: MatrixFilter | None = None) -> list[MatrixRow]:
        """Return the county's municipalities in alphabetical order (R14), as far as the person may see them."""
        rows = self._select(COUNTY, StandingRow, equals=(("county_code", county),))
        items = self._items_by_place([row.scb_code for row in rows])
        found = [self._row(row.standing, items.get(row.scb_code, ()), day) for row in rows]
        seen = _visible(found, actor, peers=self._now is None)
        found = [each for each in seen if wanted is None or _matches(each, wanted)]
        return sorted(found, key=_order)

    def municipality(self, scb_code: str, actor: Actor, day: date) -> MatrixRow | None:
        """Return one municipality's standing, None where there is none that the person may see."""
        if not may_read(actor, scb_code):
            return None
        rows = self._select(COUNTY, StandingRow, equals=(("scb_code", scb_code),))
        return self._row(rows[0].standing, self._items(scb_code), day) if rows else None

    def details(self, scb_code: str, actor: Actor) -> Details:
        """Return the parts of a municipality's work by section; protected ones for those they are meant for."""
        rows = self._select(MUNICIPALITY, DetailRow, equals=(("scb_code", scb_code),))
        if not may_read_milieu_levels(actor):
            since = self._protected_since(scb_code, rows)
            rows = [row for row in rows if not row.protected and (row.section, row.ref) not in since]
        rows.sort(key=lambda each: (each.section, each.detail.on, each.ref))
        return Details(row.detail for row in rows)

    def programme(self, county: str, actor: Actor) -> Programme | None:
        """Return the county's programme, None where there is none or the person may not read it."""
        if not may_read(actor, county):
            return None
        return programme_of(self._views, county)

    def queue(self, county: str, actor: Actor, day: date) -> list[tuple[Standing, Attention]]:
        """Return the work queue across the municipalities that the person may see, the gravest first."""
        found = [
            (row.standing, each)
            for row in self.matrix(county, actor, day)
            if not row.anonymous
            for each in row.attention
        ]
        order = {"red": 0, "amber": 1, "info": 2}
        found.sort(key=lambda pair: (order[pair[1].severity], pair[1].since, pair[0].name))
        return found

    def trail(self, wanted: TrailFilter, actor: Actor) -> list[TrailRow]:
        """Return events, the latest first; what is protected loses its fields for those it is not meant for."""
        equals: list[tuple[str, object]] = []
        municipality = wanted.municipality
        if actor.role is Role.CONTACT and not (municipality and may_read(actor, municipality)):
            municipality = actor.municipality
        if municipality:
            equals.append(("scb_code", municipality))
        if wanted.actor_ref:
            equals.append(("actor_ref", wanted.actor_ref))
        if not wanted.refusals:
            equals.append(("refusal", False))
        among: list[tuple[str, tuple[object, ...]]] = []
        if wanted.county and not municipality:
            codes = (place.scb_code for place in places.municipalities(wanted.county))
            among.append(("scb_code", (wanted.county, *codes)))
        at_least: list[tuple[str, object]] = []
        at_most: list[tuple[str, object]] = []
        if wanted.first_day:
            at_least.append(("occurred_on", wanted.first_day))
        if wanted.last_day:
            at_most.append(("occurred_on", wanted.last_day))
        if wanted.before is not None:
            at_most.append(("position", wanted.before - 1))
        asked = Query(
            TrailRow,
            equals=tuple(equals),
            at_least=tuple(at_least),
            at_most=tuple(at_most),
            among=tuple(among),
            starts_with=(("topic", current(wanted.topic)),) if wanted.topic else (),
            order="position",
            descending=True,
            limit=wanted.limit,
        )
        questions = _of_step(asked, wanted.step)
        found = [cast("TrailRow", row) for each in questions for row in self._views.select(AUDIT_TRAIL, each)]
        latest = sorted(found, key=lambda row: row.position, reverse=True)
        return self._told(latest[: wanted.limit], actor)

    def event(self, event_id: str, actor: Actor) -> TrailRow | None:
        """Return one event, None where there is none that the person may see."""
        rows = self._views.select(AUDIT_TRAIL, Query(TrailRow, equals=(("event_id", event_id),)))
        found = self._told([cast("TrailRow", row) for row in rows if may_read(actor, row.scb_code)], actor)
        return found[0] if found else None

    def events(self, event_ids: Sequence[str], actor: Actor) -> list[TrailRow]:
        """Return those of the events that the person may see, the latest first."""
        found = Query(TrailRow, among=(("event_id", tuple(event_ids)),), order="position", descending=True)
        rows = [cast("TrailRow", row) for row in self._views.select(AUDIT_TRAIL, found)]
        return self._told([row for row in rows if may_read(actor, row.scb_code)], actor)

    def registered(self, county: str) -> list[Place]:
        """Return the county's municipalities as the log registered them."""
        rows = self._select(COUNTY, StandingRow, equals=(("county_code", county),))
        return [Place(scb_code=row.scb_code, name=row.standing.name, county_code=county) for row in rows]

    def items(self, scb_code: str) -> list[OpenItem]:
        """Return what is open in a municipality."""
        return list(self._items(scb_code))

    def _told(self, rows: list[TrailRow], actor: Actor) -> list[TrailRow]:
        """Return entries without the fields of what is protected, for those whom it is not meant for."""
        if may_read_milieu_levels(actor):
            return rows
        since = self._protected_now([row.event_id for row in rows])
        hidden: dict[str, object] = {"fields": {}, "classification": Classification.PROTECTED.value}
        return [
            row.model_copy(update=hidden)
            if row.classification == Classification.PROTECTED or row.event_id in since
            else row
            for row in rows
        ]

    # Who may see what is decided by today's rules, whatever moment is shown: what a correction has protected since
    # is protected in the past, too.

    def _protected_now(self, event_ids: Sequence[str]) -> set[str]:
        return _protected(self._now, event_ids) if self._now and event_ids else set()

    def _protected_since(self, scb_code: str, rows: Sequence[DetailRow]) -> set[tuple[str, str]]:
        if self._now is None:
            return set()
        asked = Query(DetailRow, equals=(("scb_code", scb_code), ("protected", True)))
        parts = {(row.section, row.ref) for row in cast("list[DetailRow]", self._now.select(MUNICIPALITY, asked))}
        ids = [row.detail.event_id for row in rows]
        # An event that was protected then already says nothing of the part: a revised level is held as if of a milieu.
        entries = self._protected_now(ids) - _protected(self._views, ids) if ids else set()
        return parts | {(row.section, row.ref) for row in rows if row.detail.event_id in entries}

    def _row(self, standing: Standing, items: Sequence[OpenItem], day: date) -> MatrixRow:
        definition = self._definition(standing.definition)
        return MatrixRow(
            standing,
            tuple(attention(standing, items, definition, day)),
            health(standing, definition, day),
            places.county_part(standing.scb_code),
        )

    def _items(self, scb_code: str) -> Sequence[OpenItem]:
        rows = self._select(WORK_QUEUE, OpenItemRow, equals=(("scb_code", scb_code),))
        return [row.item for row in rows]

    def _items_by_place(self, codes: Sequence[str]) -> dict[str, list[OpenItem]]:
        rows = self._views.select(WORK_QUEUE, Query(OpenItemRow, among=(("scb_code", tuple(codes)),)))
        found: dict[str, list[OpenItem]] = {}
        for row in rows:
            found.setdefault(row.scb_code, []).append(cast("OpenItemRow", row).item)
        return found

    def _select(self, projection: Projection, kind: type[R], equals: tuple[tuple[str, object], ...]) -> list[R]:
        return cast("list[R]", list(self._views.select(projection, Query(kind, equals=equals))))


def _of_step(asked: Query, step: Step | None) -> list[Query]:
    """Return what to ask for the entries of a step: a new cycle's opening is one of every step that it renews."""
    if step is None:
        return [asked]
    own = replace(asked, equals=(*asked.equals, ("step", step)))
    cycles = replace(asked, equals=(*asked.equals, ("topic", CycleOpened.topic)))
    return [own, cycles] if step.is_renewed else [own]


def _protected(views: ReadableViews, event_ids: Sequence[str]) -> set[str]:
    protected = (("classification", Classification.PROTECTED.value),)
    asked = Query(TrailRow, equals=protected, among=(("event_id", tuple(event_ids)),))
    return {cast("TrailRow", row).event_id for row in views.select(AUDIT_TRAIL, asked)}


def _order(row: MatrixRow) -> tuple[bool, str, list[str]]:
    """Order by name, those without one by how far they have come: their place must not tell who they are."""
    states: list[str] = [row.standing.cell(step).status for step in Step] if row.anonymous else []
    return row.anonymous, places.swedish_key(row.standing.name), states


def _visible(rows: list[MatrixRow], actor: Actor, *, peers: bool) -> list[MatrixRow]:
    """Return what a person may see. Peers are of now alone: when a state came would tell whose it is."""
    if actor.role is not Role.CONTACT:
        return rows
    own = next((each for each in rows if each.standing.scb_code == actor.municipality), None)
    if not peers:
        return [own] if own else []
    size = own.standing.size_band if own else None
    others = [
        MatrixRow(_unnamed(each.standing), (), each.health, None, anonymous=True)
        for each in rows
        if each is not own and size and each.standing.size_band == size
    ]
    return [own, *others] if own else others


def _unnamed(standing: Standing) -> Standing:
    """Return how far a peer has come; no name, day or event may tell which one it is."""
    steps = {step: Cell(status=cell.status) for step, cell in standing.steps.items()}
    county, member = standing.county_code, standing.membership
    return Standing(scb_code="", name="", county_code=county, membership=member, steps=steps)


def _matches(row: MatrixRow, wanted: MatrixFilter) -> bool:
    if wanted.county_part and row.county_part != wanted.county_part:
        return False
    if wanted.attention and not any(each.severity == wanted.attention for each in row.attention):
        return False
    if not wanted.state:
        return True
    standing = row.standing
    if wanted.state == "paused":
        return standing.is_paused
    if wanted.state in {"outside", "joined", "left"}:
        return standing.membership == wanted.state
    return any(cell.status == wanted.state for cell in standing.steps.values())

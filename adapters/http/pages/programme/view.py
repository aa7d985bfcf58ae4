"""The county's programme as its page shows it: what holds today, what did before, each line with its event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from adapters.http.pages.noted import Noted, Ways
from adapters.http.pages.visit import Visit
from adapters.http.reading.programme import Programme
from adapters.i18n.wording import field_label
from domain.programme.events import CoordinatorAssigned, DefinitionAdopted, ExternalActorRegistered, FunderAdded
from projections.programme.rows import CoordinatorRow, DefinitionRow, ExternalActorRow, FunderRow
from workflows.reference import places

T = TypeVar("T")
# More municipalities than these are told by their number.
_NAMED = 5


@dataclass(frozen=True)
class Definition:
    """What a term means, by whom, and from when to when; ``is_to_come``: it does not hold yet."""

    term: str
    text: str
    source: str
    is_to_come: bool
    noted: Noted


@dataclass(frozen=True)
class Part(Generic[T]):
    """What holds today, or will, and what did before."""

    now: tuple[T, ...]
    earlier: tuple[T, ...]


@dataclass(frozen=True)
class ProgrammeView:
    """What the page says: when it became what it is, who is without a coordinator, and its four parts."""

    facts: tuple[str, ...]
    lead: str
    coordinators: Part[Noted]
    funders: Part[Noted]
    definitions: Part[Definition]
    actors: Part[Noted]


def programme_view(visit: Visit, found: Programme, names: Mapping[str, str]) -> ProgrammeView:
    """Return a programme in words; ``names``: what coordinators are called."""
    return _Teller(visit, found, names).told()


class _Teller:
    """Words one programme for one visit."""

    def __init__(self, visit: Visit, found: Programme, names: Mapping[str, str]) -> None:
        self._cat, self._day = visit.cat, visit.moment.day
        self._found = found
        self._words = visit.words(None, names)
        code = found.itself.scb_code
        self._ways = Ways(visit, code, f"/counties/{code}/programme")

    def told(self) -> ProgrammeView:
        found = self._found
        return ProgrammeView(
            tuple(self._facts()),
            self._lead(),
            self._part((each.until, self._coordinator(each)) for each in found.coordinators),
            self._part((each.until, self._funder(each)) for each in found.funders),
            self._part((found.superseded_on(each), self._definition(each)) for each in found.definitions),
            self._part((each.succeeded_on, self._actor(each)) for each in found.actors),
        )

    def _part(self, lines: Iterable[tuple[date | None, T]]) -> Part[T]:
        told = [(self._holds(until), each) for until, each in lines]
        return Part(tuple(each for holds, each in told if holds), tuple(each for holds, each in told if not holds))

    def _holds(self, until: date | None) -> bool:
        return until is None or until > self._day

    def _facts(self) -> Iterator[str]:
        itself, cat = self._found.itself, self._cat
        yield f"{field_label('owner_org', cat)} {self._words.show('owner_org', itself.owner_org)}"
        since = cat.text("ui.programme.since", date=itself.status_since)
        yield f"{self._words.show('status', itself.status)} {since}"
        if itself.established_on != itself.status_since:
            yield cat.text("ui.programme.begun", date=itself.established_on)

    def _lead(self) -> str:
        """Return how many coordinators share the municipalities, and which of these have none."""
        at_work = [each for each in self._found.coordinators if self._holds(each.until)]
        if not at_work:
            return self._cat.text("ui.programme.lead.nobody")
        told = self._cat.text("ui.programme.lead", count=len(at_work))
        served = {code for each in at_work for code in each.municipalities}
        return " ".join(filter(None, (told, self._without(served))))

    def _without(self, served: Iterable[str]) -> str:
        county = places.municipalities(self._found.itself.scb_code)
        left = [each.name for each in county if each.scb_code not in {*served}]
        if len(left) > _NAMED:
            return self._cat.text("ui.programme.lead.many-without", count=len(left))
        return self._cat.text("ui.programme.lead.without", names=self._cat.listed(left)) if left else ""

    def _coordinator(self, row: CoordinatorRow) -> Noted:
        name, of = self._words.show("coordinator", row.coordinator), row.municipalities
        more = self._words.show("municipalities", of)
        return self._noted(row, CoordinatorAssigned, name, row.until, more)

    def _funder(self, row: FunderRow) -> Noted:
        return self._noted(row, FunderAdded, self._words.show("funder", row.funder), row.until)

    def _actor(self, row: ExternalActorRow) -> Noted:
        before = [each.actor_code for each in self._found.actors if each.successor == row.actor_code]
        told = [self._cat.text("ui.programme.succeeded", organisations=self._organisations(before))] if before else []
        if row.successor:
            told.append(self._cat.text("ui.programme.succeeded-by", organisation=self._organisations([row.successor])))
        name = self._words.show("actor_code", row.actor_code)
        return self._noted(row, ExternalActorRegistered, name, row.succeeded_on, " ".join(told))

    def _organisations(self, codes: Sequence[str]) -> str:
        return self._cat.listed(self._words.show("actor_code", each) for each in codes)

    def _definition(self, row: DefinitionRow) -> Definition:
        term = self._words.show("term", row.term)
        return Definition(
            term,
            row.text,
            self._words.show("source", row.source),
            row.since > self._day,
            self._noted(row, DefinitionAdopted, term, self._found.superseded_on(row)),
        )

    def _noted(
        self,
        row: CoordinatorRow | FunderRow | ExternalActorRow | DefinitionRow,
        kind: type[CoordinatorAssigned | FunderAdded | ExternalActorRegistered | DefinitionAdopted],
        name: str,
        until: date | None,
        more: str = "",
    ) -> Noted:
        on = self._cat.text("ui.programme.period" if until else "ui.programme.from", since=row.since, until=until or "")
        return Noted(name, on, f"/events/{row.event_id}", self._ways.correction(kind, row.event_id), more)

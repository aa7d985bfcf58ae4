"""Names for ids of findings, measures, structures, sessions and the like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from adapters.http.pages.visit import Visit
from adapters.http.reading.audit import cases, findings
from adapters.http.reading.details import details
from adapters.http.scopes import Location
from adapters.i18n.words import Words
from domain.scope import ScopeKind
from projections.municipality.action_plan import Measure
from projections.municipality.contact import Contact
from projections.municipality.detail import Detail, Details
from projections.municipality.situation_picture import Finding
from projections.municipality.structure_review import Structure
from projections.municipality.support import Guidance
from projections.municipality.support import Visit as VisitDetail
from projections.municipality.training import Session
from workflows.actions.action import Action

_NAMED: tuple[type[Detail], ...] = (Contact, Finding, Measure, Structure, Session, VisitDetail, Guidance)


class Names(Mapping[str, str]):
    """The names of ids in a municipality's details, each made when it is first asked for; ``known``: other names."""

    def __init__(self, visit: Visit, found: Details, known: Mapping[str, str] = {}) -> None:
        self._visit = visit
        self._details = found
        self._known = known
        self._made: dict[str, str | None] = {**known}

    def __getitem__(self, ref: str) -> str:
        if ref not in self._made:
            found = self._details.part(ref, _NAMED)
            self._made[ref] = _name(self._visit.words(type(found)), found, self._visit) if found else None
        if (name := self._made[ref]) is None:
            raise KeyError(ref)
        return name

    def __iter__(self) -> Iterator[str]:
        return chain(self._known, (each.ref for kind in _NAMED for each in self._details.of(kind)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def few_names(visit: Visit, scb_code: str) -> Names:
    """Return the names in a municipality and those of coordinators, for what names few: each is read by itself."""
    return Names(visit, details(visit.reading, scb_code, ()), visit.coordinators())


def names_of(visit: Visit, found: Details) -> dict[str, str]:
    """Return the names of all ids in a municipality's details."""
    return {each.ref: _name(visit.words(kind), each, visit) for kind in _NAMED for each in found.of(kind)}


def case_names(visit: Visit, location: Location) -> dict[str, str]:
    """Return the names of a county's audit cases and of their findings, where commands may be about these."""
    if location.scope.kind is not ScopeKind.COUNTY:
        return {}
    words, code = visit.words(), location.scope.code
    named = [(row.case_id, words.show("purpose", row.purpose), row.opened_on) for row in cases(visit.reading, code)]
    found = findings(visit.reading, code)
    named += [(row.audit_finding, words.show("finding_kind", row.finding_kind), row.on) for row in found]
    return {each: f"{called} \N{EN DASH} {visit.cat.date(on)}" for each, called, on in named}


def _name(words: Words, detail: Detail, visit: Visit) -> str:
    shown = [words.show(name, value) for name, value in _called_by(detail).items()]
    match detail:
        case Structure(status="new"):
            shown = [visit.cat.text("ui.status.new-group"), visit.cat.date(detail.on)]
        case Guidance() | Contact():
            shown.append(visit.cat.date(detail.on))
        case _:  # others are told apart by what they are called by
            pass
    return " \N{EN DASH} ".join(each for each in shown if each) or visit.cat.date(detail.on)


def _called_by(detail: Detail) -> dict[str, object]:
    match detail:
        case Contact():
            return {"function": detail.function}
        case Finding():
            return {"kind": detail.kind, "dimension": detail.dimension, "level": detail.level}
        case Measure():
            return {"code": detail.code, "due_on": detail.due_on}
        case Structure():
            return {"kind": detail.kind, "sectors": detail.sectors}
        case Session():
            return {"stage": detail.stage, "planned_on": detail.planned_on}
        case VisitDetail():
            return {"planned_on": detail.planned_on}
        case Guidance():
            return {"unit_kind": detail.unit_kind, "urgency": detail.urgency}
        case _:  # nothing refers to other kinds
            return {}


def subject_of(visit: Visit, action: Action, names: Mapping[str, str]) -> str:
    """Return the step, or the thing by its id, that an action is about, in words; empty where it is about neither."""
    if step := action.fixed.get("step"):
        return visit.words().show("step", step)
    identity = next(iter(action.fixed.values()), "")
    return names.get(identity, identity[:8])

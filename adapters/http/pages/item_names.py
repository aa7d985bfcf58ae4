"""Names for ids of findings, measures, structures, sessions and the like."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.http.pages.visit import Visit
from adapters.i18n.words import Words
from projections.municipality.action_plan import Measure
from projections.municipality.contact import Contact
from projections.municipality.detail import Detail, Details
from projections.municipality.situation_picture import Finding
from projections.municipality.structure_review import Structure
from projections.municipality.support import Guidance
from projections.municipality.support import Visit as VisitDetail
from projections.municipality.training import Session
from workflows.actions import Action

_NAMED: tuple[type[Detail], ...] = (Contact, Finding, Measure, Structure, Session, VisitDetail, Guidance)


def names_of(visit: Visit, details: Details) -> dict[str, str]:
    """Return the names of all ids in a municipality's details."""
    return {each.ref: _name(visit.words(kind), each, visit) for kind in _NAMED for each in details.of(kind)}


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

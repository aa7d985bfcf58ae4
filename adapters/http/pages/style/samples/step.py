"""The work at a step, made up: its conditions, and what may be done or not, as it is and as it was in the past."""

from __future__ import annotations

from adapters.http.pages.municipality.actions import Group, Offer
from adapters.http.pages.municipality.acts import Link, ShownAct
from adapters.http.pages.municipality.step import ShownCondition, StepWork
from adapters.http.pages.style.samples.entries import Entries
from adapters.http.pages.visit import Visit
from adapters.http.problems import refusal_json
from adapters.i18n.refusals import rule_title
from adapters.i18n.wording import command_title
from domain.errors import Refusal
from domain.journey.commands import CompleteStep, MoveIntoEverydayWork, PauseJourney, StartStep
from domain.messages import Command
from domain.support.commands import LogContact
from domain.values import Step

REFUSED = Refusal("E1", {"why": "none"})
_HERE = "#work"
_SENT = {"occurred_on": ("",)}


def acts(visit: Visit) -> tuple[ShownAct, ...]:
    """Return acts as a form and as ways, and one of the past."""
    title = _title(visit, StartStep)
    return (
        ShownAct(title, _HERE, is_first=True, sent=_SENT),
        ShownAct(_title(visit, LogContact), _HERE, override=True),
        ShownAct(title, _HERE, is_first=True),
        ShownAct(title, "", explained=_HERE),
    )


def now(visit: Visit, entries: Entries) -> StepWork:
    """Return a step with conditions met or not, and acts that one refusal is the reason for."""
    why = str(refusal_json(REFUSED, visit.cat, visit.codes)["text"])
    refused = (CompleteStep, MoveIntoEverydayWork)
    return StepWork(
        Step.SITUATION_PICTURE,
        _conditions(visit, (_title(visit, StartStep), _HERE), why),
        visit.cat.text("ui.conditions.met", met=1, count=3),
        acts(visit)[:2],
        tuple(ShownAct(_title(visit, each), "", why=why, explained=_HERE) for each in refused),
        entries.all,
        _HERE,
    )


def then(visit: Visit) -> StepWork:
    """Return a step of the past, whose acts lead nowhere, before anything was entered at it."""
    return StepWork(
        Step.SITUATION_PICTURE,
        _conditions(visit, (_title(visit, StartStep), ""), ""),
        visit.cat.text("ui.conditions.met", met=1, count=3),
        acts(visit)[3:],
        (),
        (),
        _HERE,
    )


def offers(visit: Visit) -> Group:
    """Return what may be done, and what may not."""
    about, refusals = visit.cat.text("ui.path.SITUATION_PICTURE"), [refusal_json(REFUSED, visit.cat, visit.codes)]
    start, pause, complete = (_title(visit, each) for each in (StartStep, PauseJourney, CompleteStep))
    return Group(
        visit.cat.text("aggregate.journey"),
        [
            Offer(start, "", _HERE, override=False, refusals=[]),
            Offer(pause, "", _HERE, override=True, refusals=[]),
            Offer(complete, about, _HERE, override=False, refusals=[]),
        ],
        [Offer(complete, about, "", override=False, refusals=refusals)],
    )


def _title(visit: Visit, command: type[Command]) -> str:
    return command_title(command.name, visit.cat)


def _conditions(visit: Visit, way: Link, why: str) -> tuple[ShownCondition, ...]:
    """Return one that is met, one with the way to it, and one with why there is none."""
    met, unmet, barred = (rule_title(each, visit.cat) for each in ("E1", "E2", "R4"))
    return (
        ShownCondition(met, is_met=True, way=None, why=""),
        ShownCondition(unmet, is_met=False, way=way, why=""),
        ShownCondition(barred, is_met=False, way=None, why=why),
    )

"""A municipality's head, its path and how fresh its work is, made up: with something in each state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from adapters.http.pages.municipality.frame import Person
from adapters.http.pages.municipality.overview import BAR, Fresh, Ground
from adapters.http.pages.municipality.path import PathStep
from adapters.http.pages.visit import Visit
from domain.values import Step

STATES = ("achieved", "declined", "in_progress", "not_started", "live")
_JOURNEYS = (("achieved", "status.achieved"), ("live", "health.active"), ("at_risk", "health.at_risk"))
_DORMANT = ("dormant", "health.dormant")
_GROUNDS: tuple[tuple[str, Ground, int], ...] = (
    ("picture", "done", 240),
    ("contact", "amber", 9),
    ("visit", "red", -30),
)


@dataclass(frozen=True)
class Head:
    """What the head of a municipality's page is drawn from."""

    path: tuple[PathStep, ...]
    state: tuple[str, str]
    contacts: tuple[Person, ...] = ()
    activity: str = ""
    here: Step | None = None
    is_whole: bool = True


@dataclass(frozen=True)
class Municipality:
    """The head in full and in one line; that of journeys in other states; and how fresh the work is."""

    whole: Head
    line: Head
    others: tuple[Head, ...]
    fresh: tuple[Fresh, ...]
    bar: int = BAR


def municipality(visit: Visit) -> Municipality:
    """Return it."""
    path, states = (
        tuple(_path(visit)),
        [(sign, visit.cat.text(f"value.{word}")) for sign, word in (*_JOURNEYS, _DORMANT)],
    )
    functions = (visit.codes.label("functions", each, visit.lang) for each in visit.codes.options("functions")[:2])
    people = (Person(each, "", is_deputy=number > 0, role="", event="#steps") for number, each in enumerate(functions))
    activity = visit.cat.text("ui.frame.activity", date=visit.today)
    return Municipality(
        Head(path, states[1], tuple(people), activity),
        Head(path, states[1], (), activity, Step.ACTION_PLAN, is_whole=False),
        tuple(Head((), each) for each in (*states, ("paused", visit.cat.text("ui.mark.paused")))),
        tuple(_fresh(visit)),
    )


def word_of(visit: Visit, state: str) -> str:
    """Return a step's state in a word."""
    return visit.cat.text("value.health.active" if state == "live" else f"value.status.{state}")


def _path(visit: Visit) -> Iterator[PathStep]:
    text = visit.cat.text
    marks = {
        "in_progress": (("amber", "amber", text("ui.mark.overdue")),),
        "not_started": (("red", "blocked", text("ui.mark.blocked")),),
    }
    for number, (step, state) in enumerate(zip(Step, STATES, strict=True), 1):
        title = text(f"ui.matrix.step.{step}")
        word = word_of(visit, state)
        days = text("ui.count.days", count=40) if state != "not_started" else ""
        tally = text("ui.conditions.met", met=1, count=3) if state == "in_progress" else ""
        yield PathStep(step, number, title, "#steps", state, word, "", days, None, marks.get(state, ()), tally)


def _fresh(visit: Visit) -> Iterator[Fresh]:
    """Yield what is fresh, what will soon not be, and what is not any longer."""
    text, today = visit.cat.text, visit.today
    for name, ground, days in _GROUNDS:
        link, until = text(f"ui.fresh.{name}"), today + timedelta(days)
        left = text("ui.fresh.left" if days > 0 else "ui.fresh.past", days=text("ui.count.days", count=abs(days)))
        label = text("ui.fresh.label", link=link, left=left, until=until)
        yield Fresh(
            name=link,
            left=left,
            state=ground,
            filled=BAR * max(days, 0) / 365,
            note=label,
            event="#steps" if days > 0 else None,
            label=label,
        )

"""Parts that are drawn from a model, each with one made up: of no municipality, and leading nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from adapters.http.pages.county.boxes import Box, Mark
from adapters.http.pages.county.columns import Head, unit_bar
from adapters.http.pages.county.matrix import Gravest, Line
from adapters.http.pages.county.rows import rows_of
from adapters.http.pages.linked import linked
from adapters.http.pages.municipality.overview import BAR, Fresh, Ground
from adapters.http.pages.municipality.path import PathStep
from adapters.http.pages.visit import Visit
from domain.values import Step

_STATES = ("achieved", "declined", "in_progress", "not_started", "live")
_AGES = (0, 0, 40, 0, 690)
_GROUNDS: tuple[tuple[str, Ground, int], ...] = (
    ("picture", "done", 240),
    ("contact", "amber", 9),
    ("visit", "red", -30),
)
_COUNTS = {"achieved": 5, "declined": 1, "in_progress": 3, "not_started": 2, "outside": 1}


@dataclass(frozen=True)
class Path:
    """What a path needs of the head of a municipality's page."""

    path: tuple[PathStep, ...]
    here: Step | None = None
    is_whole: bool = True


def heads(visit: Visit) -> list[Head]:
    """Return the heads of a matrix."""
    told = visit.cat.text("ui.matrix.told", count=6, all=12, doing="3")
    title = visit.cat.text
    return [
        Head(step, number, title(f"ui.matrix.step.{step}"), linked(told, {}), unit_bar(_COUNTS))
        for number, step in enumerate(Step, 1)
    ]


def rows(visit: Visit) -> list[str]:
    """Return a row of a matrix with a box in each state, and one of a municipality that takes no part."""
    text = visit.cat.text
    name, waits = text("ui.style.place"), text("ui.style.notice.red")
    inside = Line(name, None, (), tuple(_boxes(visit)), "", Gravest("red", 1, waits.rstrip("."), "#matrix"))
    outside = Line(name, None, (text("ui.mark.paused"),), (), text("ui.style.notice.text"), None)
    return rows_of(visit, [inside, outside])


def path(visit: Visit) -> Path:
    """Return a path with a step in each state."""
    text = visit.cat.text
    return Path(
        tuple(
            PathStep(step, number, text(f"ui.matrix.step.{step}"), "#path", state, _word(visit, state), "", "", None)
            for number, (step, state) in enumerate(zip(Step, _STATES, strict=True), 1)
        )
    )


def fresh(visit: Visit) -> Iterator[Fresh]:
    """Yield what is fresh, what will soon not be, and what is not any longer."""
    text, today = visit.cat.text, visit.today
    for name, ground, days in _GROUNDS:
        link, until = text(f"ui.fresh.{name}"), today + timedelta(days)
        left = text("ui.fresh.left" if days > 0 else "ui.fresh.past", days=text("ui.count.days", count=abs(days)))
        label = text("ui.fresh.label", link=link, left=left, until=until)
        yield Fresh(
            name=link, left=left, state=ground, filled=BAR * max(days, 0) / 365, note=label, event=None, label=label
        )


def _boxes(visit: Visit) -> Iterator[Box]:
    mark = Mark("amber", "amber", visit.cat.text("ui.style.notice.amber").rstrip("."), "", "#matrix")
    for step, state, days in zip(Step, _STATES, _AGES, strict=True):
        age = visit.cat.text("ui.count.days", count=days) if days else visit.cat.month(visit.today)
        if state == "not_started":
            yield Box(step, state, _word(visit, state), "", None)
        else:
            yield Box(step, state, _word(visit, state), age, "#matrix", (mark,) if state == "in_progress" else ())


def _word(visit: Visit, state: str) -> str:
    return visit.cat.text("value.health.active" if state == "live" else f"value.status.{state}")

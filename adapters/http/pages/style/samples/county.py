"""The county, made up: its matrix with a box in each state, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.http.pages.county.boxes import Box, Mark
from adapters.http.pages.county.columns import Head, unit_bar
from adapters.http.pages.county.matrix import Gravest, Line
from adapters.http.pages.county.rows import rows_of
from adapters.http.pages.county.sentences import Answer
from adapters.http.pages.linked import linked
from adapters.http.pages.style.samples.municipality import STATES, word_of
from adapters.http.pages.visit import Visit
from domain.values import Step

_AGES = (0, 0, 40, 0, 690)
_COUNTS = {"achieved": 5, "declined": 1, "in_progress": 3, "not_started": 2, "outside": 1}


@dataclass(frozen=True)
class County:
    """The heads and the rows of a matrix, and the answers above it."""

    heads: tuple[Head, ...]
    rows: tuple[str, ...]
    answers: tuple[Answer, ...]


def county(visit: Visit) -> County:
    """Return them."""
    return County(tuple(_heads(visit)), tuple(_rows(visit)), tuple(_answers(visit)))


def _heads(visit: Visit) -> Iterator[Head]:
    told = visit.cat.text("ui.matrix.told", count=6, all=12, doing="3")
    title = visit.cat.text
    for number, step in enumerate(Step, 1):
        yield Head(step, number, title(f"ui.matrix.step.{step}"), linked(told, {}), unit_bar(_COUNTS))


def _rows(visit: Visit) -> list[str]:
    """Return rows: one has a box in each state, one of them changed by an event; one takes no part; one is a peer."""
    text = visit.cat.text
    name, waits = text("ui.style.place"), text("ui.style.notice.red")
    boxes = tuple(_boxes(visit))
    inside = Line(name, "#county", (), boxes, "", Gravest("red", 1, waits.rstrip("."), "#county"))
    outside = Line(name, None, (text("ui.mark.paused"),), (), text("ui.style.notice.text"), None)
    unjudged = Line(name, None, (), boxes, "", None, is_judged=False)
    peer = Line(text("ui.county.peer"), None, (), tuple(_plain(visit)), "", None, anonymous=True)
    return rows_of(visit, [inside, outside, unjudged, peer], {(inside.scb_code, Step.STRUCTURE_REVIEW)})


def _answers(visit: Visit) -> Iterator[Answer]:
    """Yield a question with its answer and its detail, and one with an answer alone."""
    text = visit.cat.text
    place = linked(f"<place>{text('ui.style.place')}</place>: {text('ui.style.notice.text')}", {"place": "#county"})
    yield Answer(text("ui.matrix.title"), (place,), (linked(text("ui.style.help"), {}),))
    yield Answer(text("ui.matrix.waiting"), (place, place), ())


def _boxes(visit: Visit) -> Iterator[Box]:
    text = visit.cat.text
    mark = Mark("amber", "amber", text("ui.style.notice.amber").rstrip("."), text("ui.count.days", count=40), "#county")
    for step, state, days in zip(Step, STATES, _AGES, strict=True):
        age = text("ui.count.days", count=days) if days else visit.cat.month(visit.today)
        if state == "not_started":
            yield Box(step, state, word_of(visit, state), "", None)
        elif state == "in_progress":
            yield Box(step, state, word_of(visit, state), age, "#county", (mark,), more=2)
        else:
            yield Box(step, state, word_of(visit, state), age, "#county")


def _plain(visit: Visit) -> Iterator[Box]:
    """Yield the boxes of a peer, of whom the states alone are told."""
    for step, state in zip(Step, (*STATES[:-1], "not_applicable"), strict=True):
        yield Box(step, state, word_of(visit, state), "", None)

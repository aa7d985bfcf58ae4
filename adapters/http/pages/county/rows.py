"""The matrix's lines and rows, each kept until its municipality changes: in a large county they take the most time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, MutableMapping, Sequence
from dataclasses import replace
from typing import TypeVar, cast

from adapters.http.pages.county.matrix import Line, line
from adapters.http.pages.drawing import letting_go
from adapters.http.pages.templates import ENVIRONMENT
from adapters.http.pages.visit import Visit
from adapters.http.reading.standing import MatrixRow
from domain.values import Step

T = TypeVar("T")
# By codes of municipalities: what something was made of, and what was made of it.
Known = MutableMapping[str, tuple[object, T]]


def lines_of(visit: Visit, rows: Iterable[MatrixRow]) -> list[Line]:
    """Return municipalities as the matrix has them."""
    known: Known[Line] = _known(visit, "lines")
    return [
        _kept(known, row.standing.scb_code, row, lambda each: line(each, visit.today, visit.cat, visit.codes))
        for row in rows
    ]


def rows_of(visit: Visit, lines: Sequence[Line], changed: Collection[tuple[str, Step]] = ()) -> list[str]:
    """Return the matrix's rows as markup, which the template need not escape.

    ``changed``: the steps of municipalities that are marked as changed by an event.
    """
    known: Known[str] = _known(visit, "rows")
    marked = {code for code, _ in changed}
    with letting_go() as own:
        module = ENVIRONMENT.get_template("county/row.html").make_module(
            {"t": visit.cat.text, "at": visit.moment.at, **own}
        )
        draw = cast("Callable[[Line], str]", vars(module)["row"])
        return [
            draw(_marked(visit, each, changed)) if each.scb_code in marked else _kept(known, each.scb_code, each, draw)
            for each in lines
        ]


def _marked(visit: Visit, each: Line, changed: Collection[tuple[str, Step]]) -> Line:
    said = visit.cat.text("ui.history.changed.mark")
    boxes = (replace(box, changed=said if (each.scb_code, box.step) in changed else "") for box in each.boxes)
    return replace(each, boxes=tuple(boxes))


def _known(visit: Visit, what: str) -> Known[T]:
    """Return what is kept in the visitor's language of the moment that is shown, which links lead to, too."""
    about = (visit.lang, visit.today, visit.reading.then, *visit.moment.asked.items())
    return visit.reading.recent.answer(what, about, dict[str, tuple[object, T]], renew=lambda known: known)


A = TypeVar("A")


def _kept(known: Known[T], scb_code: str, about: A, make: Callable[[A], T]) -> T:
    """Return what was made of the same municipality, or make it; peers have no code to be known by."""
    if not scb_code:
        return make(about)
    if scb_code not in known or known[scb_code][0] is not about:
        known[scb_code] = about, make(about)
    return known[scb_code][1]

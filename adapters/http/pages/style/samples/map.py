"""The county drawn on a map, made up: six municipalities, one filled in each way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.http.pages.county.boxes import Mark
from adapters.http.pages.county.columns import Head
from adapters.http.pages.county.map import PAINTS, Area, CountyMap, Fill, Place, SmallMap
from adapters.http.pages.county.meeting import Some
from adapters.http.pages.style.samples.municipality import word_of
from adapters.http.pages.visit import Visit
from domain.values import Step

_SIDE, _COLUMNS = 200, 3
_STATES: tuple[tuple[str, Fill], ...] = (
    ("achieved", "done"),
    ("declined", "alternative"),
    ("in_progress", "doing"),
    ("not_started", "none"),
    ("outside", "outside"),
    ("", "unknown"),
)


@dataclass(frozen=True)
class Drawn:
    """A map, and how it is painted; ``more``: that there are more lines than a sheet tells."""

    map: CountyMap
    ways: Mapping[Step, str]
    paints: Mapping[Fill, str]
    more: Some


def drawn(visit: Visit, heads: tuple[Head, ...]) -> Drawn:
    """Return it."""
    fills = tuple((f"style-{number}", fill) for number, (_, fill) in enumerate(_STATES))
    places = tuple(_places(visit))
    shown = CountyMap(
        _SIDE * _COLUMNS,
        _SIDE * 2,
        tuple((code, _outline(number)) for number, (code, _) in enumerate(fills)),
        tuple(SmallMap(head, fills[number:] + fills[:number]) for number, head in enumerate(heads)),
        heads[0],
        tuple(_areas()),
        tuple((*divmod(number, _COLUMNS), each) for number, each in enumerate(places)),
        _COLUMNS,
        places,
    )
    return Drawn(shown, dict.fromkeys(Step, "#county"), PAINTS, Some((), 3))


def _corner(number: int) -> tuple[int, int]:
    row, column = divmod(number, _COLUMNS)
    return column * _SIDE, row * _SIDE


def _outline(number: int) -> str:
    x, y = _corner(number)
    return f"M{x} {y}h{_SIDE}v{_SIDE}h-{_SIDE}z"


def _areas() -> Iterator[Area]:
    """Yield areas: one is too small for a symbol, one is not shown here."""
    for number, (state, fill) in enumerate(_STATES):
        x, y = _corner(number)
        yield Area(f"style-{number}", fill, state, x + _SIDE // 2, y + _SIDE // 2, has_room=state != "declined")


def _places(visit: Visit) -> Iterator[Place]:
    text = visit.cat.text
    mark = Mark("amber", "amber", text("ui.mark.overdue"), text("ui.count.days", count=40), None)
    for number, (state, fill) in enumerate(_STATES[:-1]):
        word = text("value.membership.outside") if state == "outside" else word_of(visit, state)
        age = visit.cat.month(visit.today) if state == "achieved" else ""
        marks = (mark,) if state == "in_progress" else ()
        yield Place(f"style-{number}", text("ui.style.place"), state, word, age, "#county", fill, marks)

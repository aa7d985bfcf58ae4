"""Where in the county (G5): a step drawn on a map, on tiles of equal size and as a list, which all say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from adapters.http.pages.county.boxes import Box, Mark
from adapters.http.pages.county.columns import Head
from adapters.http.pages.county.geography import Outline, geography, tiles
from adapters.http.pages.county.matrix import Line
from adapters.http.pages.county.step_pages import step_page
from adapters.i18n.catalogue import Catalogue
from domain.values import Step

# How an area is filled: by a colour's class, or by a pattern.
Fill = Literal["done", "doing", "alternative", "none", "outside", "unknown"]
_FILLS: dict[str, Fill] = {
    "achieved": "done",
    "declined": "alternative",
    "not_applicable": "alternative",
    "in_progress": "doing",
    "live": "doing",
    "not_started": "none",
    "outside": "outside",
}
# How each is drawn. A pattern is named in the markup: in a style sheet its address would be the sheet's own.
PAINTS: Mapping[Fill, str] = {
    "done": 'class="area-done l-page"',
    "doing": 'fill="url(#p-doing-large)" class="l-page"',
    "alternative": 'fill="url(#p-alternative-large)" class="l-page"',
    "none": 'class="area-none l-page"',
    "outside": 'class="area-outside l-page"',
    "unknown": 'class="area-unknown l-page"',
}
# A symbol needs so much room around its middle; in less it would hide the border.
_SYMBOL_ROOM = 17
_FEWEST = 2  # one alone is told by its line


@dataclass(frozen=True, slots=True)
class Place:
    """One municipality at a step, as map, tiles and list have it."""

    scb_code: str
    name: str
    state: str
    word: str
    age: str
    href: str
    fill: Fill
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality drawn by its outline; one that is not shown here has no state."""

    scb_code: str
    fill: Fill
    state: str
    x: int
    y: int
    has_room: bool


@dataclass(frozen=True, slots=True)
class SmallMap:
    """The county at one of the five steps; ``areas``: code and fill of each."""

    head: Head
    areas: tuple[tuple[str, Fill], ...]


@dataclass(frozen=True, slots=True)
class CountyMap:
    """All five steps in small, and the chosen one as map, tiles (row, column, municipality) and list."""

    width: int
    height: int
    paths: tuple[tuple[str, str], ...]
    small: tuple[SmallMap, ...]
    chosen: Head
    areas: tuple[Area, ...]
    tiles: tuple[tuple[int, int, Place], ...]
    columns: int
    places: tuple[Place, ...]


def county_map(code: str, lines: Sequence[Line], heads: Sequence[Head], step: Step, cat: Catalogue) -> CountyMap | None:
    """Return the map of a step; None where there are none to be told apart by where they lie."""
    shape = geography(code)
    named = {each.scb_code: each for each in lines if not each.anonymous}
    if shape is None or len(shape.places.keys() & named.keys()) < _FEWEST:
        return None
    drawn, places = shape.places, {each: _place(line, step, cat) for each, line in named.items()}
    grid = tiles(code)
    laid = [(*grid[each], place) for each, place in places.items() if each in grid]
    return CountyMap(
        shape.width,
        shape.height,
        tuple((each, outline.path) for each, outline in drawn.items()),
        tuple(SmallMap(head, tuple((each, _fill(named.get(each), head.step)) for each in drawn)) for head in heads),
        next(each for each in heads if each.step is step),
        tuple(_area(each, outline, places.get(each)) for each, outline in drawn.items()),
        tuple(sorted(laid, key=lambda each: each[:2])),
        max((column for _, column, _ in laid), default=0) + 1,
        tuple(places.values()),
    )


def _place(line: Line, step: Step, cat: Catalogue) -> Place:
    box = _box(line, step)
    if box is None:
        word = cat.text("value.membership.outside") if not line.notes else line.notes[0]
        return Place(line.scb_code, line.name, "outside", word, "", line.href or "", "outside", ())
    href = step_page(line.scb_code, step)
    return Place(line.scb_code, line.name, box.state, box.word, box.age, href, _FILLS[box.state], box.marks)


def _area(scb_code: str, outline: Outline, place: Place | None) -> Area:
    fill, state = (place.fill, place.state) if place else ("unknown", "")
    return Area(scb_code, fill, state, outline.x, outline.y, outline.room >= _SYMBOL_ROOM)


def _fill(line: Line | None, step: Step) -> Fill:
    if line is None:
        return "unknown"
    box = _box(line, step)
    return _FILLS[box.state] if box else "outside"


def _box(line: Line, step: Step) -> Box | None:
    return next((each for each in line.boxes if each.step is step), None)

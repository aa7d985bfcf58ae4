"""Outlines of municipalities and their places in a grid of equal tiles, county by county."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Outline(BaseModel):
    """A municipality's outline as the path of a picture, and the point in it that is farthest from its border."""

    model_config = ConfigDict(frozen=True)

    path: str
    x: int
    y: int
    room: int


class Geography(BaseModel):
    """A county's municipalities by their codes, drawn in a picture of this size."""

    model_config = ConfigDict(frozen=True)

    width: int
    height: int
    places: Mapping[str, Outline]


Tiles = Mapping[str, tuple[int, int]]


def geography(county: str) -> Geography | None:
    """Return a county's outlines; None for a code that no county has."""
    return _outlines().get(county)


def tiles(county: str) -> Tiles:
    """Return row and column of each of a county's municipalities; none for a code that no county has."""
    return _tiles().get(county, {})


@cache
def _outlines() -> Mapping[str, Geography]:
    return TypeAdapter(dict[str, Geography]).validate_json(_text("outlines.json"))


@cache
def _tiles() -> Mapping[str, Tiles]:
    return TypeAdapter(dict[str, Tiles]).validate_json(_text("tiles.json"))


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")

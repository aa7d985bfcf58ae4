"""Which municipality or county a cell names, by its name or its code."""

from __future__ import annotations

from functools import cache

from adapters.importing.words import folded
from domain.places import County, Place
from workflows.reference import places


@cache
def municipality_named(text: str) -> Place | None:
    """Return the municipality with this name or code, whichever county it lies in."""
    named = {folded(each.name): each for county in places.counties() for each in places.municipalities(county.code)}
    return places.place(text) or named.get(folded(text).removesuffix(" kommun"))


@cache
def place_named(text: str) -> Place | County | None:
    """Return the county or municipality with this name or code."""
    counties = {folded(each.name): each for each in places.counties()}
    return places.county(text) or counties.get(folded(text)) or municipality_named(text)


def county_of(place: Place | County) -> str:
    """Return the code of the county that a place lies in, or is."""
    return place.county_code if isinstance(place, Place) else place.code

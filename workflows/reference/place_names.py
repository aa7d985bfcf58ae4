"""Which municipality or county is meant: by its name, its official name, its code, or a label with both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypeVar

from domain.places import County, Place
from domain.values import visible
from workflows.reference import places

P = TypeVar("P", Place, County)

_SEPARATORS = re.compile(r"[\s\-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}_,.:()]+")
# Spreadsheets write codes as numbers: without the leading zero, and some with decimals.
_CODE = re.compile(r"[0-9]{1,4}")
_DECIMALS = re.compile(r"([0-9]{1,4})[.,]0+")
_COUNTY_DIGITS = 2
_MUNICIPALITY_DIGITS = 4
_OFFICIAL = ("kommun", "stad", "municipality")
# Official names that are not made from the name as the others are.
_OTHERWISE = {"0980": "region gotland", "2080": "falu kommun"}


def municipality_named(text: str) -> Place | None:
    """Return the municipality that a text names, whichever county it lies in; None where name and code disagree."""
    code, name = _parted(text)
    by_code = places.place(code.zfill(_MUNICIPALITY_DIGITS)) if len(code) > _COUNTY_DIGITS else None
    return _agreed(code, name, by_code, _municipalities().get(name))


def place_named(text: str) -> Place | County | None:
    """Return the county or municipality that a text names; None where name and code disagree."""
    code, name = _parted(text)
    by_code = places.county(code.zfill(_COUNTY_DIGITS)) if 0 < len(code) <= _COUNTY_DIGITS else None
    return municipality_named(text) or _agreed(code, name, by_code, _counties().get(name))


def county_of(place: Place | County) -> str:
    """Return the code of the county that a place lies in, or is."""
    return place.county_code if isinstance(place, Place) else place.code


def _agreed(code: str, name: str, by_code: P | None, by_name: P | None) -> P | None:
    if code and name:
        return by_code if by_code == by_name else None
    return by_code if code else by_name


def _parted(text: str) -> tuple[str, str]:
    """Return the code that stands first or last in a text, and the name beside it as names are compared."""
    words = _key(_DECIMALS.sub(r"\1", text) if _DECIMALS.fullmatch(text.strip()) else text).split()
    for at in (0, -1):
        if words and _CODE.fullmatch(words[at]):
            return words.pop(at), " ".join(words)
    return "", " ".join(words)


def _key(name: str) -> str:
    """Return a name without case, hyphens and what nobody sees, in one Unicode form."""
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFC", visible(name)).casefold()).strip()


@cache
def _municipalities() -> Mapping[str, Place]:
    every = [each for county in places.counties() for each in places.municipalities(county.code)]
    return {name: each for each in every for name in names_of(each)}


def names_of(place: Place) -> Iterator[str]:
    """Yield what a municipality is called, as names are compared."""
    name = _key(place.name)
    genitive = name if name[-1] in "sxz" else f"{name}s"
    yield name
    for word in _OFFICIAL:
        yield from (f"{name} {word}", f"{genitive} {word}")
    if place.scb_code in _OTHERWISE:
        yield _OTHERWISE[place.scb_code]


@cache
def _counties() -> Mapping[str, County]:
    found = {_key(each.name): each for each in places.counties()}
    shorter = {name.removesuffix(" län").removesuffix("s"): each for name, each in found.items()}
    return {**shorter, **{f"{name} county": each for name, each in shorter.items()}, **found}

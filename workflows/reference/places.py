"""Municipalities and counties as Statistics Sweden codes and names them, sorted as Swedes sort."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from domain.places import County, Place

_LAST_LETTERS = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"}  # what follows z in ASCII


@dataclass(frozen=True)
class _Gazetteer:
    counties: Mapping[str, County]
    places: Mapping[str, Place]
    parts: Mapping[str, str]


@lru_cache(maxsize=2000)
@lru_cache(10_000)
def swedish_key(text: str) -> str:
    """Return a sort key that puts å, ä and ö last and sees no difference in case or other accents."""
    letters = unicodedata.normalize("NFC", text).casefold()
    return "".join(_LAST_LETTERS.get(each) or unicodedata.normalize("NFD", each)[0] for each in letters)


def place(scb_code: str) -> Place | None:
    """Return the municipality with this code, if there is one."""
    return _gazetteer().places.get(scb_code)


def county(code: str) -> County | None:
    """Return the county with this code, if there is one."""
    return _gazetteer().counties.get(code)


def counties() -> tuple[County, ...]:
    """Return all counties in Swedish order."""
    return tuple(sorted(_gazetteer().counties.values(), key=lambda each: swedish_key(each.name)))


@cache
def municipalities(county_code: str) -> tuple[Place, ...]:
    """Return a county's municipalities in Swedish order; none for a code that no county has."""
    own = (each for each in _gazetteer().places.values() if each.county_code == county_code)
    return tuple(sorted(own, key=lambda each: swedish_key(each.name)))


def labour_market_region(scb_code: str) -> str | None:
    """Return the part of the county that a municipality lies in: its functional labour-market region."""
    return _gazetteer().parts.get(scb_code)


@cache
def _gazetteer() -> _Gazetteer:
    municipalities = _rows("municipalities.csv")
    parts = {row["scb_code"]: row.pop("labour_market_region") for row in municipalities}
    return _Gazetteer(
        counties={row["code"]: _county(row, municipalities) for row in _rows("counties.csv")},
        places={row["scb_code"]: Place.model_validate(row) for row in municipalities},
        parts=parts,
    )


def _county(row: Mapping[str, str], municipalities: Iterable[Mapping[str, str]]) -> County:
    codes = [each["scb_code"] for each in municipalities if each["county_code"] == row["code"]]
    return County.model_validate({**row, "municipalities": sorted(codes)})


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("workflows.reference") / "places" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))

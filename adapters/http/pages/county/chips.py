"""The county's filters that one click sets: everyone, those that need something, those that take no part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.reading.county import MatrixFilter, Overview

# Filter, symbol.
_CHOICES: tuple[tuple[Mapping[str, str], str], ...] = (
    ({}, ""),
    ({"attention": "red"}, "red"),
    ({"attention": "amber"}, "amber"),
    ({"state": "not_joined"}, "outside"),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as a link."""

    label: str
    count: int
    href: str
    symbol: str
    is_chosen: bool


def chips(visit: Visit, code: str, everything: Overview, wanted: MatrixFilter) -> tuple[Chip, ...]:
    """Return the filters; the part of the county stays as it is chosen."""
    return tuple(_chips(visit, code, everything, wanted))


def _chips(visit: Visit, code: str, everything: Overview, wanted: MatrixFilter) -> Iterator[Chip]:
    part = wanted.labour_market_region
    for choice, symbol in _CHOICES:
        asked = MatrixFilter(part, choice.get("state"), choice.get("attention"))
        yield Chip(
            visit.cat.text(f"ui.chip.{'.'.join(choice.values()) or 'all'}"),
            sum(not each.anonymous for each in everything.matching(asked).rows),
            visit.moment.at(with_query(f"/counties/{code}", part=part, **choice) + "#matrix"),
            symbol,
            asked == wanted,
        )

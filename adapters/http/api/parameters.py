"""Parameters of queries: county, page, moment and format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator

from adapters.http.authentication import Core, Holder, Language
from adapters.http.case_reading import opened_to
from adapters.http.moment import Moment, caught_up, moment_of
from adapters.http.moment_parameters import AsOf, HappenedBy
from adapters.i18n.vocabulary import Vocabulary
from domain.places import Place
from domain.scope_codes import COUNTY_CODE, SCB_CODE
from workflows.reference import places

Scb = Annotated[str, Path(pattern=SCB_CODE, description="SCB code of the municipality", examples=["1784"])]
County = Annotated[str, Path(pattern=COUNTY_CODE, description="Code of the county", examples=["17"])]
AskedCounty = Annotated[str | None, Query(alias="county", pattern=COUNTY_CODE)]
Position = Annotated[
    int | None,
    Query(ge=0, le=2**62, description="Wait, a second at most, until the views have read up to here"),
]
Cursor = Annotated[int | None, Query(ge=1, le=2**62, description="From `next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=500)]
Format = Annotated[
    Literal["csv", "xlsx", "json"] | None, Query(alias="format", description="`csv` or `xlsx` for a sheet")
]


def _when(
    request: Request,
    core: Core,
    actor: Holder,
    as_of: AsOf = None,
    happened_by: HappenedBy = None,
    min_position: Position = None,
) -> Moment:
    """Return the moment that the caller asks for, after their own write is to be seen."""
    caught_up(core, min_position)
    return moment_of(core, actor, as_of, happened_by, opened_to(request, core, actor))


When = Annotated[Moment, Depends(_when)]


def _said(core: Core, lang: Language, when: When) -> Vocabulary:
    """Return the words of the moment in the caller's language."""
    return when.vocabulary(core.vocabularies, lang)


Said = Annotated[Vocabulary, Depends(_said)]


def _known_part(name: str) -> str:
    if name not in {places.labour_market_region(each.scb_code) for each in _everywhere()}:
        raise ValueError("no-such-part")
    return name


def _everywhere() -> Iterator[Place]:
    for county in places.counties():
        yield from places.municipalities(county.code)


Part = Annotated[
    Annotated[str, AfterValidator(_known_part)] | None,
    Query(max_length=60, description="A part of the county, as `labour_market_region` names it", examples=["Karlstad"]),
]

"""Queries that compare two moments: of the county, or of one municipality."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.http.api.answers.changes import ComparisonAnswer, comparison_answer
from adapters.http.api.openapi import OF_SHEETS
from adapters.http.api.parameters import County, Format, Said, Scb, When
from adapters.http.api.responses import answer, check_own_county, check_reads_work
from adapters.http.authentication import Core, Holder
from adapters.http.comparing import Asked, Comparing, strict_pair
from adapters.http.moment import Moment
from adapters.http.reading.changes import changes
from adapters.http.scopes import readable_place
from adapters.http.services import Services
from adapters.http.sheets.changes import changes_sheet
from adapters.http.sheets.writer import sheet_format
from adapters.i18n.vocabulary import Vocabulary

router = APIRouter()


@router.get("/counties/{code}/compare", response_model=ComparisonAnswer, responses=OF_SHEETS)
def county_compared(
    code: County,
    request: Request,
    core: Core,
    said: Said,
    when: When,
    wanted: Comparing,
    fmt: Format = None,
) -> Response:
    """Return what is other in the county at one moment than at an earlier one, in sentences and side by side (A4)."""
    check_own_county(core, code, when.reading)
    return _compared(request, core, said, when, code, wanted, fmt)


@router.get("/municipalities/{scb_code}/compare", response_model=ComparisonAnswer, responses=OF_SHEETS)
def municipality_compared(
    scb_code: Scb,
    request: Request,
    actor: Holder,
    core: Core,
    said: Said,
    when: When,
    wanted: Comparing,
    fmt: Format = None,
) -> Response:
    """Return what is other in one municipality at one moment than at an earlier one (A4)."""
    readable_place(core, actor, scb_code)
    check_reads_work(when.reading)
    return _compared(request, core, said, when, scb_code, wanted, fmt)


def _compared(
    request: Request, core: Services, said: Vocabulary, when: Moment, code: str, wanted: Asked, fmt: str | None
) -> Response:
    of = strict_pair(core, when, wanted)
    found = changes(of.then, of.now, code)
    if kind := sheet_format(request, fmt):
        return changes_sheet(kind, found, when, said.cat, said.codes)
    return answer(request, comparison_answer(found, of, when, core, said), when)

"""The form that asks for another moment, and the way from it to the page that is to show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from adapters.http.pages.asked_moment import asked_moment
from adapters.http.pages.dependencies import Reader
from adapters.http.pages.home.page import home_of
from adapters.http.pages.links import local_address

router = APIRouter(include_in_schema=False)

# What names a moment, or a place among what one moment shows.
_PASSING = frozenset({"as_of", "happened_by", "cursor", "done"})


@router.get("/moment")
def moment(visit: Reader, to: Annotated[str, Query(max_length=2000)] = "") -> Response:
    """Go to a page as of the moment that is asked for; or return the form, with what is wrong in its fields."""
    page = local_address(to or home_of(visit.actor, visit.core.county))
    asked = asked_moment(visit, visit.request.query_params)
    if "axis" in visit.request.query_params and not asked.errors:
        return RedirectResponse(_with_moment(page, asked.parameters), 303)
    answer = visit.show(
        "moment/moment.html",
        to=page,
        typed=asked.typed,
        errors={name: asked.errors.get(name, "") for name in asked.typed},
        last_day=visit.core.clock.today(),
    )
    answer.status_code = 422 if asked.errors else 200
    return answer


def _with_moment(address: str, parameters: Mapping[str, str]) -> str:
    parts = urlsplit(address)
    query = [each for each in parse_qsl(parts.query) if each[0] not in _PASSING]
    return urlunsplit(parts._replace(query=urlencode([*query, *parameters.items()])))

"""Search over municipalities, acts and terms."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from adapters.http.pages.dependencies import Visiting
from adapters.http.pages.search.found import acts_of, search, ways_to
from adapters.http.problems import Problem
from adapters.i18n.wording import command_title
from domain.messages import COMMANDS

_LONGEST = 100

router = APIRouter(include_in_schema=False)


@router.get("/search")
def find(visit: Visiting, q: Annotated[str, Query()] = "", act: Annotated[str, Query()] = "") -> Response:
    """Return what was found, or where an act that was found can be done."""
    if act:
        return _choose(visit, act)
    text = " ".join(q[:_LONGEST].split())
    return visit.show("search/search.html", text=text, found=search(visit, text))


def _choose(visit: Visiting, name: str) -> Response:
    command = COMMANDS.get(name)
    if command is None or command not in acts_of(visit):
        raise Problem(404, "not-found")
    title = visit.cat.text("ui.search.where", act=command_title(name, visit.cat))
    return visit.show("search/choose.html", title=title, ways=ways_to(visit, command))

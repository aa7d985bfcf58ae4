"""Pages from templates, each beside the page that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from adapters.http.bundles import SCRIPT, STYLE
from adapters.http.forwarding import prefix_of
from adapters.http.pages.compiled import Compiled
from adapters.http.pages.drawing import DrawingContext, PageTemplate
from adapters.http.pages.links import current_address
from adapters.http.services import Services, SignedIn
from adapters.i18n.catalogue import LANGUAGES, Catalogue, catalogue
from workflows.reference import places
from workflows.visibility import NOTHING, visibility

ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
    bytecode_cache=Compiled(),
    auto_reload=False,  # the files of a server that runs do not change
)
ENVIRONMENT.context_class, ENVIRONMENT.template_class = DrawingContext, PageTemplate
# Whatever a person typed is escaped, so that no text of theirs looks like an attribute.
_ADDRESS = re.compile(r'(?<=\s)(href|src|action|formaction|hx-get|hx-post|data-address)="/')


# The parts of addresses by which pages of the history are known: the first, or what follows a scope.
_HISTORY_ROOTS = frozenset({"trail", "events", "rules", "verification"})
_HISTORY_PAGES = frozenset({"history", "story", "what-if", "audit"})


def is_history(path: str) -> bool:
    """Whether a page is one of those that the history consists of."""
    parts = path.split("/")
    # What has changed in the county is one of the county's own pages.
    of_scope = _HISTORY_PAGES | {"compare"} if parts[1] == "municipalities" else _HISTORY_PAGES
    return parts[1] in _HISTORY_ROOTS or not of_scope.isdisjoint(parts[3:4])


def way_to(core: Services, name: str, page: str) -> list[tuple[str, str]]:
    """Return the way to a municipality's page, which leads through the county that it lies in, or to the county's."""
    place = core.reference.place(page.rpartition("/")[2])
    county = places.county(core.county) if place and place.county_code == core.county else None
    return [(county.name, f"/counties/{county.code}"), (name, page)] if county else [(name, page)]


def template_names() -> list[str]:
    """Return the names of all templates."""
    return ENVIRONMENT.list_templates(("html",))


def prepare_pages() -> None:
    """Load templates and wording, so that the first request need not wait for them."""
    for each in template_names():
        ENVIRONMENT.get_template(each)
    for language in LANGUAGES:
        catalogue(language)


def render(
    request: Request,
    core: Services,
    cat: Catalogue,
    session: SignedIn | None,
    template: str,
    status: int,
    context: Mapping[str, object],
) -> Response:
    """Return a template as a page, with what every page is given; ``cat``: its words."""
    context = {"moment": None, "at": str, "is_view": False, "carried": {}, "live": None, "typed_form": None, **context}
    context = {"here": current_address(request), "now": core.clock.now(), **context}
    own = session.actor.municipality if session else None
    place = core.reference.place(own) if own else None
    html = ENVIRONMENT.get_template(template).render(
        t=cat.text,
        day=cat.date,
        short_day=cat.short_date,
        time=cat.datetime,
        clock=cat.clock,
        way_to=lambda name, page: way_to(core, name, page),
        lang=cat.language,
        languages=LANGUAGES,
        session=session,
        visibility=visibility(session.actor) if session else NOTHING,
        own_place=place.name if place else None,
        path=request.url.path,
        is_history=is_history(request.url.path),
        style=STYLE.address,
        script=SCRIPT.address,
        is_demo=core.is_demo,
        county=core.county,
        **context,
    )
    if prefix := prefix_of(request):
        html = _ADDRESS.sub(rf'\1="{prefix}/', html)
    return HTMLResponse(html, status, {"Content-Language": cat.language, "Vary": "Cookie, Accept-Language"})

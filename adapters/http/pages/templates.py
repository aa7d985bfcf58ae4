"""Pages from templates, each beside the page that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from adapters.http.forwarding import prefix_of
from adapters.http.pages.links import current_address
from adapters.http.services import Services, SignedIn
from adapters.i18n.catalogue import LANGUAGES, catalogue
from workflows.visibility import NOTHING, visibility

STATIC = Path(__file__).parents[1] / "static"
ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
# Whatever a person typed is escaped, so that no text of theirs looks like an attribute.
_ADDRESS = re.compile(r'(?<=\s)(href|src|action|formaction)="/')
_STYLE = f"/static/femsteg.css?v={sha256((STATIC / 'femsteg.css').read_bytes()).hexdigest()[:12]}"


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
    lang: str,
    session: SignedIn | None,
    template: str,
    status: int,
    context: Mapping[str, object],
) -> Response:
    """Return a template as a page, with what every page is given."""
    cat = catalogue(lang)
    context = {"moment": None, "at": str, "is_view": False, "carried": {}, "here": current_address(request), **context}
    own = session.actor.municipality if session else None
    place = core.reference.place(own) if own else None
    html = ENVIRONMENT.get_template(template).render(
        t=cat.text,
        day=cat.date,
        time=cat.datetime,
        lang=lang,
        languages=LANGUAGES,
        session=session,
        visibility=visibility(session.actor) if session else NOTHING,
        own_place=place.name if place else None,
        path=request.url.path,
        style=_STYLE,
        is_demo=core.is_demo,
        county=core.county,
        **context,
    )
    if prefix := prefix_of(request):
        html = _ADDRESS.sub(rf'\1="{prefix}/', html)
    return HTMLResponse(html, status, {"Content-Language": lang, "Vary": "Cookie, Accept-Language"})

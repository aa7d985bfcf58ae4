"""A person's visit: who, in which language, and pages from templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from adapters.http.authentication import Core, Session
from adapters.http.moment import POSITION_HEADER, AsOf, HappenedBy, Moment, moment_of, now
from adapters.http.problems import Problem
from adapters.http.reading.reading import Reading
from adapters.http.scopes import Location, readable_location, readable_place, takes
from adapters.http.services import Services, SignedIn
from adapters.i18n.catalogue import LANGUAGES, Catalogue, catalogue
from adapters.i18n.words import Words, lists_of
from domain.people import Actor
from domain.places import Place
from domain.support.rules import SUPPORT
from domain.values import Role
from workflows.reference import places
from workflows.reference.codes import Codes

_HTTP = Path(__file__).parents[1]
STATIC = _HTTP / "static"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_HTTP / "pages"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_STYLE = f"/static/femsteg.css?v={sha256((STATIC / 'femsteg.css').read_bytes()).hexdigest()[:12]}"

# What a way to another moment leaves behind.
_PASSING = {"as_of", "happened_by", "cursor", "done", "format"}

Done = Annotated[int | None, Query(ge=0, le=2**62)]


def prepare_pages() -> None:
    """Have templates and wording at hand, which each take their time when they are first asked for."""
    for each in _ENVIRONMENT.list_templates(("html",)):
        _ENVIRONMENT.get_template(each)
    for language in LANGUAGES:
        catalogue(language)


@dataclass(frozen=True)
class Visit:
    """One request by someone who is signed in; ``moment``: the one that the page shows.

    ``done``: the position of what they have just recorded, where that is why they came.
    """

    request: Request
    core: Services
    session: SignedIn
    moment: Moment
    done: int | None = None

    @property
    def actor(self) -> Actor:
        """Who visits."""
        return self.session.actor

    @property
    def lang(self) -> str:
        """The language of their choice."""
        return self.session.language if self.session.language in LANGUAGES else LANGUAGES[0]

    @property
    def cat(self) -> Catalogue:
        """That language's wording."""
        return catalogue(self.lang)

    @property
    def codes(self) -> Codes:
        """The code lists."""
        return self.core.reference.codes

    @property
    def reading(self) -> Reading:
        """The views as of the moment."""
        return self.moment.reading

    @property
    def today(self) -> date:
        """The day in Sweden, on a page of the past that day."""
        return self.moment.day

    def words(self, model: type[BaseModel] | None = None, names: Mapping[str, str] | None = None) -> Words:
        """Return how a model's values are worded, ids by their names where these are known."""
        return Words(self.cat, self.codes, lists_of("", model), names or {})

    def place(self, scb_code: str, aggregate: str = SUPPORT.name) -> Place:
        """Return a municipality that the visitor may come to, for such commands. Raises Problem 404."""
        return readable_place(self.core, self.actor, scb_code, aggregate)

    def location(self, code: str, aggregate: str) -> Location:
        """Return where such commands belong, if the visitor may come there by this address. Raises Problem 404."""
        found = readable_location(self.core, self.actor, code, aggregate)
        if not self.request.url.path.startswith(f"{found.path}/"):
            raise Problem(404, "not-found")
        return found

    def coordinators(self) -> dict[str, str]:
        """Return what coordinators are called, by their pseudonyms: those who may come in as such."""
        known = [each.actor.ref for each in self.core.people if each.actor.role is Role.COORDINATOR]
        own = {self.actor.ref: self.cat.text("ui.coordinator.you", ref=self.actor.ref[:10])}
        found = {each: each[:10] for each in (*known, *self.core.access.coordinators())}
        return found | {each: name for each, name in own.items() if each in found}

    def may_give(self, scope_code: str, name: str) -> bool:
        """Whether there is a form for the command in that municipality or county."""
        if self.moment.is_past:
            return False
        if places.county(scope_code):
            return scope_code == self.core.county
        place = self.core.reference.place(scope_code)
        return place is not None and takes(self.core, place, name.split(".", maxsplit=1)[0])

    def show(self, template: str, status: int = 200, /, **context: object) -> Response:
        """Return the page."""
        shown = {
            "moment": self.moment,
            "at": self.moment.at,
            "is_view": False,
            "done": self.done,
            "late": self.done is not None and self.done > self.moment.position,
            **context,
        }
        return render(self.request, self.core, self.lang, self.session, template, status, shown)

    def show_view(self, template: str, /, **context: object) -> Response:
        """Return a page that can be asked for as of any moment, with the way to other moments."""
        path, kept = self.request.url.path, _kept(self.request)
        page = self.show(
            template,
            is_view=True,
            last_day=self.core.clock.today(),
            kept=kept,
            banner=banner(self.moment, self.cat),
            back=with_query(path, **dict(kept)),
            lasting=replace(self.moment, point=self.moment.position).at(with_query(path, **dict(kept))),
            **context,
        )
        page.headers[POSITION_HEADER] = str(self.moment.position)
        return page


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
    context = {"moment": None, "at": str, "is_view": False, **context}
    own = session.actor.municipality if session else None
    place = core.reference.place(own) if own else None
    html = _ENVIRONMENT.get_template(template).render(
        t=cat.text,
        day=cat.date,
        time=cat.datetime,
        lang=lang,
        languages=LANGUAGES,
        session=session,
        own_place=place.name if place else None,
        path=request.url.path,
        here=here(request),
        style=_STYLE,
        is_demo=core.is_demo,
        county=core.county,
        **context,
    )
    return HTMLResponse(html, status, {"Content-Language": lang, "Vary": "Cookie, Accept-Language"})


def _kept(request: Request) -> list[tuple[str, str]]:
    return [each for each in request.query_params.multi_items() if each[0] not in _PASSING and each[1]]


def banner(moment: Moment, cat: Catalogue) -> str:
    """Return what a page of the past says of itself; nothing on one of now."""
    match moment.point:
        case None:
            return cat.text("ui.past.happened.now", day=moment.happened_by) if moment.happened_by else ""
        case datetime() as time:
            known = cat.text("ui.past.known.time", time=time)
        case date() as day:
            known = cat.text("ui.past.known.day", day=day)
        case position:
            known = cat.text("ui.past.known.position", position=position, day=moment.day)
    if moment.happened_by:
        return cat.text("ui.past.happened.then", day=moment.happened_by, known=known)
    return cat.text("ui.past.looked", known=known)


def here(request: Request) -> str:
    """Return the page's own address: path and query."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def with_query(path: str, **parameters: object) -> str:
    """Return the path with those parameters that are given."""
    query = urlencode({name: str(each) for name, each in parameters.items() if each not in {None, ""}})
    return f"{path}?{query}" if query else path


def local(address: str | None) -> str:
    """Return an address on this site alone, the first page for any other."""
    given = address or "/"
    is_plain = all("!" <= each <= "~" for each in given) and "\\" not in given
    return given if given.startswith("/") and not given.startswith("//") and is_plain else "/"


def _visit(request: Request, session: Session, core: Core, done: Done = None) -> Visit:
    # The wait comes before the moment, so that the page names a position that holds what was recorded.
    if done is not None and done <= core.head():
        core.reading.wait(done)
    return Visit(request, core, session, now(core), done)


def _view(
    request: Request,
    session: Session,
    core: Core,
    as_of: AsOf = None,
    happened_by: HappenedBy = None,
    done: Done = None,
) -> Visit:
    # Who reads no view has no use for its past.
    if session.actor.role is Role.ADMINISTRATOR or not (as_of or happened_by):
        return _visit(request, session, core, done)
    return Visit(request, core, session, moment_of(core, as_of, happened_by))


def _reader(visit: Annotated[Visit, Depends(_view)]) -> Visit:
    if visit.actor.role is Role.ADMINISTRATOR:
        raise Problem(403, "forbidden")
    return visit


Visiting = Annotated[Visit, Depends(_visit)]
Viewing = Annotated[Visit, Depends(_view)]
Reader = Annotated[Visit, Depends(_reader)]

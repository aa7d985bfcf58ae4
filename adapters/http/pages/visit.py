"""A person's visit to a page: who, in which language, and which moment they look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from adapters.http.authentication import SAVED_COOKIE
from adapters.http.forwarding import kept
from adapters.http.moment import POSITION_HEADER, Moment
from adapters.http.pages.links import with_query
from adapters.http.pages.live import Live, live_of
from adapters.http.pages.past import banner, typed_of
from adapters.http.pages.steps import Way, steps_from, ways
from adapters.http.pages.submission import author_mark
from adapters.http.pages.templates import render
from adapters.http.reading.reading import Reading
from adapters.http.reading.trail import TrailFilter
from adapters.http.scopes import may_be_given, readable_place
from adapters.http.services import Services, SignedIn
from adapters.i18n.catalogue import LANGUAGES, Catalogue
from adapters.i18n.vocabulary import Vocabulary
from adapters.i18n.words import Words, lists_of
from domain.messages import Command
from domain.people import Actor
from domain.places import Place
from domain.support.rules import SUPPORT
from domain.values import Role
from workflows.actions.actions import Actions
from workflows.reference.codes import Codes
from workflows.visibility import Visibility

_NO_NAMES: Mapping[str, str] = {}
# Parameters that links to another moment drop.
_PASSING = {"as_of", "happened_by", "cursor", "done", "format", "row", "at"}


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
    def visibility(self) -> Visibility:
        """What they may see."""
        return self.moment.reading.visibility

    @property
    def lang(self) -> str:
        """The language of their choice."""
        return self.session.language if self.session.language in LANGUAGES else LANGUAGES[0]

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        """The words of the moment in that language."""
        return self.moment.vocabulary(self.core.vocabularies, self.lang)

    @property
    def cat(self) -> Catalogue:
        """That language's wording."""
        return self._vocabulary.cat

    @property
    def codes(self) -> Codes:
        """The code lists."""
        return self._vocabulary.codes

    @property
    def reading(self) -> Reading:
        """The views as of the moment."""
        return self.moment.reading

    @property
    def actions(self) -> Actions:
        """What may be done and why not, by the rules of the moment."""
        return self.moment.judging(self.core.actions)

    @property
    def today(self) -> date:
        """The day in Sweden, on a page of the past that day."""
        return self.moment.day

    def words(self, model: type[BaseModel] | None = None, names: Mapping[str, str] = _NO_NAMES) -> Words:
        """Return how a model's values are worded, ids by their names where these are known."""
        return Words(self.cat, self.codes, lists_of("", model), names)

    def place(self, scb_code: str, aggregate: str = SUPPORT.name) -> Place:
        """Return a municipality that the visitor may come to, for such commands. Raises Problem 404."""
        return readable_place(self.core, self.actor, scb_code, aggregate)

    def coordinators(self) -> dict[str, str]:
        """Return what coordinators are called, by their pseudonyms: those who may come in as such."""
        known = [each.actor.ref for each in self.core.people if each.actor.role is Role.COORDINATOR]
        found = {each: each[:10] for each in (*known, *self.core.access.coordinators())}
        own = self.actor.ref
        return {**found, own: self.cat.text("ui.coordinator.you", ref=own[:10])} if own in found else found

    def may_give(self, scope_code: str, command: type[Command]) -> bool:
        """Whether the visitor is led to the command's form in that scope, whatever state it is in."""
        return not self.moment.is_past and may_be_given(self.core, self.actor, scope_code, command)

    def _live(self) -> Live | None:
        if self.moment.is_past or not self.visibility.reads_work:
            return None
        is_sent = self.request.method == "POST"
        return live_of(self.request.url.path, self.core.county, self.moment.position, is_sent=is_sent)

    @property
    def _municipality(self) -> str | None:
        """The municipality in the page's address."""
        _, first, *codes = self.request.url.path.split("/")
        return codes[0] if first == "municipalities" else None

    @property
    def _history_page(self) -> str:
        """The history that the page is a part of."""
        place = self._municipality or self.actor.municipality
        return f"/municipalities/{place}/history" if place else f"/counties/{self.core.county}/history"

    def _past_ways(self, page: str) -> list[Way]:
        """Return the steps from a page of the past; the history's own page has more of them itself."""
        if not self.moment.is_past or self.request.url.path.endswith("/history"):
            return []
        wanted = TrailFilter(municipality=self._municipality, refusals=False)
        return list(ways(self.moment, steps_from(self.moment, wanted, ends=False), page))

    def _since_then(self) -> str | None:
        """Return the way from a page of the past to what has changed since then, and who changed it."""
        asked = self.moment.asked
        if not asked or not self.visibility.reads_work:
            return None
        is_of_happened = "happened_by" in asked
        query = {
            "from": asked["happened_by" if is_of_happened else "as_of"],
            "by": "happened" if is_of_happened else None,
        }
        return with_query(f"{self._history_page.removesuffix('/history')}/compare", **query)

    def show(self, template: str, status: int = 200, /, **context: object) -> Response:
        """Return the page."""
        shown = {
            "moment": self.moment,
            "at": self.moment.at,
            "is_view": False,
            "done": self.done,
            "live": self._live(),
            "author": author_mark(self.session.csrf, self.actor),
            "late": self.done is not None and self.done > self.moment.position,
            **context,
        }
        page = render(self.request, self.core, self.cat, self.session, template, status, shown)
        if self.done is not None:
            page.delete_cookie(SAVED_COOKIE, **kept(self.request, self.core))
        return page

    def show_view(self, template: str, /, **context: object) -> Response:
        """Return a page that can be asked for as of any moment, with the way to other moments."""
        path = self.request.url.path
        kept = [each for each in self.request.query_params.multi_items() if each[0] not in _PASSING and each[1]]
        page = self.show(
            template,
            is_view=True,
            last_day=self.core.clock.today(),
            moment_typed=typed_of(self.moment),
            history_page=self._history_page,
            past_ways=self._past_ways(with_query(path, **dict(kept))),
            banner=banner(self.moment, self.cat),
            since_then=self._since_then(),
            back=with_query(path, **dict(kept)),
            lasting=self.moment.lasting(self.core.clock.today()).at(with_query(path, **dict(kept))),
            **context,
        )
        page.headers[POSITION_HEADER] = str(self.moment.position)
        return page

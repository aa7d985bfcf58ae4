"""Saved views (C21): filters of "my work" under names that the visitor gave, kept by their browser alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from adapters.http.pages.work.filters import WorkFilter
from domain.people import Actor

MOST, LONGEST = 10, 40
YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class SavedView:
    """A filter and what its owner calls it."""

    name: str
    wanted: WorkFilter


def cookie_of(actor: Actor) -> str:
    """Return the name of the cookie: each person's own, where several use one browser."""
    return f"femsteg_views_{sha256(actor.ref.encode()).hexdigest()[:12]}"


def read(cookies: Mapping[str, str], actor: Actor) -> list[SavedView]:
    """Return what the browser has kept; what is none of ours is left aside."""
    pairs = parse_qsl(cookies.get(cookie_of(actor), "")[:4000])
    # One that does not say whose municipalities it is about was kept when that meant all of them.
    named = ((_name(name), WorkFilter.parsed({"whose": "all", **dict(parse_qsl(said))})) for name, said in pairs)
    return [SavedView(name, wanted) for name, wanted in dict(each for each in named if each[0]).items()][:MOST]


def written(views: Sequence[SavedView]) -> str:
    """Return what the browser is to keep."""
    return urlencode([(each.name, urlencode({"whose": "mine", **each.wanted.parameters})) for each in views])


def with_view(views: Sequence[SavedView], name: str, wanted: WorkFilter) -> list[SavedView]:
    """Return the views with one more, which takes the place of another of its name; the oldest goes beyond ten."""
    others = [each for each in views if each.name != _name(name)]
    return [*others, SavedView(_name(name), wanted)][-MOST:] if _name(name) else list(views)


def without_view(views: Sequence[SavedView], name: str) -> list[SavedView]:
    """Return the views but for the one of that name."""
    return [each for each in views if each.name != _name(name)]


def _name(given: str) -> str:
    return "".join(filter(str.isprintable, " ".join(given.split())))[:LONGEST].strip()

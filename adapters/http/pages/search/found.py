"""What a search finds by words: municipalities, acts, terms and pages; nothing that anybody entered is searched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from adapters.http.pages.glossary.page import terms
from adapters.http.pages.links import form_address, with_query
from adapters.http.pages.verification.view import may_verify
from adapters.http.pages.visit import Visit
from adapters.http.scopes import is_taken, municipalities
from adapters.i18n.wording import command_help, command_title
from domain.aggregates import AGGREGATES, USER_RULES
from domain.messages import Command
from domain.places import Place
from domain.scope import ScopeKind
from domain.values import Role

_MOST = 12
_WORD = re.compile(r"\w+")
# Shorter words are held by too many others: they are found where a word begins with them.
_HELD_FROM = 4


def _anybody(_: Visit) -> bool:
    return True


def _of_work(visit: Visit) -> bool:
    return visit.visibility.reads_work


def _of_all_work(visit: Visit) -> bool:
    return visit.visibility.reads_all_work


def _operator(visit: Visit) -> bool:
    return visit.actor.role is Role.ADMINISTRATOR


# Each page's title, its address, and who may read it.
_PAGES: tuple[tuple[str, str, Callable[[Visit], bool]], ...] = (
    ("ui.nav.county", "/counties/{county}", _anybody),
    *(
        (f"ui.county.page.{name}", f"/counties/{{county}}/{name}", _of_work)
        for name in ("development", "standstill", "compare", "profile", "meeting")
    ),
    ("ui.county.page.reports", "/counties/{county}/reports", _of_all_work),
    ("ui.nav.queue", "/work", _of_work),
    ("ui.nav.history", "/counties/{county}/history", _of_work),
    ("ui.nav.trail", "/trail", _of_work),
    ("ui.history.page.rules", "/rules", _anybody),
    ("ui.what-if.title", "/counties/{county}/what-if", _of_all_work),
    ("ui.history.page.audit", "/counties/{county}/audit", _of_work),
    ("ui.history.page.verification", "/verification", may_verify),
    ("ui.nav.operations", "/operations", _operator),
    ("aggregate.programme", "/counties/{county}/programme", _anybody),
    ("ui.glossary.title", "/glossary", _anybody),
    ("ui.shortcuts.title", "/shortcuts", _anybody),
    ("ui.accessibility.title", "/accessibility", _anybody),
)


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its title, where it is, and a line about it."""

    title: str
    href: str
    about: str = ""


@dataclass(frozen=True)
class Found:
    """What was found of one kind, worded as ``ui.search.KIND``."""

    kind: str
    hits: tuple[Hit, ...]


def search(visit: Visit, text: str) -> list[Found]:
    """Return what answers every word of a text, kind by kind.

    Words that name municipalities say where an act is for, where others say which act.
    """
    words = text.casefold().split()
    if not words:
        return []
    places = municipalities(visit.core, visit.visibility)
    named = [each for each in places if any(_names(word, each) for word in words)]
    rest = [word for word in words if not any(_names(word, each) for each in named)]
    kinds = {
        "municipalities": [Hit(each.name, f"/municipalities/{each.scb_code}", each.scb_code) for each in named],
        "acts": _acts(visit, rest, named),
        "terms": [hit for hit in _terms(visit) if _fits(hit, words)],
        "pages": [hit for hit in _pages(visit) if _fits(hit, words)],
    }
    return [Found(kind, _best(hits, rest or words)) for kind, hits in kinds.items() if hits]


def acts_of(visit: Visit) -> list[type[Command]]:
    """Return the commands that the visitor's role has."""
    return [command for command, rules in USER_RULES.items() if visit.actor.role in rules.roles]


def ways_to(visit: Visit, command: type[Command]) -> list[Hit]:
    """Return where an act can be done: at the county, or in each municipality within reach that takes it."""
    if _is_of_county(command):
        return [Hit(command_title(command.name, visit.cat), form_address(visit.core.county, command))]
    places = municipalities(visit.core, visit.visibility)
    taking = [each for each in places if is_taken(visit.core, each.scb_code, command.aggregate)]
    return [Hit(each.name, form_address(each.scb_code, command)) for each in taking]


def _acts(visit: Visit, words: Sequence[str], named: Sequence[Place]) -> list[Hit]:
    found = []
    for command in acts_of(visit):
        hit = Hit(command_title(command.name, visit.cat), "", command_help(command.name, visit.cat))
        if words and _fits(hit, words):
            found += list(_led(visit, hit, command, named))
    return found


def _led(visit: Visit, hit: Hit, command: type[Command], named: Sequence[Place]) -> Iterator[Hit]:
    """Yield an act with the way to it: where it is for, as far as that is known."""
    if _is_of_county(command):
        yield Hit(hit.title, form_address(visit.core.county, command), hit.about)
    elif own := visit.actor.municipality:
        yield Hit(hit.title, form_address(own, command), hit.about)
    elif named:
        for each in named:
            title = visit.cat.text("ui.search.act-in", act=hit.title, place=each.name)
            yield Hit(title, form_address(each.scb_code, command), hit.about)
    else:
        yield Hit(hit.title, with_query("/search", act=command.name), hit.about)


def _terms(visit: Visit) -> Iterator[Hit]:
    return (Hit(word, f"/glossary#term-{key}", meaning) for key, word, meaning in terms(visit.cat))


def _pages(visit: Visit) -> Iterator[Hit]:
    for key, address, may_read in _PAGES:
        if may_read(visit):
            about = key.replace(".page.", ".more.")
            told = visit.cat.text(about) if about != key and visit.cat.has(about) else ""
            yield Hit(visit.cat.text(key), address.format(county=visit.core.county), told)


def _is_of_county(command: type[Command]) -> bool:
    return AGGREGATES[command.aggregate].belongs_to is ScopeKind.COUNTY


def _names(word: str, place: Place) -> bool:
    """Whether a word is the beginning of a municipality's name, or its code."""
    starts = [part for part in place.name.casefold().split() if part.startswith(word)]
    return bool(starts) or word == place.scb_code


def _fits(hit: Hit, words: Iterable[str]) -> bool:
    told = _plain(f"{hit.title} {hit.about}")
    return all(_holds(told, word) for word in words)


def _holds(told: str, word: str) -> bool:
    return word in told if len(word) >= _HELD_FROM else any(each.startswith(word) for each in _WORD.findall(told))


def _best(hits: Sequence[Hit], words: Sequence[str]) -> tuple[Hit, ...]:
    """Return the hits whose titles have the very words first, then those with words that begin so, or hold them."""

    def rank(hit: Hit) -> tuple[int, int]:
        title = _plain(hit.title)
        own = title.split()
        found = (
            0 if word in own else 1 if any(each.startswith(word) for each in own) else 2 if word in title else 3
            for word in words
        )
        return sum(found), len(title)

    return tuple(sorted(hits, key=rank)[:_MOST])


def _plain(text: str) -> str:
    return text.casefold().replace("\N{SOFT HYPHEN}", "")

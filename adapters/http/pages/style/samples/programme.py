"""The county's programme, made up: a part with what holds and what did, one with nothing, two definitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from adapters.http.pages.noted import Noted
from adapters.http.pages.programme.view import Definition, Part
from adapters.http.pages.visit import Visit

_HERE = "#programme"


@dataclass(frozen=True)
class Programme:
    """Two of its parts, and two definitions of one term."""

    funders: Part[Noted]
    actors: Part[Noted]
    definitions: tuple[Definition, ...]


def programme(visit: Visit) -> Programme:
    """Return it."""
    codes, text, today = visit.codes, visit.cat.text, visit.today
    one, other = (codes.label("organisations", each, visit.lang) for each in codes.options("organisations")[:2])
    term, source = (codes.label(each, codes.options(each)[0], visit.lang) for each in ("terms", "definition-sources"))
    since, soon = today - timedelta(700), today + timedelta(60)
    periods = (
        text("ui.programme.from", since=since),
        text("ui.programme.period", since=since, until=soon),
        text("ui.programme.from", since=soon),
    )
    more = text("ui.programme.succeeded-by", organisation=one)
    return Programme(
        Part((Noted(one, periods[0], _HERE, _HERE),), (Noted(other, periods[1], _HERE, _HERE, more),)),
        Part((), ()),
        tuple(
            Definition(term, text("ui.style.notice.text"), source, is_to_come, Noted(term, on, _HERE, _HERE))
            for on, is_to_come in ((periods[1], False), (periods[2], True))
        ),
    )

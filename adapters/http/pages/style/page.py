"""The style page: every part that pages are made of, in every state, for whoever builds or judges them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from adapters.http.pages.dependencies import Visiting
from adapters.http.pages.style.apart import apart
from adapters.http.pages.style.samples.acts import acts
from adapters.http.pages.style.samples.audit import audit
from adapters.http.pages.style.samples.behind import around
from adapters.http.pages.style.samples.county import county
from adapters.http.pages.style.samples.entries import entries
from adapters.http.pages.style.samples.forms import forms
from adapters.http.pages.style.samples.grid import grid
from adapters.http.pages.style.samples.history import history
from adapters.http.pages.style.samples.map import drawn
from adapters.http.pages.style.samples.municipality import municipality
from adapters.http.pages.style.samples.picture import picture
from adapters.http.pages.style.samples.plan import ties
from adapters.http.pages.style.samples.programme import programme
from adapters.http.pages.style.samples.queue import queue
from adapters.http.pages.style.samples.review import review
from adapters.http.pages.style.samples.rules import rules
from adapters.http.pages.style.samples.standstill import standstill
from adapters.http.pages.style.samples.support import support
from adapters.http.pages.style.samples.training import training
from adapters.http.pages.style.samples.waiting import waiting
from adapters.http.pages.style.samples.why import verdicts
from adapters.http.pages.style.samples.work import work

router = APIRouter(include_in_schema=False)

COLOURS = {
    "ink": ("ink", "ink-2", "ink-3", "edge", "line"),
    "act": ("act", "act-tint", "focus"),
    "state": ("done", "done-tint", "doing", "doing-tint", "ring"),
    "attention": ("red", "red-tint", "amber", "amber-tint", "info", "info-tint"),
    "plans": ("plan", "plan-tint", "law", "law-tint"),
}
STATES = ("not_started", "in_progress", "achieved", "declined", "not_applicable")
SEVERITIES = (("red", "red"), ("amber", "amber"), ("info", ""))
SYMBOLS = re.findall(r'id="s-(\w+)"', (Path(__file__).parents[1] / "layout/sprite.html").read_text(encoding="utf-8"))
# Its templates in their order: each is named by what it shows, and is where its samples lead.
PARTS = (
    "basics",
    "ways",
    "forms",
    "grid",
    "notices",
    "queue",
    "work",
    "picture",
    "steps",
    "plan",
    "training",
    "support",
    "review",
    "county",
    "programme",
    "standstill",
    "history",
    "rules",
    "audit",
    "why",
)


def within(part: str) -> Callable[[str], str]:
    """Return what samples are given instead of the way to an address: a way to their own part of the page."""
    return lambda _: f"#{part}"


@router.get("/style")
def style(visit: Visiting) -> Response:
    """Return the page."""
    made, of_county = entries(visit), county(visit)
    fields = forms(visit, made)
    return visit.show(
        "style/style.html",
        parts=PARTS,
        within=within,
        apart=apart,
        colours=COLOURS,
        states=STATES,
        severities=SEVERITIES,
        symbols=SYMBOLS,
        entries=made,
        samples={
            "forms": fields,
            "acts": acts(visit, fields),
            "grid": grid(visit),
            "queue": queue(visit, made),
            "work": work(visit, made),
            "picture": picture(visit),
            "steps": municipality(visit),
            "waiting": waiting(visit),
            "plan": ties(visit),
            "training": training(visit),
            "support": support(visit),
            "review": review(visit, made),
            "county": of_county,
            "map": drawn(visit, of_county.heads),
            "programme": programme(visit),
            "standstill": standstill(visit),
            "history": history(visit, made),
            "rules": rules(visit, made),
            "audit": audit(visit, made),
            "why": verdicts(visit, made),
            "behind": around(visit, made),
        },
    )


@router.post("/style")
def sent() -> Response:
    """Lead back: what is sent from a sample comes to nothing."""
    return RedirectResponse("/style", 303)

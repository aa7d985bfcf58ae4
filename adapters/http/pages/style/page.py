"""The style page: every part that pages are made of, in every state, for whoever builds or judges them."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Visiting
from adapters.http.pages.municipality.overview import BAR
from adapters.http.pages.style import samples

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


@router.get("/style")
def style(visit: Visiting) -> Response:
    """Return the page."""
    known = visit.cat.text("ui.past.known.day", day=visit.today)
    return visit.show(
        "style/style.html",
        colours=COLOURS,
        states=STATES,
        severities=SEVERITIES,
        symbols=SYMBOLS,
        heads=samples.heads(visit),
        rows=samples.rows(visit),
        steps=samples.path(visit),
        fresh=list(samples.fresh(visit)),
        bar=BAR,
        past=visit.cat.text("ui.past.looked", known=known),
    )

"""What waits between a municipality and the coordination, made up: with a last day that has passed, and without one."""

from __future__ import annotations

from datetime import timedelta

from adapters.http.pages.municipality.waiting import Item
from adapters.http.pages.visit import Visit

_HERE = "#steps"


def waiting(visit: Visit) -> tuple[Item, ...]:
    """Return it."""
    text, today = visit.cat.text, visit.today
    need = visit.codes.label("needs", visit.codes.options("needs")[0], visit.lang)
    meet, answers = (text("ui.waiting.meet"), _HERE), text("ui.waiting.answers", count=3, version=2)
    return (
        Item(answers, today - timedelta(40), today - timedelta(10), None, _HERE, is_late=True),
        Item(text("ui.waiting.need", need=need), today - timedelta(20), today + timedelta(10), meet, _HERE),
        Item(text("ui.waiting.visit", date=today), today - timedelta(5), None, None, None),
    )

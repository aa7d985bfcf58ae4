"""Where a box of the county leads: to the step of the municipality, and to why it has its colour."""

from __future__ import annotations

from functools import lru_cache

from adapters.http.pages.links import with_query
from adapters.http.pages.municipality.work import PAGES
from adapters.http.pages.visit import Visit
from domain.values import Step


def step_page(scb_code: str, step: Step) -> str:
    """Return the address where a municipality works on a step."""
    return f"/municipalities/{scb_code}/{PAGES[step]}"


def events_page(visit: Visit, code: str, name: str, step: Step | None = None, **asked: object) -> str:
    """Return the address of the events behind one of the county's numbers, at the moment that is shown."""
    return visit.moment.at(with_query(f"/counties/{code}/events", behind=name, step=step, **asked))


# A county's page has one for each box.
@lru_cache(10_000)
def why_page(scb_code: str, step: Step | None = None) -> str:
    """Return the address where the colours of a municipality, or of one of its steps, are explained (G2)."""
    return with_query(f"/municipalities/{scb_code}/why", step=step)

"""Words as short as a box of the matrix takes them, each found once for all boxes that say the same."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from adapters.i18n.catalogue import Catalogue

_KEPT = 4096


@lru_cache(_KEPT)
def word(key: str, cat: Catalogue) -> str:
    """Return a wording that nothing is filled into."""
    return cat.text(key)


@lru_cache(_KEPT)
def days(count: int, cat: Catalogue) -> str:
    """Return how many days: ``106 dagar``."""
    return cat.text("ui.count.days", count=count)


@lru_cache(_KEPT)
def month(day: date | None, cat: Catalogue) -> str:
    """Return month and year: ``mars 2026``; nothing for no day."""
    return cat.month(day) if day else ""


@lru_cache(_KEPT)
def day_and_month(day: date | None, today: date, cat: Catalogue) -> str:
    """Return a day with its month shortened, its year where it is another: ``12 nov``; nothing for no day."""
    return cat.short_date(day, with_year=day.year != today.year) if day else ""

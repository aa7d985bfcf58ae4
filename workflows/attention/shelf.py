"""The shelf-warmer mark (X1): a plan in force that rests on a superseded picture, or that nobody has touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.standing import Standing

# A plan is followed up every year: what nobody has touched for longer than that lies on a shelf.
UNTOUCHED_DAYS = 365


@dataclass(frozen=True)
class ShelfMark:
    """Why a plan lies on a shelf; ``rests_on`` and ``current``: versions of the picture, ``untouched``: days."""

    rests_on: int | None = None
    current: int | None = None
    untouched: int | None = None


def shelf_mark(standing: Standing, touched_on: date | None, day: date) -> ShelfMark | None:
    """Return the mark of a municipality's plan, None where it is worked on or alive."""
    if standing.plan_at_work or standing.plan_settled not in {"adopted", "integrated"}:
        return None
    rests_on, current = standing.plan_picture_version, standing.picture_version
    is_superseded = rests_on is not None and current is not None and rests_on < current
    days = (day - touched_on).days if touched_on else 0
    untouched = days if days > UNTOUCHED_DAYS else None
    if not is_superseded:
        return ShelfMark(untouched=untouched) if untouched else None
    return ShelfMark(rests_on, current, untouched)

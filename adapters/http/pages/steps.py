"""Links that step a page to other moments: the event before, the one after, the first and the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.http.moment import Moment
from adapters.http.pages.links import with_query
from adapters.http.reading.steps import Steps, happened_steps, recorded_steps
from adapters.http.reading.trail import TrailFilter
from projections.audit_trail import TrailRow

# The names of the steps, with their symbols and the keys that press them.
_WAYS = (("first", "first", "<"), ("previous", "prev", ","), ("next", "next", "."), ("last", "last", ">"))


@dataclass(frozen=True)
class Way:
    """A step: its name, symbol and key, and where it leads; nowhere where there is no such event."""

    name: str
    symbol: str
    key: str
    href: str | None


def steps_from(moment: Moment, wanted: TrailFilter, *, ends: bool = True) -> Steps:
    """Return the way from a moment on its own axis: by what was recorded, or by the days on which it happened.

    ``ends``: with the first and the last event, too.
    """
    if moment.happened_by:
        return happened_steps(moment.reading, wanted, moment.happened_by, moment.position, ends=ends)
    return recorded_steps(moment.reading, wanted, moment.position, ends=ends)


def ways(moment: Moment, found: Steps, page: str, **kept: object) -> Iterator[Way]:
    """Yield the steps as links to the same page at other moments."""
    for name, symbol, key in _WAYS:
        row = getattr(found, name)
        is_other = row is not None and (name in {"previous", "next"} or row != found.reached)
        yield Way(name, symbol, key, _address(moment, row, page, kept) if is_other else None)


def _address(moment: Moment, row: TrailRow, page: str, kept: dict[str, object]) -> str:
    if moment.happened_by:
        return _joined(page, **kept, as_of=moment.asked.get("as_of"), happened_by=row.happened_on)
    return _joined(page, **kept, as_of=row.position)


def _joined(page: str, **parameters: object) -> str:
    """Return a page's address with further parameters."""
    query = with_query("", **parameters)
    return f"{page}&{query[1:]}" if "?" in page else f"{page}{query}"

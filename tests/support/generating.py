"""Long logs for measuring: the invented history told again and again, each time under other invented codes.

Every telling is the same events for other municipalities, so that each stream is one that could have happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import count
from uuid import UUID, uuid5

from domain.messages import Recorded
from domain.municipality.events import MunicipalityRegistered
from tests.support.views import history

PLACES = 16
COUNTY = 18
"""Tellings to a county, told side by side: 288 municipalities."""
_NAMES = UUID("3b0c5d0e-7b0e-4c39-8a55-0b0a7c1d2e3f")


def county_of(events: int, *, page: int = 2000) -> Iterator[list[Recorded]]:
    """Yield at least so many events in pages: the history told again and again, for at most 10,000 places."""
    made: list[Recorded] = []
    total = 0
    for each, telling in _told():
        made.append(retold(each, telling))
        if len(made) == page:
            yield made
            total += page
            made = []
            if total >= events:
                return


def _told() -> Iterator[tuple[Recorded, int]]:
    for county in count():
        for each in history():
            for telling in range(county * COUNTY, (county + 1) * COUNTY):
                yield each, telling


@cache
def _index() -> dict[str, int]:
    return {scope: number for number, scope in enumerate(sorted({each.envelope.scope for each in history()}))}


def retold(recorded: Recorded, telling: int) -> Recorded:
    """Return an event as it happened in another telling, in a municipality with an invented code."""
    envelope, event = recorded.envelope, recorded.event
    code = f"{telling * PLACES + _index()[envelope.scope]:04d}"
    if isinstance(event, MunicipalityRegistered):
        event = event.model_copy(update={"scb_code": code, "county_code": f"{telling // COUNTY:02d}"})
    changes = {
        "stream": envelope.stream.replace(f"/{envelope.scope}", f"/{code}"),
        "scope": code,
        "event_id": uuid5(_NAMES, f"{telling} {envelope.event_id}"),
        "command_id": f"{telling}-{envelope.command_id}",
    }
    return replace(recorded, envelope=envelope.model_copy(update=changes), event=event, position=0)

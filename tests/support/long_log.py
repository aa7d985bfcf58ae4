"""A log as long as one has the time for: the wanderers of a county, and beside them municipalities that live a life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import count
from typing import cast

from adapters.demo.invented.county import Part, history
from adapters.http.reading.reading import Reading
from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import empty_views
from domain.messages import Recorded
from projections.engine.projection import Projection
from projections.engine.running import follow
from projections.engine.valid_time import Happened
from projections.engine.views import Views
from projections.registry import PROJECTIONS
from tests.support.given import REFERENCE
from tests.support.people import COORDINATOR
from tests.support.wandering import wandered

_LENGTH = 350


@cache
def long_log(events: int) -> tuple[Recorded, ...]:
    """Return a log of at least so many events, in the order in which all was entered."""
    found, numbers = list(wandered()), count()
    while len(found) < events:
        found += history(REFERENCE, "17", Part(seed=11, number=next(numbers), length=_LENGTH))
    store = stored(sorted(found, key=lambda each: each.envelope.recorded_at))
    return tuple(store.read(0, len(found)))


def stored(entries: Iterable[Recorded]) -> MemoryEventStore:
    """Return a log of entries in this order."""
    store = MemoryEventStore()
    store.append([replace(each, position=0) for each in entries])
    return store


def seen(
    entries: Iterable[Recorded], projections: Sequence[Projection] = PROJECTIONS
) -> tuple[MemoryEventStore, Views]:
    """Return a log of entries, and views that have read all of it."""
    store, views = stored(entries), empty_views()
    for each in projections:
        follow(each, store, views)
    return store, views


def read_by_a_coordinator(store: MemoryEventStore, views: Views) -> Reading:
    """Return what a coordinator reads of a log and its views, on both axes."""

    def happened(past: object, day: date, known_at: int) -> Happened:
        return Happened(cast("Happened", past), store, empty_views, day, known_at)

    return Reading(views, REFERENCE.definition, happened).seen_by(COORDINATOR)

"""A log as long as one has the time for: the wanderers of a county, and beside them municipalities that live a life."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import count

from adapters.demo.invented.county import Part, history
from adapters.memory.event_store import MemoryEventStore
from domain.messages import Recorded
from tests.support.given import REFERENCE
from tests.support.wandering import wandered

_LENGTH = 350


@cache
def long_log(events: int) -> tuple[Recorded, ...]:
    """Return a log of at least so many events, in the order in which all was entered."""
    found, numbers = list(wandered()), count()
    while len(found) < events:
        found += history(REFERENCE, "17", Part(seed=11, number=next(numbers), length=_LENGTH))
    store = MemoryEventStore()
    store.append([replace(each, position=0) for each in sorted(found, key=lambda each: each.envelope.recorded_at)])
    return tuple(store.read(0, len(found)))

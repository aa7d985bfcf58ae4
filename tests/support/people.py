"""Who acts in the tests, where, and on which day."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from threading import Lock
from uuid import UUID

from domain.people import Actor
from domain.places import Place
from domain.values import Role
from workflows.handling.issuing import SYSTEM_ACTOR
from workflows.reference import places

TODAY = date(2026, 3, 2)
LONG_AGO = date(2026, 1, 12)


def _place(scb_code: str) -> Place:
    found = places.place(scb_code)
    assert found is not None
    return found


HERE = _place("1715")
ELSEWHERE = _place("1766")

COORDINATOR = Actor(ref="p-" + "a" * 32, role=Role.COORDINATOR)
CONTACT = Actor(ref="p-" + "b" * 32, role=Role.CONTACT, municipality=HERE.scb_code)
MANAGER = Actor(ref="p-" + "c" * 32, role=Role.MANAGER)
AUDITOR = Actor(ref="p-" + "d" * 32, role=Role.AUDITOR)
ADMINISTRATOR = Actor(ref="p-" + "e" * 32, role=Role.ADMINISTRATOR)
BY_ROLE = {each.role: each for each in (COORDINATOR, CONTACT, MANAGER, AUDITOR, ADMINISTRATOR, SYSTEM_ACTOR)}


@dataclass
class SetClock:
    """A clock that stands where it is set; ids are numbers from a thousand on."""

    day: date = TODAY
    ids: "count[int]" = field(default_factory=lambda: count(1001))
    _lock: Lock = field(default_factory=Lock)

    def now(self) -> datetime:
        """Return noon of the day."""
        return datetime.combine(self.day, time(12), UTC)

    def today(self) -> date:
        """Return the day."""
        return self.day

    def new_id(self) -> UUID:
        """Return the next id."""
        with self._lock:
            return UUID(int=next(self.ids))

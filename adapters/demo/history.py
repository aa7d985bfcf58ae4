"""An invented history for a demonstration: three years of work in Värmland's municipalities, up to a given day.

Every act goes through the handler as a person's would, on a clock that walks through the years. Nothing of it
happened: it holds no levels of milieus, and of findings only strengths.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from uuid import UUID

from adapters.demo.municipalities import TELLERS
from adapters.demo.programme import tell_programme
from adapters.demo.story import Entry, Story, demo_id
from domain.errors import Rejected
from domain.people import Actor
from domain.scope import Scope
from domain.values import Channel, Role
from workflows.handling.act import Act
from workflows.handling.answer import Done
from workflows.handling.handler import Handling
from workflows.ports import EventStore
from workflows.reference.reference import Reference

COUNTY = "17"


class NotEmpty(Exception):
    """The log holds something already; an invented history never mixes with another."""


@dataclass(frozen=True)
class DemoPerson:
    """Someone whom the demonstration can be seen as; known by function, never by a name."""

    key: str
    actor: Actor

    @property
    def role(self) -> Role:
        """What the person is to the system."""
        return self.actor.role

    @property
    def municipality(self) -> str | None:
        """The own municipality's code, of a contact person."""
        return self.actor.municipality


def _person(key: str, role: Role, scb_code: str | None = None) -> DemoPerson:
    actor = Actor(ref=f"p-{demo_id('person', key).hex}", role=role, municipality=scb_code)
    return DemoPerson(key, actor)


PEOPLE: tuple[DemoPerson, ...] = (
    _person("coordinator-1", Role.COORDINATOR),
    _person("coordinator-2", Role.COORDINATOR),
    _person("contact-arvika", Role.CONTACT, "1784"),
    _person("contact-sunne", Role.CONTACT, "1766"),
    _person("contact-karlstad", Role.CONTACT, "1780"),
    _person("contact-saffle", Role.CONTACT, "1785"),
    _person("manager", Role.MANAGER),
    _person("auditor", Role.AUDITOR),
    _person("administrator", Role.ADMINISTRATOR),
)


class DemoClock:
    """A clock that stands where it is put, a minute later at each look, with ids that are the same each time."""

    def __init__(self) -> None:
        self._day = date.min
        self._looks = 0
        self._ids = 0

    def put(self, day: date) -> None:
        """Go on to a day's morning, or stay in it."""
        if day != self._day:
            self._day, self._looks = day, 0

    def now(self) -> datetime:
        """Return the time, in UTC."""
        self._looks += 1
        return datetime.combine(self._day, time(7), UTC) + timedelta(minutes=min(self._looks, 900))

    def today(self) -> date:
        """Return the day in Sweden."""
        return self._day

    def new_id(self) -> UUID:
        """Return an id that nobody has in this history."""
        self._ids += 1
        return demo_id("event", str(self._ids))


def build(store: EventStore, reference: Reference, today: date) -> int:
    """Fill an empty log with the history; return how many events came of it.

    Raises NotEmpty for a log that holds anything.
    """
    if store.head():
        raise NotEmpty
    clock = DemoClock()
    handling = Handling(store, clock, reference)
    done: dict[str, Done] = {}
    for entry in sorted(_entries(today, done), key=attrgetter("entered_on")):
        clock.put(entry.entered_on)
        act = Act(
            command=entry.command(),
            scope=Scope.of(entry.scb_code),
            actor=entry.actor,
            key=entry.key,
            channel=Channel.DEMO,
            occurred_on=entry.happened_on,
            reason=entry.reason,
            overrides=entry.overrides,
        )
        if entry.refused:
            with suppress(Rejected):
                handling.handle(act)
        else:
            done[entry.key] = handling.handle(act)
    return store.head()


def _entries(today: date, done: dict[str, Done]) -> list[Entry]:
    people = {each.key: each.actor for each in PEOPLE}
    told = []
    for scb_code, (coordinator, tell) in TELLERS.items():
        story = Story(scb_code, today, done, people, coordinator)
        tell(story)
        told += story.entries
    county = Story(COUNTY, today, done, people, "coordinator-1")
    tell_programme(county, *(_municipalities_of(each) for each in ("coordinator-1", "coordinator-2")))
    return [*told, *county.entries]


def _municipalities_of(coordinator: str) -> list[str]:
    return [scb_code for scb_code, (whose, _) in TELLERS.items() if whose == coordinator]

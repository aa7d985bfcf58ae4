"""An invented history for a demonstration: three years of work in Värmland's municipalities, up to a given day.

Every act goes through the handler as a person's would, on a clock that walks through the years. Nothing of it
happened: it holds no levels of milieus, and of findings only strengths.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from operator import attrgetter

from adapters.demo.audit import add_audit
from adapters.demo.clock import DemoClock
from adapters.demo.municipalities.registry import HISTORIES
from adapters.demo.people import PEOPLE
from adapters.demo.programme import add_programme
from adapters.demo.reports import Keep, add_reports
from adapters.demo.story.entry import Entry
from adapters.demo.story.story import Story
from domain.errors import Rejected
from domain.scope import Scope
from domain.values import Channel
from workflows.handling.act import Act
from workflows.handling.answer import Done
from workflows.handling.handler import Handling
from workflows.ports import EventStore
from workflows.reference.reference import Reference

COUNTY = "17"


class NotEmpty(Exception):
    """The log holds something already; an invented history never mixes with another."""


def build(store: EventStore, reference: Reference, today: date, keep: Keep | None = None) -> int:
    """Fill an empty log with the history; return how many events came of it.

    ``keep``: makes the bytes of a report; without it the history has none.
    Raises NotEmpty for a log that holds anything.
    """
    if store.head():
        raise NotEmpty
    clock = DemoClock()
    handling = Handling(store, clock, reference)
    done: dict[str, Done] = {}
    for entry in sorted(_entries(today, done, keep), key=attrgetter("entered_on")):
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


def _entries(today: date, done: dict[str, Done], keep: Keep | None) -> list[Entry]:
    people = {each.key: each.actor for each in PEOPLE}
    entries: list[Entry] = []
    for scb_code, (coordinator, add_history) in HISTORIES.items():
        story = Story(scb_code, today, done, people, coordinator)
        add_history(story)
        entries += story.entries
    county = Story(COUNTY, today, done, people, "coordinator-1")
    add_audit(county, ("1784", "1715", "1781"))
    add_programme(county, *(_municipalities_of(each) for each in ("coordinator-1", "coordinator-2")))
    if keep:
        add_reports(county, keep)
    return [*entries, *county.entries]


def _municipalities_of(coordinator: str) -> list[str]:
    return [scb_code for scb_code, (whose, _) in HISTORIES.items() if whose == coordinator]

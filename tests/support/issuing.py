"""Processes that issue commands, on a database of their own; one of them can be another process, to be killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from uuid import UUID

from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from adapters.postgres.views.processes import ProcessTracking
from adapters.postgres.views.store import PostgresViews
from adapters.runtime import consumers, diagnostics
from adapters.runtime.clock import SystemClock
from adapters.runtime.policies import PolicyConsumer
from adapters.runtime.timers import TimerConsumer
from domain.messages import Event, Recorded
from domain.municipality.events import MunicipalityRegistered, OutreachMade
from domain.support.commands import LogContact
from projections.engine.log import Subscription
from projections.engine.rows import Parked
from projections.engine.running import follow
from projections.registry import PROJECTIONS
from projections.work_queue import WORK_QUEUE
from tests.support.given import REFERENCE, recorded
from tests.support.histories import PAUSE_OVERDUE
from tests.support.people import COORDINATOR
from workflows.handling.handler import Handling
from workflows.handling.issuing import Issuing
from workflows.policies.pause_end import PAUSE_END
from workflows.policies.policy import Issued, Policy, Reaction, States
from workflows.reference import places

PAGE = 8
TOWNS = [each.scb_code for each in places.municipalities("17")]
OUTREACH = OutreachMade(kind="visit", initiated_by="regional")


def _thank(_outreach: Event, _states: States) -> Sequence[Reaction]:
    """A command that no rule keeps from being given twice."""
    return [Reaction(LogContact(direction="both"))]


THANKING = Policy("thanking", (OutreachMade,), (), _thank)


class Eager(ProcessTracking):
    """Moves the position before the commands of a page are handled."""

    def parked(self, of: Subscription) -> list[Parked]:
        self.move(of, self.position(of) + PAGE)
        return super().parked(of)


@dataclass(frozen=True)
class Works:
    """What processes need, on a database of their own."""

    pool: Pool
    store: PostgresEventStore
    log: PostgresLog
    views: PostgresViews
    tracking: ProcessTracking

    def policy(self, policy: Policy, issue: Callable[[Issued], bool] | None = None) -> PolicyConsumer:
        return PolicyConsumer(policy, self.store, REFERENCE, self.log, self.tracking, issue or self.issuing().issue)

    def timer(self, issue: Callable[[Issued], bool] | None = None) -> TimerConsumer:
        issue = issue or Issuing(Handling(self.store, SystemClock(), REFERENCE)).issue
        return TimerConsumer(PAUSE_END, self.views, self.log, self.tracking, issue, SystemClock())

    def issuing(self) -> Issuing:
        """A process in the place of a coordinator: the system itself may log no contacts."""
        return Issuing(Handling(self.store, SystemClock(), REFERENCE), actor=COORDINATOR)

    def causes(self, kind: type[Event]) -> Counter[UUID | None]:
        """Return how many events of a kind each event has led to."""
        events = self.store.read(0, 100_000)
        return Counter(each.envelope.causation_id for each in events if isinstance(each.event, kind))


@contextmanager
def works(url: str, *, moves_first: bool = False) -> Iterator[Works]:
    diagnostics.configure(level=50)
    pool, store = Pool(url, 4), PostgresEventStore(url)
    views = PostgresViews(pool)
    views.prepare(PROJECTIONS)
    tracking = Eager(pool) if moves_first else ProcessTracking(pool)
    made = Works(pool, store, PostgresLog(pool), views, tracking)
    tracking.register([made.policy(THANKING), made.timer()])
    try:
        yield made
    finally:
        store.close()
        pool.close()


def history(scb_code: str, events: Sequence[Event]) -> list[Recorded]:
    """Return events of a municipality, each with an id that no other municipality's has."""
    found = places.place(scb_code)
    assert found
    registered = MunicipalityRegistered(**found.model_dump())
    named = [registered if isinstance(each, MunicipalityRegistered) else each for each in events]
    return [
        replace(each, envelope=each.envelope.model_copy(update={"event_id": SystemClock().new_id()}))
        for each in recorded(named, scb_code)
    ]


def outreaches(each: int) -> list[Recorded]:
    registered = PAUSE_OVERDUE[0]
    told = [history(town, [registered, *[OUTREACH] * each]) for town in TOWNS]
    return [event for events in told for event in events]


def pauses() -> list[Recorded]:
    return [event for town in TOWNS for event in history(town, PAUSE_OVERDUE)]


def work_for_ever(url: str, told: Connection, what: str, sabotage: Mapping[str, bool]) -> None:
    """Be a process that issues commands, and tell before and after each of them.

    Sabotaged, it gives each try a key of its own (``fresh_keys``), or ``moves_first``.
    """
    consumers._PAGE = PAGE  # noqa: SLF001 -- so that there are many positions to be killed between
    with works(url, moves_first=sabotage["moves_first"]) as here:
        issuing = here.issuing() if what == "policy" else Issuing(Handling(here.store, SystemClock(), REFERENCE))

        def issue(issued: Issued) -> bool:
            told.send((str(issued.cause), "begun"))
            given = replace(issued, key=str(SystemClock().new_id())) if sabotage["fresh_keys"] else issued
            accepted = issuing.issue(given)
            told.send((str(issued.cause), "done"))
            return accepted

        policy, timer = here.policy(THANKING, issue), here.timer(issue)
        while True:
            if what == "policy":
                policy.catch_up()
            else:
                follow(WORK_QUEUE, here.log, here.views, batch=3)
                timer.catch_up()
            told.send(("", "idle"))

"""The composition root: the one place that knows every part, used by server, command line and tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.i18n.vocabulary import Vocabularies
from adapters.importing.overlay import Overlay
from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import empty_views
from adapters.postgres.access import PostgresAccess
from adapters.postgres.condition import check_condition
from adapters.postgres.installation import Kind, claim
from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import Pool
from adapters.postgres.report_contents import PostgresContents
from adapters.postgres.server import embedded
from adapters.postgres.suitability import check_suitable
from adapters.postgres.verifications import PostgresVerifications, turn
from adapters.postgres.views.lasting import LastingViews
from adapters.postgres.views.leading import Leading
from adapters.postgres.views.new_versions import fill_new
from adapters.postgres.views.notifications import Notifications
from adapters.postgres.views.origin import lost_entries
from adapters.postgres.views.processes import ProcessTracking
from adapters.postgres.views.state import states
from adapters.postgres.views.store import PostgresViews
from adapters.postgres.vocabularies import PostgresVocabularies
from adapters.runtime import diagnostics
from adapters.runtime.clock import SteadyClock, SystemClock
from adapters.runtime.consumers import Consumer, ProjectionConsumer
from adapters.runtime.following import Follower
from adapters.runtime.metrics import Measures
from adapters.runtime.policies import PolicyConsumer
from adapters.runtime.timers import TimerConsumer
from adapters.runtime.tuning import collect_seldom
from adapters.runtime.verifying import Verifying
from adapters.settings import Settings, UnfitSetting
from domain.values import Channel
from projections.county import COUNTY, StandingRow
from projections.engine.log import Subscription
from projections.engine.running import follow
from projections.engine.valid_time import Happened
from projections.engine.views import Query, ReadableViews
from projections.registry import PROJECTIONS
from workflows.actions.actions import Actions
from workflows.audit_cases import AuditCases
from workflows.glance import Glance
from workflows.handling.handler import Handling
from workflows.handling.issuing import Issuing
from workflows.policies.registry import AFTER_THE_ACT, TIMERS
from workflows.ports import Clock, Unavailable
from workflows.reference.codes import load_codes
from workflows.reference.reference import Reference, load_reference
from workflows.reference.registered import Registered
from workflows.states import States

# Imported by what asks for it: most commands serve nothing, and would take twice as long to start.
if TYPE_CHECKING:
    from adapters.http.app import Application
    from adapters.http.reading.reading import Reading
    from adapters.http.services import LogState, Person, Services

# A batch for each projection, the next one, and for corrections a look into the log; readers keep all of their own. One
# more for a history that is run under other rules.
_FOLLOWING_CONNECTIONS = 3 * len(PROJECTIONS) + len(AFTER_THE_ACT) + len(TIMERS) + 3
# So many municipalities are left out of what is remembered before the rest is.
_FAILURES = 5
# Whoever asks how things are is answered when all other connections are taken, too.
_WATCHING_CONNECTIONS = 2


@dataclass(frozen=True)
class Processes:
    """The consumers that issue commands, and where their positions are kept."""

    consumers: Sequence[PolicyConsumer | TimerConsumer]
    tracking: ProcessTracking


@dataclass(frozen=True)
class System:
    """Everything, wired and open.

    ``views`` and ``log`` take the time they need, on ``pool``; ``requests`` and ``watching`` are in a hurry.
    """

    store: PostgresEventStore
    views: PostgresViews
    log: PostgresLog
    pool: Pool
    requests: Pool
    watching: Pool
    measures: Measures
    access: PostgresAccess
    processes: Processes
    follower: Follower
    reference: Reference
    clock: Clock
    kind: Kind
    county: str
    settings: Settings
    states: States = field(default_factory=States)

    def warm(self) -> None:
        """Open connections, ask the log and each view, and read the pages, so that whoever comes first need not wait.

        A database that is away is no reason not to start: requests are answered 503 until it is back.
        """
        from adapters.http.pages.templates import prepare_pages

        prepare_pages()
        try:
            for each in (self.store, self.requests, self.pool, self.watching):
                each.fill()
            self.store.head()
            views = PostgresViews(self.requests)
            for projection in PROJECTIONS:
                for kind in projection.kinds:
                    views.select(projection, Query(kind, limit=1))
        except Unavailable as error:
            diagnostics.logger().warning("not_warm", where=diagnostics.where(error))

    def remember(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Have at hand what each municipality's streams say, one after the other: no page need read them all at once.

        A database that is away is no reason to stop anything: pages read what they need themselves. One municipality
        that takes too long, as the first ones do of a database that was just started, is none to leave out the rest.
        """
        failures = 0
        for code in self._municipalities():
            if failures == _FAILURES or not goes_on():
                return
            failures += not self._remembered(code)

    def _municipalities(self) -> Sequence[str]:
        try:
            return [row.scb_code for row in self.views.select(COUNTY, Query(StandingRow))]
        except Unavailable as error:
            diagnostics.logger().warning("not_remembered", where=diagnostics.where(error))
            return ()

    def _remembered(self, scb_code: str) -> bool:
        try:
            Glance(self.store, self.states).remember(scb_code)
        except Unavailable as error:
            diagnostics.logger().warning("not_remembered", scope=scb_code, where=diagnostics.where(error))
            return False
        return True

    @cached_property
    def vocabularies(self) -> Vocabularies:
        """Today's words, and those of earlier releases."""
        return Vocabularies(PostgresVocabularies(self.requests), self.reference.codes)

    def handling(self, clock: Clock | None = None) -> Handling:
        """Return the one path for commands, on another clock where one is given."""
        return Handling(self.store, clock or self.clock, self.reference)

    def happened(self, past: ReadableViews, day: date, known_at: int) -> ReadableViews:
        """Return the views of what had happened by a day, as known at a position."""
        return Happened(past, PostgresLog(self.requests), empty_views, day, known_at)

    def over_memory(self, store: MemoryEventStore, people: tuple[Person, ...]) -> Services:
        """Return what pages depend on, over a log in memory that is not stored yet, and its views up to its end.

        What is kept by its hash is kept in the database.
        """
        from adapters.http.reading.reading import Reading

        views = empty_views()
        for each in PROJECTIONS:
            follow(each, store, views)
        reading = Reading(views, self.reference.definition, self.happened)
        return replace(self._services(people), reading=reading, head=store.head, log=store)

    def reading(self) -> Reading:
        """Return the views for questions of pages and programs, what was last read of them at hand."""
        from adapters.http.reading.reading import Reading
        from adapters.http.reading.recent import Recent, Stamp

        views = PostgresViews(self.requests)

        def stamp(scope: str | None) -> Stamp:
            return Stamp(views.stamp_of(scope, PROJECTIONS)) if scope else Stamp(*views.stamp())

        return Reading(views, self.reference.definition, self.happened, recent=Recent(stamp))

    def app(self, people: tuple[Person, ...] = (), *, secure: bool = False) -> Application:
        """Return the web application."""
        from adapters.http.app import create_app

        return create_app(self._services(people, secure=secure))

    def watching_app(self) -> Application:
        """Return an application with health and metrics alone."""
        from adapters.http.app import create_watching_app

        return create_watching_app(self._services())

    def _services(self, people: tuple[Person, ...] = (), *, secure: bool = False) -> Services:
        from adapters.http.services import Services

        watching = PostgresLog(self.watching)
        return Services(
            handling=self.handling(),
            trial=lambda: Handling(Overlay(self.store), self.clock, self.reference),
            actions=Actions(self.store, self.clock, self.reference, states=self.states),
            cases=self._cases(Channel.DEMO if people else Channel.UI),
            contents=PostgresContents(self.requests),
            reading=self.reading(),
            access=self.access,
            clock=self.clock,
            reference=self.reference,
            county=self.county,
            appended=self.follower.wake,
            head=self.store.head,
            log=PostgresLog(self.requests),
            state=lambda: self._state(watching),
            written=self.store.written,
            measures=self.measures,
            scope_log=self.log.of_scope,
            verifying=self._verifying(),
            vocabularies=self.vocabularies,
            people=people,
            secure=secure,
            proxies=self.settings.proxies,
            prefix=self.settings.prefix,
            contact=self.settings.contact,
            concurrency=self.settings.pool_size,
        )

    def _cases(self, channel: Channel) -> AuditCases:
        return AuditCases(self.store, self.clock, self.county, self.reference.current, channel)

    def _verifying(self) -> Verifying:
        words = ["-m", "adapters.cli", "verify", "all", *(["--demo"] if self.kind == "demo" else [])]
        # What it is to verify is this database, whatever the environment says that this process was started in.
        environment = {"DATABASE_URL": self.pool.url, "FEMSTEG_COUNTY": self.county}
        return Verifying(PostgresVerifications(self.requests), lambda: turn(self.pool.url), words, environment)

    def _state(self, log: PostgresLog) -> LogState:
        from adapters.http.services import LogState

        followers: list[Subscription] = [*PROJECTIONS, *self.processes.consumers]
        # The head after the positions: nothing is read before it is there.
        check_condition(self.watching, PROJECTIONS)
        found = states(self.watching, log, followers, self.follower.stopped())
        ahead = log.recorded_ahead(self.clock.now())
        return LogState(log.head(), found, lost_entries(self.watching, followers), ahead)


def reference_data(settings: Settings) -> Reference:
    """Return the versioned data that rules are fed with. Raises UnfitSetting where the county's own codes are unfit."""
    try:
        return load_reference(load_codes(settings.codes_folder))
    except (OSError, ValueError) as error:
        if settings.codes_folder is None:
            raise
        raise UnfitSetting(f"FEMSTEG_CODES, {settings.codes_folder}: {error}") from error


def known(of: Reference, kind: Kind, store: PostgresEventStore) -> Reference:
    """Return the data with the municipalities that a demonstration's log knows, too."""
    return replace(of, place=Registered(store)) if kind == "demo" else of


def database_url(settings: Settings, *, writing: bool = True) -> str:
    """Return the database that the settings name, the embedded one started if they name none.

    Raises UnsuitableDatabase; ``writing``: also for what can only be read.
    """
    if settings.database_url is None:
        return embedded.start(settings.data_folder)
    check_suitable(settings.database_url, writing=writing)
    return settings.database_url


@contextmanager
def open_system(
    settings: Settings, kind: Kind, clock: Clock | None = None, *, views_checked: bool = True
) -> Iterator[System]:
    """Open everything on a migrated database of this kind, and close it again.

    Raises WrongInstallation when the database holds the other kind of data, and AnotherLog when the views do not
    belong to its log, unless they are about to be made anew and need not be checked.
    """
    collect_seldom()
    url = database_url(settings)
    migrate(url)
    requests, following = Pool(url, settings.pool_size, hurried=True), Pool(url, _FOLLOWING_CONNECTIONS)
    watching, measures = Pool(url, _WATCHING_CONNECTIONS, hurried=True), Measures()
    store = PostgresEventStore(url, settings.pool_size, stored_in=measures.append_seconds.observe)
    views = PostgresViews(following)
    try:
        county = claim(following, kind, settings.county)
        for each in (store, requests, following, watching):
            each.identity.known = (kind, county)
        views.prepare(PROJECTIONS, checked=views_checked)
        log = PostgresLog(following)
        if views_checked:
            fill_new(following, log, PROJECTIONS)
        clock = SteadyClock(clock or SystemClock())
        reference = known(reference_data(settings), kind, store)
        channel = Channel.DEMO if kind == "demo" else Channel.SYSTEM
        issuing = Issuing(Handling(store, clock, reference), channel)
        processes = _processes(following, log, store, issuing, clock)
        shared = LastingViews(following, log)
        consumers: list[Consumer] = [ProjectionConsumer(each, log, shared) for each in PROJECTIONS]
        consumers += processes.consumers
        follower = Follower(log, consumers, shared.positions, Leading(url), Notifications(url))
        yield System(
            store=store,
            views=views,
            log=log,
            pool=following,
            requests=requests,
            watching=watching,
            measures=measures,
            access=PostgresAccess(requests),
            processes=processes,
            follower=follower,
            reference=reference,
            clock=clock,
            kind=kind,
            county=county,
            settings=settings,
        )
    finally:
        store.close()
        requests.close()
        following.close()
        watching.close()


def _processes(pool: Pool, log: PostgresLog, store: PostgresEventStore, issuing: Issuing, clock: Clock) -> Processes:
    tracking, views = ProcessTracking(pool), PostgresViews(pool)
    timers = [TimerConsumer(each, views, log, tracking, issuing.issue, clock) for each in TIMERS]
    policies = [
        PolicyConsumer(each, store, issuing.handling.reference, log, tracking, issuing.issue) for each in AFTER_THE_ACT
    ]
    consumers: list[PolicyConsumer | TimerConsumer] = [*policies, *timers]
    tracking.register(consumers)
    return Processes(consumers, tracking)

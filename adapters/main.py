"""The composition root: the one place that knows every part, used by server, command line and tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from adapters.clock import SystemClock
from adapters.following import Follower
from adapters.http.app import Application, create_app
from adapters.http.reading import Reading
from adapters.http.services import Person, Services
from adapters.postgres import embedded
from adapters.postgres.access import PostgresAccess
from adapters.postgres.event_store import PostgresEventStore
from adapters.postgres.installation import Kind, claim
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import Pool
from adapters.postgres.views.store import PostgresViews
from adapters.settings import Settings
from projections.registry import PROJECTIONS
from workflows.codes import load_codes
from workflows.definition import current, question_sets
from workflows.guards import Guards
from workflows.handling import Handling
from workflows.ports import Clock
from workflows.world import World


@dataclass(frozen=True)
class System:
    """Everything, wired and open."""

    store: PostgresEventStore
    views: PostgresViews
    access: PostgresAccess
    follower: Follower
    world: World
    clock: Clock
    county: str
    settings: Settings

    def handling(self, clock: Clock | None = None) -> Handling:
        """Return the one path for commands, on another clock where one is given."""
        return Handling(self.store, clock or self.clock, self.world)

    def app(self, people: tuple[Person, ...] = (), *, secure: bool = False) -> Application:
        """Return the web application."""
        return create_app(
            Services(
                handling=self.handling(),
                guards=Guards(self.store, self.clock, self.world),
                reading=Reading(self.views, self.world.definition),
                access=self.access,
                clock=self.clock,
                world=self.world,
                county=self.county,
                appended=self.follower.wake,
                head=self.store.head,
                people=people,
                secure=secure,
                concurrency=self.settings.pool_size,
            )
        )


def world(settings: Settings) -> World:
    """Return the versioned data that rules are fed with."""
    return World(current(), question_sets(), load_codes(settings.codes_folder))


def database_url(settings: Settings) -> str:
    """Return the database that the settings name, the embedded one started if they name none."""
    return settings.database_url or embedded.start(settings.data_folder)


@contextmanager
def open_system(settings: Settings, kind: Kind, clock: Clock | None = None) -> Iterator[System]:
    """Open everything on a migrated database of this kind, and close it again.

    Raises WrongInstallation when the database holds the other kind of data.
    """
    url = database_url(settings)
    migrate(url)
    pool = Pool(url, settings.pool_size)
    store = PostgresEventStore(url, settings.pool_size)
    views = PostgresViews(pool)
    try:
        county = claim(pool, kind, settings.county)
        views.prepare(PROJECTIONS)
        follower = Follower(store, views)
        yield System(
            store=store,
            views=views,
            access=PostgresAccess(pool),
            follower=follower,
            world=world(settings),
            clock=clock or SystemClock(),
            county=county,
            settings=settings,
        )
    finally:
        store.close()
        pool.close()

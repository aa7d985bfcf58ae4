"""The library's own projection runner with one of our projections: one transaction for each event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, StoredEvent, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection as StockProjection
from eventsourcing.projection import ProjectionRunner
from psycopg import Cursor, sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from adapters.serialization.mapper import FemstegMapper
from domain.messages import Recorded
from projections.county import project
from projections.engine.rows import R, Row
from projections.engine.versions import key_of

SCHEMA = "stock"


class StockLog(Application[UUID]):
    """The library's application on the library's tables, with our form of events."""

    name = "stock"

    def construct_mapper(self) -> Mapper[UUID]:
        return FemstegMapper()


class StockView(PostgresTrackingRecorder):
    """The county's rows, read and written with the position in one transaction for each event."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sql_create_statements.append(
            sql.SQL(
                "CREATE TABLE IF NOT EXISTS stock.county"
                " (kind text, key text[], fields jsonb NOT NULL, PRIMARY KEY (kind, key))"
            ).format()
        )

    def take(self, recorded: Recorded, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            project(_Rows(cursor), recorded)
            self._insert_tracking(cursor, tracking)


class _Rows:
    def __init__(self, cursor: Cursor[DictRow]) -> None:
        self._cursor = cursor

    def get(self, kind: type[R], *key: object) -> R | None:
        self._cursor.execute(
            "SELECT fields FROM stock.county WHERE kind = %s AND key = %s", [kind.table, [*key]], prepare=True
        )
        found = self._cursor.fetchone()
        return kind.model_validate(found["fields"]) if found else None

    def put(self, row: Row) -> None:
        self._cursor.execute(
            "INSERT INTO stock.county VALUES (%s, %s, %s)"
            " ON CONFLICT (kind, key) DO UPDATE SET fields = EXCLUDED.fields",
            [row.table, [*key_of(row)], Jsonb(row.model_dump(mode="json", exclude_defaults=True))],
            prepare=True,
        )

    def delete(self, kind: type[R], *key: object) -> None:
        self._cursor.execute("DELETE FROM stock.county WHERE kind = %s AND key = %s", [kind.table, [*key]])


class StockCounty(StockProjection[StockView]):
    """The county, as the library would have it."""

    def process_event(self, domain_event: Recorded, tracking: Tracking) -> None:
        self.view.take(domain_event, tracking)


def environment(url: str) -> dict[str, str]:
    """Return the library's settings for a database."""
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.get("dbname", "postgres"),
        "POSTGRES_HOST": parts.get("host", ""),
        "POSTGRES_PORT": parts.get("port", "5432"),
        "POSTGRES_USER": parts.get("user", ""),
        "POSTGRES_PASSWORD": parts.get("password", "unused"),
        "POSTGRES_SCHEMA": SCHEMA,
        "POSTGRES_SINGLE_ROW_TRACKING": "y",
    }


def fill(url: str, events: Sequence[StoredEvent]) -> int:
    """Append events to the library's own log, and return how many they were."""
    app = StockLog(env=environment(url))
    # It hangs on a thousand at once: the answers of its pipeline fill the socket while nobody reads.
    for first in range(0, len(events), 50):
        app.recorder.insert_events(events[first : first + 50])
    app.close()
    return len(events)


def run_to_the_end(url: str, events: int) -> int:
    """Follow the library's log from where the view is until it has read so many events."""
    with ProjectionRunner(
        application_class=StockLog, projection_class=StockCounty, view_class=StockView, env=environment(url)
    ) as runner:
        runner.wait(events, timeout=120)
    return events

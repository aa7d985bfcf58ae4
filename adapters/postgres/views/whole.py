"""All rows of a projection that are or were, read as they come: few of them are held at once."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row
from pydantic import ValidationError

from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.exchanging import kept
from adapters.postgres.views.tables import columns, names, statement_on
from adapters.postgres.views.tracking import parked, tracked
from projections.engine.projection import Projection
from projections.engine.rows import Row
from projections.engine.views import Version, Whole

_AT_ONCE = 500


@contextmanager
def whole(pool: Pool, projection: Projection, scb_code: str | None) -> Iterator[Whole]:
    """Yield the rows of one moment, of one municipality where one is named; nobody exchanges the tables meanwhile."""
    with kept(pool, projection), pool.connection() as connection:
        connection.execute(QUERIES["one_moment"])
        connection.execute(QUERIES["no_statement_timeout"])
        now = tracked(connection, projection)
        count = sum(_count(connection, projection, kind, scb_code) for kind in projection.kinds)
        with closing(_versions(connection, projection, scb_code)) as versions:
            yield Whole(now.position if now else 0, count, versions, parked(connection, projection))


def _count(connection: Connection[Any], projection: Projection, kind: type[Row], scb_code: str | None) -> int:
    counting = statement_on("count_versions", projection, kind)
    found = connection.execute(counting, {"scb_code": scb_code}).fetchone()
    return int(found[0]) if found else 0


def _versions(connection: Connection[Any], projection: Projection, scb_code: str | None) -> Generator[Version]:
    for kind in projection.kinds:
        fields = names([*columns(kind), "valid_from", "valid_to"])
        with connection.cursor(name="versions", row_factory=dict_row) as cursor:
            cursor.itersize = _AT_ONCE
            asking = statement_on("versions", projection, kind, columns=fields)
            cursor.execute(asking, {"scb_code": scb_code})
            for found in cursor:
                valid_from, valid_to = found.pop("valid_from"), found.pop("valid_to")
                yield Version(_as_found(kind, found), valid_from, valid_to)


def _as_found(kind: type[Row], found: dict[str, Any]) -> Row:
    """Return a row, also one that could never have been put: whoever looks for such rows must not stumble over them."""
    try:
        return kind.model_validate(found)
    except ValidationError:
        return kind.model_construct(**found)

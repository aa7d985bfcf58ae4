"""Whether the database can be used as it is: all tables are there, and all that Femsteg does is permitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from projections.engine.projection import Projection
from workflows.ports import Unusable

_READ_AND_ADD = ("select", "insert")
_ALL = ("select", "insert", "update", "delete")
_TABLES = {
    "log.events": _READ_AND_ADD,
    "log.receipts": _READ_AND_ADD,
    "log.installation": ("select",),
    "access.tokens": ("select",),
    "access.sessions": _ALL,
    "views.tracking": _ALL,
    "views.parked": _ALL,
    "views.origin": _ALL,
}


def check_condition(pool: Pool, projections: Iterable[Projection]) -> None:
    """Ask what is missing or forbidden. Raises Unusable with the names of it, or Unavailable."""
    needed = [*_needed(projections)]
    with pool.connection() as connection:
        tables, privileges = [name for name, _ in needed], [privilege for _, privilege in needed]
        found = connection.execute(QUERIES["condition"], [tables, tables, privileges]).fetchone()
    missing, forbidden, read_only = found or ((), (), False)
    if missing:
        raise Unusable("incomplete", sorted(missing))
    if forbidden:
        raise Unusable("forbidden", sorted(forbidden))
    if read_only:
        raise Unusable("read-only")


def _needed(projections: Iterable[Projection]) -> Iterator[tuple[str, str]]:
    for table, privileges in _TABLES.items():
        yield from ((table, each) for each in privileges)
    for projection in projections:
        yield from ((f"views.{projection.table(kind)}", "select") for kind in projection.kinds)

"""Putting a projection's rebuilt tables in the place of those that are read."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

from adapters.postgres.sql import QUERIES
from adapters.postgres.views.tables import BESIDE, statement_on
from projections.engine.projection import Projection


def swap(connection: Connection[Any], projection: Projection, generation: int) -> None:
    """Drop the tables that are read, and give their names and tracking to the rebuilt ones."""
    for kind in projection.kinds:
        name = sql.Identifier(projection.table(kind))
        connection.execute(statement_on("drop_table", projection, kind))
        connection.execute(statement_on("rename_table", projection, kind, BESIDE, new_name=name))
    forget(connection, projection)
    renamed = [projection.name, projection.name + BESIDE, projection.version]
    connection.execute(QUERIES["rename_tracking"], renamed)
    connection.execute(QUERIES["rename_parked"], renamed)
    connection.execute(QUERIES["set_generation"], [generation, projection.name, projection.version])


def forget(connection: Connection[Any], projection: Projection, place: str = "") -> None:
    """Delete the tracking of a projection, and what it has set aside."""
    forgotten = [projection.name + place, projection.version]
    connection.execute(QUERIES["forget_tracking"], forgotten)
    connection.execute(QUERIES["forget_parked"], forgotten)

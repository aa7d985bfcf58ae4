"""Writing what a batch made of the rows: ended versions closed in one statement, new ones put in."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, LiteralString

from psycopg import Connection, sql

from adapters.postgres.views.tables import columns, names, table, values
from projections.engine.projection import Projection, Row, Version
from projections.engine.versions import Versions

# So few are inserted, which unlike a COPY goes to the server together with all else that the batch has to say.
FEW = 40
_ARRAYS: dict[LiteralString, LiteralString] = {"text": "text[]", "bigint": "bigint[]", "date": "date[]"}


def write(connection: Connection[Any], projection: Projection, rows: Versions, place: str = "") -> None:
    """Close, then put in: of a key there is never more than one live row."""
    closed: defaultdict[type[Row], list[tuple[Any, ...]]] = defaultdict(list)
    opened: defaultdict[type[Row], list[Version]] = defaultdict(list)
    for kind, key, end in rows.closed():
        closed[kind].append((*key, end))
    for version in rows.opened():
        opened[type(version.row)].append(version)
    for kind, ended in closed.items():
        arrays = [list(column) for column in zip(*ended, strict=True)]
        connection.execute(_closing(projection, kind, place), arrays)
    keep = _insert if len(rows) <= FEW else _copy
    for kind, versions in opened.items():
        fields = [*columns(kind), "valid_from", "valid_to"]
        keep(connection, table(projection, kind, place), fields, versions)


def _copy(connection: Connection[Any], into: sql.Identifier, fields: list[str], versions: list[Version]) -> None:
    copying = sql.SQL("COPY {} ({}) FROM STDIN").format(into, names(fields))
    with connection.cursor().copy(copying) as copy:
        for version in versions:
            copy.write_row(values(version))


def _insert(connection: Connection[Any], into: sql.Identifier, fields: list[str], versions: list[Version]) -> None:
    places = sql.SQL(", ").join([sql.Placeholder()] * len(fields))
    inserting = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(into, names(fields), places)
    with connection.cursor() as cursor:
        cursor.executemany(inserting, [values(version) for version in versions])


def _closing(projection: Projection, kind: type[Row], place: str) -> sql.Composed:
    arrays = [sql.SQL("%s::" + _ARRAYS[columns(kind)[name]]) for name in kind.key]
    return sql.SQL(
        "UPDATE {table} AS live SET valid_to = ended.at FROM unnest({arrays}, %s::bigint[]) AS ended ({key}, at)"
        " WHERE live.valid_to IS NULL AND {same}"
    ).format(
        table=table(projection, kind, place),
        arrays=sql.SQL(", ").join(arrays),
        key=names(kind.key),
        same=sql.SQL(" AND ").join(sql.SQL("live.{0} = ended.{0}").format(sql.Identifier(name)) for name in kind.key),
    )

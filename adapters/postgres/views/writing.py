"""Writing what a batch made of the rows: ended versions closed in one statement, new ones put in."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, LiteralString

from psycopg import Connection, sql

from adapters.postgres.views.tables import columns, names, statement_on, values
from projections.engine.projection import Projection
from projections.engine.rows import Row
from projections.engine.versions import Versions
from projections.engine.views import Version

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
    for kind, versions in opened.items():
        fields = [*columns(kind), "valid_from", "valid_to"]
        if len(rows) > FEW:
            _copy(connection, statement_on("copy_rows", projection, kind, place, columns=names(fields)), versions)
            continue
        places = sql.SQL(", ").join([sql.Placeholder()] * len(fields))
        inserting = statement_on("insert_row", projection, kind, place, columns=names(fields), values=places)
        connection.cursor().executemany(inserting, [values(version) for version in versions])


def _copy(connection: Connection[Any], copying: sql.Composed, versions: list[Version]) -> None:
    with connection.cursor().copy(copying) as copy:
        for version in versions:
            copy.write_row(values(version))


def _closing(projection: Projection, kind: type[Row], place: str) -> sql.Composed:
    arrays = [sql.SQL("%s::" + _ARRAYS[columns(kind)[name]]) for name in kind.key]
    same = [sql.SQL("live.{0} = ended.{0}").format(sql.Identifier(name)) for name in kind.key]
    return statement_on(
        "close_rows",
        projection,
        kind,
        place,
        arrays=sql.SQL(", ").join(arrays),
        columns=names(kind.key),
        same=sql.SQL(" AND ").join(same),
    )

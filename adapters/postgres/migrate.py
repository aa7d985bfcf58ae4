"""The schema's numbered steps: forward only, each once, each in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from adapters.postgres.session import connect
from adapters.postgres.sql import QUERIES

_HERE = Path(__file__).parent
_MIGRATIONS = _HERE / "migrations"
_IN_THE_WAY = "The database has schemas that are not Femsteg's ({names}): give Femsteg a database of its own."

Taken = dict[int, tuple[str, datetime]]  # number: digest and time


class SchemaMismatchError(RuntimeError):
    """The database's schema is not one that this version of the code made or can bring forward."""


@dataclass(frozen=True)
class Migration:
    """One step of the schema."""

    number: int
    name: str
    sql: bytes

    @property
    def sha256(self) -> str:
        """The digest by which an edited step is found."""
        return sha256(self.sql).hexdigest()


@dataclass(frozen=True)
class MigrationStatus:
    """A step's name and when it was taken, None if it is still to come."""

    number: int
    name: str
    applied_at: datetime | None


def migrations(folder: Path = _MIGRATIONS) -> list[Migration]:
    """Return all steps in order; SchemaMismatchError unless they are numbered from 1 without a hole."""
    files = sorted(folder.glob("[0-9]*.sql"))
    steps = [Migration(int(file.name.split("_", 1)[0]), file.stem, file.read_bytes()) for file in files]
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise SchemaMismatchError(f"migrations are not numbered 1, 2, 3 …: {[step.name for step in steps]}")
    return steps


def migrate(url: str, folder: Path = _MIGRATIONS) -> list[str]:
    """Take the steps still to come and return their names; any number of processes may call at once."""
    steps = migrations(folder)
    with connect(url, QUERIES["take_migration_turn"], autocommit=True) as connection:
        taken = _taken(connection)
        _check(steps, taken)
        if taken:
            _adopt(connection)
        elif names := in_the_way(connection):
            raise SchemaMismatchError(_IN_THE_WAY.format(names=names))
        new = [step for step in steps if step.number not in taken]
        for step in new:
            with connection.transaction():
                connection.execute(step.sql)
                connection.execute(QUERIES["create_migrations_table"])
                connection.execute(QUERIES["note_migration"], [step.number, step.name, step.sha256])
    return [step.name for step in new]


def status(url: str, folder: Path = _MIGRATIONS) -> list[MigrationStatus]:
    """Return each step and when it was taken; SchemaMismatchError if the database is not of our making."""
    steps = migrations(folder)
    with connect(url, autocommit=True) as connection:
        taken = check_known(connection, steps)
    return [
        MigrationStatus(step.number, step.name, taken[step.number][1] if step.number in taken else None)
        for step in steps
    ]


def grant(url: str) -> None:
    """Make the application's roles and give them what they need (``privileges.sql``); needs CREATEROLE."""
    with connect(url) as connection:
        connection.execute((_HERE / "privileges.sql").read_bytes())


def in_the_way(connection: Connection[TupleRow]) -> str:
    """Return the names of the schemas that are named as ours, nothing if there is none."""
    return ", ".join(name for (name,) in connection.execute(QUERIES["schemas_in_the_way"]))


def check_known(connection: Connection[TupleRow], steps: list[Migration]) -> Taken:
    """Return the steps that were taken; SchemaMismatchError unless these are among them."""
    taken = _taken(connection)
    _check(steps, taken)
    return taken


def home(connection: Connection[TupleRow]) -> str | None:
    """Return the schema that holds the steps taken, None where none was."""
    row = connection.execute(QUERIES["home_of_migrations"]).fetchone()
    return row[0] if row else None


def _taken(connection: Connection[TupleRow]) -> Taken:
    schema = home(connection)
    if schema is None:
        return {}
    table = sql.Identifier(schema, "schema_migrations")
    rows = connection.execute(sql.SQL(QUERIES["migrations_taken"]).format(table=table)).fetchall()
    return {number: (digest, applied_at) for number, digest, applied_at in rows}


def _adopt(connection: Connection[TupleRow]) -> None:
    """Move what an earlier version kept in the public schema; who may not reads it there."""
    if home(connection) == "public" and connection.execute(QUERIES["may_adopt_migrations"]).fetchone() == (True,):
        connection.execute(QUERIES["adopt_migrations"])


def _check(steps: list[Migration], taken: Taken) -> None:
    known = {step.number: step for step in steps}
    for number, (digest, _) in taken.items():
        if number not in known:
            raise SchemaMismatchError(f"the database has migration {number}, which a newer version made")
        if known[number].sha256 != digest:
            raise SchemaMismatchError(f"migration {known[number].name} was changed after it was taken")

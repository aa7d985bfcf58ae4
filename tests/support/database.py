"""Databases for tests: a server of our own, templates that are migrated or filled, and fresh copies of them."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from adapters.postgres.migrate import migrate
from adapters.postgres.pool import Pool
from adapters.postgres.server import embedded
from adapters.postgres.views.store import PostgresViews
from projections.registry import PROJECTIONS

_MEMORY = Path("/dev/shm")  # noqa: S108 -- a folder of its own is made in it
_ROOM = 4 * 2**30
_LOOKS_BEFORE_DROPPING, _BETWEEN_LOOKS_SECONDS = 20, 0.002


@contextmanager
def server() -> Iterator[str]:
    """Give the URL of the server that FEMSTEG_TEST_DATABASE_URL names, or else of one of our own.

    The former must be reached by a Unix socket and as superuser: tests stand in between, and change its settings.
    They do so for all of the server, which therefore serves one process of tests alone.
    """
    if url := os.environ.get("FEMSTEG_TEST_DATABASE_URL"):
        yield url
        return
    with server_folder() as folder:
        data = Path(folder) / "server"
        url = embedded.start(data)
        # Nobody needs a test's data after a power cut; how durable the server is has its own test.
        run(
            url,
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET full_page_writes = off",
            "SELECT pg_reload_conf()",
        )
        try:
            yield url
        finally:
            embedded.stop(data)


def server_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder of a test's own for a server, on no disk where memory has room for it.

    A database is some hundred files, and most tests make one and drop it: a disk would take the longest part of that.
    """
    has_room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    return tempfile.TemporaryDirectory(prefix="femsteg-", dir=_MEMORY if has_room else None, ignore_cleanup_errors=True)


class Databases:
    """Makes and drops databases; names hold the process's id, so that test runs can share a server."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._numbers = count(1)
        self._filled: dict[str, str] = {}
        self._template = f"femsteg_template_{os.getpid()}"
        run(server_url, f"DROP DATABASE IF EXISTS {self._template}", f"CREATE DATABASE {self._template}")
        migrate(self.url(self._template))
        with closing(Pool(self.url(self._template), 1)) as pool:
            PostgresViews(pool).prepare(PROJECTIONS)

    def url(self, name: str) -> str:
        """Return the URL of one of the server's databases."""
        return with_database(self._server_url, name)

    def filled(self, name: str, fill: Callable[[str], None]) -> str:
        """Return the URL of a database that is filled when it is first asked for, and then left as it is."""
        if name not in self._filled:
            url = self.create()
            fill(url)
            self._filled[name] = url
        return self._filled[name]

    def create(self, *, migrated: bool = True, like: str = "") -> str:
        """Make a database, with the schema or empty, or like that of an URL, and return its URL."""
        name = f"femsteg_test_{os.getpid()}_{next(self._numbers)}"
        template = _name(like) if like else self._template if migrated else "template0"
        run(self._server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    @contextmanager
    def lent(self, *, migrated: bool = True, like: str = "") -> Iterator[str]:
        """Give the URL of a database that is dropped afterwards."""
        url = self.create(migrated=migrated, like=like)
        try:
            yield url
        finally:
            self.drop(url)

    def drop(self, url: str) -> None:
        """Drop a database, whoever uses it."""
        name, users = _name(url), "SELECT FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            # For those who are on their way out, the server itself would look again after a tenth of a second.
            for _ in range(_LOOKS_BEFORE_DROPPING):
                if connection.execute(users, [name]).fetchone() is None:
                    break
                sleep(_BETWEEN_LOOKS_SECONDS)
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def close(self) -> None:
        """Drop what others were copied from."""
        for each in (self.url(self._template), *self._filled.values()):
            self.drop(each)


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


@contextmanager
def frozen(data: Path) -> Iterator[None]:
    """Let every process of a server stand still."""
    first = embedded.status(data).pid
    assert first
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    processes = [first, *map(int, children)]
    try:
        for each in processes:
            with suppress(ProcessLookupError):  # a worker that ended meanwhile
                os.kill(each, signal.SIGSTOP)
        yield
    finally:
        for each in processes:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)


@contextmanager
def away(url: str) -> Iterator[None]:
    """Let nobody into the database."""
    name, others = conninfo_to_dict(url)["dbname"], with_database(url, "postgres")
    run(others, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    run(others, f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 -- ours
    try:
        yield
    finally:
        run(others, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@contextmanager
def acting_as(url: str, role: str) -> Iterator[str]:
    """Give the URL of the database for a login role of an operator's own, which acts as another."""
    login = f"femsteg_login_{os.getpid()}"
    run(
        url,
        f"DROP ROLE IF EXISTS {login}",
        f"CREATE ROLE {login} LOGIN IN ROLE {role}",
        f"ALTER ROLE {login} SET role = '{role}'",
    )
    parts = urlsplit(url)
    try:
        yield parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}").geturl()
    finally:
        run(url, f"DROP ROLE {login}")


def with_database(url: str, name: str) -> str:
    """Return the URL of another database of the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def socket_of(url: str) -> Path:
    """Return the socket on which the URL's server listens."""
    return Path(str(conninfo_to_dict(url)["host"])) / ".s.PGSQL.5432"


def run(url: str, *statements: str) -> None:
    """Run statements, each in its own transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())

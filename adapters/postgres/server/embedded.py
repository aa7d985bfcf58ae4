"""A PostgreSQL server of our own, from a wheel's programs, for when no ``DATABASE_URL`` is given.

The folder belongs to the server alone. Clients reach it through a socket that only they and root may open; it
listens on no network. PostgreSQL refuses to run as root: for root it runs under the account ``femsteg`` or
``postgres``, and every folder above the data and the programs is opened for passing through, not for reading.
For Linux and macOS; what a killed server left is cleared away on Linux alone.
"""

from __future__ import annotations

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from adapters.postgres.server import environment
from adapters.postgres.server.cluster import create
from adapters.postgres.server.folder import MARK, is_marked, own
from adapters.postgres.server.programs import EmbeddedServerError
from adapters.postgres.server.running import halt, is_ready, launch
from adapters.postgres.server.sockets import SUPERUSER, listener, url_of
from adapters.postgres.sql import QUERIES

_DATABASE = "femsteg"

_held: dict[Path, int] = {}


@dataclass(frozen=True)
class Status:
    """Whether the server of a folder runs, as which process, and how to reach it."""

    running: bool
    pid: int | None
    url: str | None


def start(data_dir: Path, *, keep: bool = False) -> str:
    """Start the folder's server unless it runs, and return its ``DATABASE_URL``.

    The last process that started it stops it when it ends; with ``keep`` it runs until ``stop``. From now on this
    process knows nothing of the environment's ``PG…`` variables: they are about other servers.
    """
    environment.shut_out()
    with _in_words(data_dir):
        folder = own(data_dir)
        with _lock(folder):
            if not is_ready(folder):
                create(folder)
                launch(folder)
            _make_database(folder)
            if keep:
                (folder / "keep").touch()
            else:
                _hold(folder)
        return url_of(folder, _DATABASE)


def stop(data_dir: Path) -> bool:
    """Stop the folder's server, whoever uses it; False if it did not run."""
    with _in_words(data_dir):
        folder = data_dir.resolve()
        if not is_marked(folder):
            return False
        with _lock(folder):
            (folder / "keep").unlink(missing_ok=True)
            return halt(folder)


def status(data_dir: Path) -> Status:
    """Return whether the folder's server runs; the environment is shut out as by ``start``."""
    environment.shut_out()
    with _in_words(data_dir):
        folder = data_dir.resolve()
        pid = listener(folder) if is_marked(folder) else None
        return Status(pid is not None, pid or None, url_of(folder, _DATABASE) if pid is not None else None)


@contextmanager
def _in_words(data_dir: Path) -> Iterator[None]:
    """Say what the machine refuses: a folder that may not be read or written, a full disk."""
    try:
        yield
    except OSError as error:
        raise EmbeddedServerError(f"{error.filename or data_dir}: {error.strerror or error}") from error


def _make_database(folder: Path) -> None:
    with psycopg.connect(url_of(folder, SUPERUSER), autocommit=True) as connection:
        if not connection.execute(QUERIES["database_exists"], [_DATABASE]).fetchone():
            connection.execute(sql.SQL(QUERIES["create_database"]).format(name=sql.Identifier(_DATABASE)))


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server; the kernel lets go of it for a killed one."""
    with (folder / MARK).open("a") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        yield


def _hold(folder: Path) -> None:
    """Count this process among the users, until it ends in whatever way."""
    if folder in _held:
        return
    users = os.open(folder / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(users, fcntl.LOCK_SH)
    _held[folder] = users
    atexit.register(_leave, folder, os.getpid())


def _leave(folder: Path, owner: int) -> None:
    """Stop the server if nobody else uses it; not in a forked child, which holds nothing of its own."""
    users = _held.pop(folder, None)
    if users is None or owner != os.getpid() or not (folder / MARK).is_file():
        return
    with _lock(folder), suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not (folder / "keep").exists():
            halt(folder)
    os.close(users)

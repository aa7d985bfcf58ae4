"""The cluster's server: started, waited for and stopped, and cleared up after where it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO

import psycopg

from adapters.postgres.server import processes, programs, sockets
from adapters.postgres.server.programs import Account, EmbeddedServerError
from adapters.postgres.server.sockets import SUPERUSER, url_of

_START_SECONDS = 120
_STOP_SECONDS = 60
_ATTEMPTS = 8
_ANSWER_SECONDS = 5
_TICK_SECONDS = 0.02


def launch(folder: Path) -> None:
    """Start the cluster's server."""
    log = folder / "server.log"
    before = log.stat().st_size if log.is_file() else 0
    account = programs.account_of(folder)
    for attempt in range(_ATTEMPTS):
        _clear_away(folder)
        with _opened(log, account) as told:
            where = f"unix_socket_directories={sockets.prepare(folder, account)}"
            words = ["-D", "cluster", "-c", "listen_addresses=", "-c", where, "-c", f"port={sockets.PORT}"]
            server = programs.start(folder, "postgres", *words, told=told)
        if _came_up(folder, server):
            return
        time.sleep(0.1 * 2**attempt / 4)
        # The server of a process that was killed may have come first.
        if is_ready(folder):
            return
    cluster = folder / "cluster"
    if processes.may_live(cluster):
        raise EmbeddedServerError(f"the process {processes.named(cluster)} works in {cluster}: end it first")
    said = log.read_bytes()[before:].decode(errors="replace").splitlines()[-5:]
    raise EmbeddedServerError("the server does not start:\n" + "\n".join(said))


def _opened(log: Path, account: Account | None) -> IO[bytes]:
    """Open the server's log for what is added at its end; never what a link leads to."""
    opened = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    if account:
        os.fchown(opened, account.uid, account.gid)
    return os.fdopen(opened, "ab")


def _came_up(folder: Path, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers; False if it has ended instead."""
    until = time.monotonic() + _START_SECONDS
    while server.poll() is None:
        if _answers(folder):
            # Whenever it ends, it is to vanish: unless someone waits for it, it stays as a dead process of ours.
            Thread(target=server.wait, name="wait-for-database", daemon=True).start()
            return True
        _check_patience(folder, until)
    return False


def _clear_away(folder: Path) -> None:
    """Remove what a killed server left: children without a parent, and pids that may be another's by now.

    Safe without the files, too: the server finds its predecessor's shared memory by the cluster's inode.
    """
    cluster = folder / "cluster"
    if processes.may_live(cluster):
        return
    for pid in processes.orphans(cluster):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    sockets.clear_away(folder)


def is_ready(folder: Path) -> bool:
    """Wait for a server that is starting or recovering; False if none runs."""
    until = time.monotonic() + _START_SECONDS
    while sockets.listener(folder) is not None:
        if _answers(folder):
            return True
        _check_patience(folder, until)
    return False


def _answers(folder: Path) -> bool:
    try:
        psycopg.connect(url_of(folder, SUPERUSER), connect_timeout=_ANSWER_SECONDS).close()
    except psycopg.OperationalError:
        time.sleep(_TICK_SECONDS)
        return False
    return True


def _check_patience(folder: Path, until: float) -> None:
    if time.monotonic() > until:
        raise EmbeddedServerError(f"the server of {folder} runs, but does not answer")


def halt(folder: Path) -> bool:
    """Stop the cluster's server; False if it did not run."""
    pid = sockets.listener(folder)
    if pid is None:
        return False
    if not pid:
        raise EmbeddedServerError(f"the server of {folder} runs, but not within reach: stop it where it was started")
    os.kill(pid, signal.SIGINT)
    cluster, until = folder / "cluster", time.monotonic() + _STOP_SECONDS
    while processes.named(cluster) == pid and processes.may_live(cluster):
        if time.monotonic() > until:
            raise EmbeddedServerError(f"the server of {folder} does not stop")
        time.sleep(_TICK_SECONDS)
    if (short := sockets.folder_of(folder)) != folder:
        with suppress(OSError):
            short.rmdir()
    return True

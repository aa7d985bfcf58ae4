"""Debian's own PostgreSQL and PgBouncer, started in a folder of the test's own: neither runs as root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.support.database import socket_of
from tests.support.site import free_port
from tests.support.waiting import PATIENCE_SECONDS, until

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


def _account(owner: int) -> dict[str, Any]:
    """Return what has a program run as this user, where we may choose."""
    if os.geteuid() != 0:
        return {}
    found = pwd.getpwuid(owner)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


@dataclass
class Server:
    """A PostgreSQL 15 that can be stopped and started again."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """How to reach it."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def start(self) -> Self:
        """Start, and wait until it answers."""
        words = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}", "-c", "fsync=off"]
        self.process = self._run([PROGRAMS / "postgres", "-D", self.folder / "data", *words])
        until(self._answers)
        return self

    def stop(self) -> None:
        """Stop; a start leads to the same data."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE_SECONDS)

    def become_standby(self) -> None:
        """Be a server that follows another, and can only be read."""
        self.stop()
        (self.folder / "data" / "standby.signal").touch()
        self.start()

    def make(self) -> None:
        """Make the cluster."""
        words = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        assert not self._run([PROGRAMS / "initdb", "-D", self.folder / "data", *words]).wait()

    def _run(self, words: Sequence[str | Path]) -> subprocess.Popen[bytes]:
        account = _account(self.folder.stat().st_uid)
        with (self.folder / "told").open("ab") as told:
            return subprocess.Popen(words, env={"LC_ALL": "C"}, stdout=told, stderr=told, cwd=self.folder, **account)

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, (self.folder / "told").read_text()
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def oldest_server() -> Iterator[Server]:
    """Give a server of the oldest version that is promised."""
    if not (PROGRAMS / "initdb").is_file():
        pytest.skip("PostgreSQL 15 is not installed: apt-get install postgresql")
    with _folder("postgres") as folder:
        server = Server(folder)
        server.make()
        try:
            yield server.start()
        finally:
            server.stop()


@contextmanager
def pooler(url: str, mode: str, **settings: object) -> Iterator[str]:
    """Give the URL by which a pooler leads to a database of ours."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("PgBouncer is not installed: apt-get install pgbouncer")
    socket, port = socket_of(url).parent, free_port()
    with _folder(socket.stat().st_uid) as folder:
        said = {
            "listen_addr": "127.0.0.1",
            "listen_port": port,
            "unix_socket_dir": "",
            "auth_type": "any",
            "pool_mode": mode,
            **settings,
        }
        lines = ["[databases]", f"* = host={socket} user=postgres", "[pgbouncer]"]
        lines += [f"{name} = {value}" for name, value in said.items()]
        (folder / "pgbouncer.ini").write_text("\n".join(lines))
        with (
            (folder / "told").open("wb") as told,
            subprocess.Popen(
                [program, folder / "pgbouncer.ini"],
                stdout=told,
                stderr=told,
                **_account(folder.stat().st_uid),
            ) as process,
        ):
            pooled = f"postgresql://postgres@127.0.0.1:{port}{urlsplit(url).path}"
            try:
                until(lambda: _leads(pooled))
                yield pooled
            finally:
                process.terminate()


def _leads(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _folder(owner: str | int) -> Iterator[Path]:
    """Give a folder of the user's that the programs run as."""
    with tempfile.TemporaryDirectory(prefix="femsteg-") as name:
        if os.geteuid() == 0:
            shutil.chown(name, owner)
        yield Path(name)

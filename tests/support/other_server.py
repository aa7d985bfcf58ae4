"""A PostgreSQL server that is not Femsteg's, on a port of its own, that notes who so much as knocks."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from adapters.postgres.server import embedded
from adapters.postgres.server.programs import binary
from tests.support.site import free_port
from tests.support.waiting import patiently


@dataclass(frozen=True)
class OtherServer:
    """A server that listens at 127.0.0.1."""

    port: int
    log: Path

    def callers(self) -> int:
        """Return how many connections there have been."""
        return self.log.read_text().count("connection received")


@contextmanager
def other_server(folder: Path) -> Iterator[OtherServer]:
    """Give a server in a folder that is there for it alone."""
    embedded.start(folder)
    embedded.stop(folder)
    server = OtherServer(free_port(), folder / "other.log")
    owner = (folder / "cluster").stat()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(server.port),
        "unix_socket_directories": "",
        "log_connections": "on",
    }
    with server.log.open("wb") as told:
        running = subprocess.Popen(
            [binary("postgres"), "-D", folder / "cluster", *(f"--{name}={each}" for name, each in settings.items())],
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            user=owner.st_uid if os.geteuid() == 0 else None,
            group=owner.st_gid if os.geteuid() == 0 else None,
            extra_groups=[] if os.geteuid() == 0 else None,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
        )
    try:
        assert patiently(lambda: _answers(server), lambda answers: not answers)
        yield server
    finally:
        running.terminate()
        running.wait()


def _answers(server: OtherServer) -> bool:
    try:
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{server.port}/postgres").close()
    except psycopg.OperationalError:
        return False
    return True

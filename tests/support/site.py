"""A server as an operator runs it: a process of its own, on a port and a data folder of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import structlog
from click.testing import CliRunner

from adapters.cli import main
from adapters.postgres.server import embedded
from tests.architecture.checkout import ROOT
from tests.support.database import server_folder
from tests.support.waiting import PATIENCE_SECONDS, patiently


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def environment(data: Path, url: str = "") -> dict[str, str | None]:
    """Return what makes Femsteg keep its data in this folder, or in this database; None is for unset."""
    return {"DATABASE_URL": url or None, "FEMSTEG_COUNTY": None, "FEMSTEG_DATA": str(data), "PYTHONPATH": str(ROOT)}


def femsteg(data: Path, *words: str, answer: str = "", url: str = "", county: str | None = None) -> Ended:
    """Run a command to its end, within this process: starting one for each takes the longest part of a test."""
    told_to_end = signal.getsignal(signal.SIGTERM)
    try:
        result = CliRunner().invoke(main, words, input=answer, env={**environment(data, url), "FEMSTEG_COUNTY": county})
    finally:
        signal.signal(signal.SIGTERM, told_to_end)
        structlog.reset_defaults()
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


@contextmanager
def own_data() -> Iterator[Path]:
    """Yield a folder for data, with the server of real data running."""
    with server_folder() as folder:
        data = Path(folder)
        assert femsteg(data, "db", "start").returncode == 0
        try:
            yield data
        finally:
            for kind in ("real", "demo"):
                embedded.stop(data / kind)


def connections(url: str) -> int:
    """Return how many connections others have to a database."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    return int(found[0]) if found else 0


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Answer:
    """What came back."""

    status: int
    content: Any


@dataclass
class Site:
    """A server that can be started, killed and started again; ``words`` are the command's own."""

    data: Path
    words: tuple[str, ...]
    kind: str = "real"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = {**os.environ, **environment(self.data)}
        with (self.data / "site.log").open("ab") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "adapters.cli", *self.words, "--port", str(self.port)],
                env={name: value for name, value in settings.items() if value is not None},
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
            )
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError((self.data / "site.log").read_text()[-2000:])
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Whether it can serve."""
        try:
            return self.ask("GET", "/health/ready").status == 200
        except OSError:
            return False

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send one request over a connection of its own. Raises OSError where no whole answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            return Answer(response.status, json.loads(response.read()))
        except (http.client.HTTPException, ValueError) as error:
            raise ConnectionResetError from error
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """Ask a question as clients should: again, for as long as they are told to come back later."""
        return patiently(lambda: self.ask("GET", path, **headers), lambda answer: answer.status == 503)

    def kill(self) -> None:
        """Kill the server without a word."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def kill_database(self) -> None:
        """Kill PostgreSQL's first process without a word."""
        if pid := embedded.status(self.data / self.kind).pid:
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> int:
        """Ask the server to stop, and return its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)

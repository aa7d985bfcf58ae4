"""A command over HTTP, whole, against an empty endpoint of the same application under the same middleware.

The server is one process, as an operator runs it, its views following; clients keep their connections. The database is
the embedded one with its durable settings; figures decide no test, ratios are there to be beaten.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from time import monotonic, sleep

import pytest

from adapters.postgres.server import embedded
from tests.architecture.checkout import ROOT
from tests.benchmarks.measuring import Table
from tests.benchmarks.serving import EMPTY
from tests.support.site import environment, femsteg, free_port
from workflows.reference import places
from workflows.reference.codes import load_codes

_CLIENTS = 16
_KEYS = count(10_000_000)
_PATIENCE_SECONDS = 60
_ROUNDS = 5


Request = tuple[str, dict[str, str]]


class Clients:
    """So many clients with the same token, each on a connection that it keeps."""

    def __init__(self, port: int, token: str) -> None:
        self._token = token
        self._connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=20) for _ in range(_CLIENTS)]

    def post(self, requests: list[Request]) -> set[int]:
        """Send them all, as fast as the answers come, each client its share; return the statuses."""
        shares = [requests[number::_CLIENTS] for number in range(_CLIENTS)]
        with ThreadPoolExecutor(_CLIENTS) as threads:
            return set().union(*threads.map(self._through, self._connections, shares))

    def close(self) -> None:
        """Close the connections."""
        for each in self._connections:
            each.close()

    def _through(self, connection: http.client.HTTPConnection, share: list[Request]) -> set[int]:
        return {self._one(connection, path, body) for path, body in share}

    def _one(self, connection: http.client.HTTPConnection, path: str, body: dict[str, str]) -> int:
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(next(_KEYS)),
            "If-Match": "*",
        }
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    data, port = tmp_path_factory.mktemp("bench"), free_port()
    token = femsteg(data, "token", "create", "--role", "coordinator").stdout.strip()
    settings = {name: value for name, value in {**os.environ, **environment(data)}.items() if value is not None}
    words = [sys.executable, "-m", "tests.benchmarks.serving", str(port)]
    server = subprocess.Popen(words, cwd=ROOT, env=settings)
    try:
        wait_for(port, server)
        with closing(Clients(port, token)) as made:
            yield made
    finally:
        server.terminate()
        server.wait(_PATIENCE_SECONDS)
        embedded.stop(data / "real")


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = monotonic() + _PATIENCE_SECONDS
    while server.poll() is None and monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("the server did not come up")


def test_command_over_http(table: Table, clients: Clients) -> None:
    """A need noted, by 16 clients on 16 municipalities; an empty endpoint. Needs are met again outside the clock."""
    codes = [each.scb_code for each in places.municipalities("17")]
    assert len(codes) == _CLIENTS
    needs = [(code, need) for need in load_codes().lists["needs"].codes for code in codes]

    def send(what: str) -> int:
        asked = [(f"/api/v1/municipalities/{code}/support/{what}", {"need_code": need}) for code, need in needs]
        assert clients.post(asked) == {200}
        return len(asked)

    def limit() -> int:
        assert clients.post([(EMPTY, {})] * len(needs)) == {200}
        return len(needs)

    figure = table.measure(
        "http_command",
        "a need noted, 16 clients on 16 places; an empty endpoint",
        lambda: send("note-need"),
        limit,
        rounds=_ROUNDS,
        between=lambda: send("meet-need"),
    )
    assert figure.ratio > 0

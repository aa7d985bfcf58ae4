"""A command over HTTP, whole, against an empty endpoint of the same application under the same middleware.

The server is the embedded one with its durable settings; figures decide no test, ratios are there to be beaten.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from adapters import log
from adapters.clock import SystemClock
from adapters.main import System, open_system
from adapters.postgres import embedded
from adapters.settings import Settings
from domain.people import Actor
from domain.values import Role
from tests.benchmarks.measuring import Table

_TABLE = Table()
_COMMANDS = 320


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    log.configure(level=50)
    folder = tmp_path_factory.mktemp("bench") / "data"
    embedded.start(folder)
    with open_system(Settings(database_url=None, data_folder=folder), "real") as made:
        yield made
    embedded.stop(folder)


@pytest.fixture(scope="module", autouse=True)
def _report() -> Iterator[None]:
    yield
    print("\n\n" + "\n".join(_TABLE.lines()))
    _TABLE.write(Path("bench.json"))


def test_command_over_http(system: System) -> None:
    """A whole command by 16 clients on 16 municipalities; an empty endpoint under the same middleware."""
    app = system.app()

    def nothing() -> dict[str, str]:
        return {}

    app.add_api_route("/api/v1/nothing", nothing, methods=["POST"])
    app.router.routes.insert(0, app.router.routes.pop())
    actor = Actor(ref="p-" + "0" * 32, role=Role.COORDINATOR)
    clock = SystemClock()
    token = system.access.create_token(actor, "bench", clock.new_id(), clock.now())
    places = ["1715", "1730", "1737", "1760", "1761", "1762", "1763", "1764", "1765", "1766", "1780", "1781"]
    places += ["1782", "1783", "1784", "1785"]

    with TestClient(app) as http, ThreadPoolExecutor(16) as clients:

        def call(path: str) -> int:
            key = str(clock.new_id())
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "If-Match": "*"}
            return http.post(path, json={}, headers=headers).status_code

        def ours() -> int:
            paths = [f"/api/v1/municipalities/{places[n % 16]}/support/log-contact" for n in range(_COMMANDS)]
            answers = list(clients.map(call, paths))
            assert set(answers) == {200}
            return len(answers)

        def limit() -> int:
            answers = list(clients.map(call, ["/api/v1/nothing"] * _COMMANDS))
            assert set(answers) == {200}
            return len(answers)

        figure = _TABLE.measure("http_command", "log-contact, 16 clients; an empty endpoint", ours, limit, rounds=3)
    assert figure.ratio > 0

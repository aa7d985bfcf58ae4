"""A process that follows the log, as those who watch it see it: over its own port, and nothing else there."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.server import embedded
from adapters.postgres.views.leading import lock_number
from adapters.postgres.views.tables import BESIDE
from projections.county import COUNTY
from projections.registry import PROJECTIONS
from tests.support.database import run
from tests.support.site import Site, femsteg, own_data
from tests.support.views import history
from tests.support.waiting import until

EVENTS = 20
SURE_SECONDS = 1.5  # longer than a worker takes a lost lead for its own
OFF, ON = (f"ALTER TABLE log.events {word} TRIGGER refuse" for word in ("DISABLE", "ENABLE ALWAYS"))
AGO = "UPDATE log.events SET recorded_at = clock_timestamp() - interval '{} seconds'"
PARK = "INSERT INTO views.parked VALUES ('county', {}, 'support/1715', 'x', 1, 'E')"
REBUILD = "INSERT INTO views.tracking (projection, version, position) VALUES ('{}', {}, 7)"


@pytest.fixture(scope="module")
def worker() -> Iterator[Site]:
    with own_data() as data:
        site = Site(data, ("work",))
        try:
            site.start()
            yield site
        finally:
            site.kill()


@pytest.fixture
def url(worker: Site) -> str:
    found = embedded.status(worker.data / worker.kind).url
    assert found
    return found


def ready(worker: Site) -> tuple[int, str]:
    answer = worker.ask("GET", "/health/ready")
    return answer.status, answer.content.get("code") or answer.content["status"]


def metrics(worker: Site) -> dict[str, float]:
    with closing(http.client.HTTPConnection("127.0.0.1", worker.port, timeout=20)) as connection:
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
    found = (re.fullmatch(r"([^# ]\S*) (\S+)", line) for line in lines)
    return {match[1]: float(match[2]) for match in found if match}


def of_all(name: str, told: dict[str, float]) -> set[float]:
    return {told[f'femsteg_consumer_{name}{{consumer="{each.name}"}}'] for each in PROJECTIONS}


def test_answers_those_who_watch_and_nobody_else(worker: Site) -> None:
    assert ready(worker) == (200, "ready")
    assert worker.ask("GET", "/health/live").status == 200
    for path in ("/", "/county", "/api/v1/work-queue", "/api/openapi.json", "/static/femsteg.css"):
        answer = worker.ask("GET", path)
        assert (answer.status, answer.content["code"]) == (404, "not-found"), path


def test_is_not_ready_while_what_was_recorded_is_left_unread(worker: Site, url: str) -> None:
    """Another process leads, and does nothing."""
    with psycopg.connect(url, autocommit=True) as other:
        for each in PROJECTIONS:
            while other.execute("SELECT pg_try_advisory_lock(%s, %s)", lock_number(each.name)).fetchone() != (True,):
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'femsteg-leading'"
                )
        time.sleep(SURE_SECONDS)
        with PostgresEventStore(url) as store:
            store.append(list(history()[:EVENTS]))
        run(url, OFF, AGO.format(5), ON)
        assert ready(worker) == (200, "ready")
        run(url, OFF, AGO.format(31), ON)
        assert ready(worker) == (503, "behind")
        told = metrics(worker)
        assert max(of_all("lag_events", told)) == EVENTS
        assert max(of_all("lag_seconds", told)) > 30
        assert of_all("position", told) == {0}
    until(lambda: ready(worker) == (200, "ready"))
    until(lambda: of_all("position", metrics(worker)) == {EVENTS})
    assert of_all("lag_events", metrics(worker)) == {0}


def test_tells_what_is_set_aside_and_how_far_a_rebuild_has_come(worker: Site, url: str) -> None:
    assert metrics(worker)['femsteg_consumer_parked_events{consumer="county"}'] == 0
    run(url, PARK.format(COUNTY.version), REBUILD.format(COUNTY.name + BESIDE, COUNTY.version))
    told = metrics(worker)
    assert told['femsteg_consumer_parked_events{consumer="county"}'] == 1
    assert told['femsteg_consumer_parked_streams{consumer="county"}'] == 1
    assert told['femsteg_consumer_rebuilt_position{consumer="county"}'] == 7
    assert worker.ask("GET", "/health/ready").content["warnings"] == ["parked"]


def test_is_not_ready_without_a_database_and_ends_in_order(worker: Site) -> None:
    embedded.stop(worker.data / worker.kind)
    assert ready(worker) == (503, "unavailable")
    assert worker.ask("GET", "/health/live").status == 200
    assert metrics(worker)["femsteg_database_up"] == 0
    embedded.start(worker.data / worker.kind, keep=True)
    until(lambda: ready(worker) == (200, "ready"))
    assert metrics(worker)["femsteg_database_up"] == 1
    assert worker.stop() == 0


def test_a_port_that_is_taken_is_said_before_anything_is_opened(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = femsteg(tmp_path, "work", "--port", str(taken.getsockname()[1]))
    assert ended.returncode == 4
    assert not list(tmp_path.iterdir())

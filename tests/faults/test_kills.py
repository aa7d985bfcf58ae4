"""What was acknowledged stays, once, whatever is killed: the server, its PostgreSQL, or both at once.

Sabotage: with FEMSTEG_SABOTAGE=fresh-keys the clients send each retry under a new key, and the test must fail, since
a command whose answer was lost is then stored twice.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.server import embedded
from tests.support.database import server_folder
from tests.support.decisions import breached
from tests.support.site import Answer, Site, femsteg

COMMANDS = 200
CLIENTS = 4
KILLS = ("server", "database", "both", "server", "database", "both")
TOWNS = ("1784", "1766", "1780")
TOPIC = "municipality.outreach-made.v1"
FRESH_KEYS = os.environ.get("FEMSTEG_SABOTAGE") == "fresh-keys"


@dataclass
class Attempt:
    """One sending of one command: when, and what became of it."""

    begun: float
    ended: float
    lost: bool


@dataclass
class Clients:
    """Some clients, each of which repeats a command under its key until it has an answer."""

    site: Site
    token: str
    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def work(self, own: range) -> None:
        for number in own:
            key = f"kill-{number:04d}"
            self.answers[key] = self._insist(key, TOWNS[number % len(TOWNS)])

    def _insist(self, key: str, town: str) -> Mapping[str, Any]:
        for sending in range(1000):
            answer = self._send(f"{key}-{sending}" if FRESH_KEYS else f"{key}-x", town)
            if answer and answer.status != 503:
                assert answer.status == 200, answer
                told: Mapping[str, Any] = answer.content
                return told
            time.sleep(0.1)
        raise AssertionError(key)

    def _send(self, key: str, town: str) -> Answer | None:
        begun = time.monotonic()
        answer, refused = None, False
        try:
            answer = self.site.ask(
                "POST",
                f"/api/v1/municipalities/{town}/municipality/make-outreach",
                {"kind": "telephone", "initiated_by": "regional"},
                **{"Authorization": f"Bearer {self.token}", "Idempotency-Key": key, "If-Match": "*"},
            )
            self.statuses[answer.status] += 1
        except ConnectionRefusedError:
            refused = True
        except OSError:
            pass
        lost = (answer is None and not refused) or (answer is not None and answer.status == 503)
        self.attempts.append(Attempt(begun, time.monotonic(), lost))
        return answer


@pytest.fixture
def site() -> Iterator[Site]:
    with server_folder() as folder:
        made = Site(Path(folder), ("serve",))
        try:
            yield made
        finally:
            made.kill()
            embedded.stop(made.data / "real")


def strike(site: Site, what: str) -> float:
    at = time.monotonic()
    if what in {"database", "both"}:
        site.kill_database()
    if what in {"server", "both"}:
        site.kill()
        site.start()
    return at


def strike_while(site: Site, clients: Clients, threads: list[threading.Thread]) -> list[float]:
    """Kill at even steps of the work, and at no even moment."""
    dice = random.Random(5)  # noqa: S311 -- when to kill is no secret
    struck = []
    for number, what in enumerate(KILLS, start=1):
        goal = number * COMMANDS // (len(KILLS) + 1)
        while len(clients.answers) < goal and any(each.is_alive() for each in threads):
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 0.02))
        struck.append(strike(site, what))
    return struck


def in_flight(struck: list[float], attempts: list[Attempt]) -> int:
    return sum(any(each.lost and each.begun < at < each.ended for each in attempts) for at in struck)


def stored(site: Site) -> Counter[str]:
    """Return how often the log holds each command, by its number whatever the key's end."""
    url = embedded.status(site.data / "real").url
    assert url
    with PostgresEventStore(url) as store:
        assert breached(store) == []
    with psycopg.connect(url) as connection:
        keys = connection.execute(
            "SELECT left(key, 9) FROM log.events LEFT JOIN log.receipts ON notification_id = first_position"
            " WHERE topic = %s",
            [TOPIC],
        )
        return Counter(key for (key,) in keys)


@pytest.mark.slow
def test_each_acknowledged_command_is_in_the_log_once_after_kills(site: Site) -> None:
    token = femsteg(site.data, "token", "create", "--role", "coordinator").stdout.strip()
    site.start()
    clients = Clients(site, token)
    shares = [range(first, COMMANDS, CLIENTS) for first in range(CLIENTS)]
    threads = [threading.Thread(target=clients.work, args=(share,)) for share in shares]

    for thread in threads:
        thread.start()
    struck = strike_while(site, clients, threads)
    for thread in threads:
        thread.join(50)

    caught = in_flight(struck, clients.attempts)
    lost = sum(each.lost for each in clients.attempts)
    print(f"{caught} of {len(struck)} kills struck a request in flight; {lost} answers lost; {dict(clients.statuses)}")
    assert caught, "void: no kill struck a request in flight"
    assert set(clients.statuses) <= {200, 503}
    keys = {f"kill-{number:04d}" for number in range(COMMANDS)}
    assert set(clients.answers) == keys
    assert stored(site) == Counter(keys)
    position = max(answer["position"] for answer in clients.answers.values())
    path = f"/api/v1/trail?kind={TOPIC}&limit=500&min_position={position}"
    trail = site.get(path, Authorization=f"Bearer {token}")
    told = {each["event_id"] for each in trail.content["events"]}
    assert told == {each["event_id"] for answer in clients.answers.values() for each in answer["events"]}

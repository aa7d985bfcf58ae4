"""The same key: twice, eight at once, with the answer lost after COMMIT: one effect, the same answer (O12).

Sabotage, named in FEMSTEG_SABOTAGE: `no-receipts` leaves the receipt out of the append, and turns these red.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo
from starlette.testclient import TestClient

from adapters.postgres.log.event_store import PostgresEventStore
from domain.values import Role
from tests.support.api import Caller, Office, open_office
from tests.support.database import socket_of
from tests.support.decisions import breached
from tests.support.proxy import Lose, LossyProxy

HERE = "1715"
CONTACT = "support/log-contact"


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.environ.get("FEMSTEG_SABOTAGE") == "no-receipts":
        append = PostgresEventStore.append
        monkeypatch.setattr(PostgresEventStore, "append", lambda self, events, *_: append(self, events))


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        yield made
        assert breached(made.system.store) == []


def contacts(office: Office) -> int:
    """Return how many contacts the log holds."""
    return sum(each.topic == "support.contact-had.v1" for each in office.system.store.read(0, 10_000))


def test_twice_gives_one_effect_and_the_same_answer(office: Office) -> None:
    first = office.coordinator.send(HERE, CONTACT, key="once-and-again", direction="both")
    again = office.coordinator.send(HERE, CONTACT, key="once-and-again", direction="both")
    assert (200, first.json()) == (again.status_code, again.json())
    assert contacts(office) == 1


def test_the_answer_outlives_what_it_made_impossible(office: Office) -> None:
    """Joining twice is refused, but the request that joined is still answered as it was."""
    join = "municipality/join-municipality"
    first = office.coordinator.send(HERE, join, key="join-once", version=1)
    again = office.coordinator.send(HERE, join, key="join-once", version=1)
    assert (200, first.json()) == (again.status_code, again.json())
    assert office.coordinator.refused(HERE, join) == ["L3"]


def test_another_body_under_the_key_is_refused(office: Office) -> None:
    office.coordinator.send(HERE, CONTACT, key="one-or-other", direction="both")
    other = office.coordinator.send(HERE, CONTACT, key="one-or-other", direction="out")
    assert (422, "idempotency-key-reused") == (other.status_code, other.json()["code"])
    assert contacts(office) == 1


def test_the_key_is_the_actors_own(office: Office) -> None:
    someone_else = office.caller(Role.COORDINATOR)
    for caller in (office.coordinator, someone_else):
        assert caller.send(HERE, CONTACT, key="same-for-both", direction="both").status_code == 200
    assert contacts(office) == 2


@pytest.mark.parametrize("trial", range(5))
def test_eight_at_once_give_one_effect_and_the_same_answer(office: Office, trial: int) -> None:
    key = f"eight-at-once-{trial}"
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: office.coordinator.send(HERE, CONTACT, key=key, direction="both"), range(8))
        )
    assert {200} == {each.status_code for each in answers}
    assert len({each.text for each in answers}) == 1
    assert contacts(office) == 1


def test_a_recorded_refusal_is_recorded_once_however_often_it_is_asked(office: Office) -> None:
    contact = office.callers[Role.CONTACT]
    for _ in range(3):
        response = contact.send(HERE, "support/plan-visit", key="not-mine-to-plan", planned_on="2024-02-01")
        assert [each["rule_id"] for each in response.json()["refusals"]] == ["L8"]
    topics = Counter(each.topic for each in office.system.store.read(0, 10_000))
    assert topics["audit.command-refused.v1"] == 1


def test_two_with_the_same_version_let_one_through(office: Office) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda _: office.coordinator.send(HERE, CONTACT, version=0, direction="both"), range(4))
        )
    codes = Counter(each.status_code for each in answers)
    assert {200: 1, 412: 3} == dict(codes)
    refused = next(each.json() for each in answers if each.status_code == 412)
    assert ("version-conflict", 0, 1) == (refused["code"], refused["expected"], refused["current"])
    assert refused["since"][0]["topic"] == "support.contact-had.v1"


@pytest.mark.parametrize("lose", [Lose.QUESTION, Lose.ANSWER])
def test_an_answer_lost_around_commit_is_unknown_and_then_the_same(
    database_url: str, office: Office, lose: Lose
) -> None:
    trials, unknown = 12, 0
    with (
        tempfile.TemporaryDirectory() as folder,
        LossyProxy(Path(folder), socket_of(database_url)) as proxy,
        PostgresEventStore(make_conninfo(database_url, host=str(proxy.folder))) as far,
        TestClient(replace(office.system, store=far).app(), raise_server_exceptions=False) as http,
    ):
        caller = Caller(http, office.coordinator.token)
        for trial in range(trials):
            before = contacts(office)
            proxy.only, proxy.lose = f"lost-answer-{trial}".encode(), lose
            first = caller.send(HERE, CONTACT, key=f"lost-answer-{trial}", version="*", direction="both")
            unknown += first.status_code == 503 and first.json()["code"] == "outcome-unknown"
            again = [caller.send(HERE, CONTACT, key=f"lost-answer-{trial}", direction="both") for _ in range(3)]
            settled = [each for each in again if each.status_code == 200]
            assert settled, [each.text for each in again]
            assert len({each.text for each in settled}) == 1
            assert contacts(office) == before + 1
        print(f"{unknown} of {trials} requests lost their {lose.name.lower()} in flight")
        assert unknown == trials

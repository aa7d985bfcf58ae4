"""An operator's way out of trouble with the views, by the command line and the health page.

Sabotage, named in FEMSTEG_SABOTAGE: `unlisted` tells nobody what is parked, and turns the broken event red; `any-rows`
asks what is set aside alone, and turns the changed row red.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Protocol

import psycopg
import pytest
from click.testing import CliRunner, Result

from adapters.cli import main
from adapters.postgres.views.store import PostgresViews
from projections.county import COUNTY
from projections.engine.digest import Proof
from projections.registry import PROJECTIONS
from tests.support.api import Office, open_office
from tests.support.database import run
from tests.support.waiting import until
from workflows.policies.registry import TIMERS

HERE = "1715"
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


class Femsteg(Protocol):
    def __call__(self, *words: str) -> Result: ...


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "unlisted":
        monkeypatch.setattr(PostgresViews, "parked", lambda *_: [])
    if SABOTAGE == "any-rows":
        monkeypatch.setattr(Proof, "holds", property(lambda proof: not proof.kept.parked))


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        yield made


@pytest.fixture
def femsteg(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Femsteg:
    monkeypatch.setenv("DATABASE_URL", database_url)

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    return call


def test_a_changed_row_is_found_named_and_mended(office: Office, femsteg: Femsteg, database_url: str) -> None:
    office.system.follower.catch_up()
    right = femsteg("verify", "projections")
    assert (right.exit_code, right.output.count("equal")) == (0, len(PROJECTIONS)), right.output
    run(database_url, f"UPDATE views.{COUNTY.table(COUNTY.kinds[0])} SET county_code = '18'")  # noqa: S608 -- ours
    wrong = femsteg("verify", "projections")
    assert wrong.exit_code == 1
    assert "Not what the log says: county." in wrong.output
    table = COUNTY.table(COUNTY.kinds[0])
    assert f'municipality {HERE}: {table} ["{HERE}"] from position ' in wrong.output
    assert femsteg("rebuild", "county").exit_code == 0
    assert femsteg("verify", "projections").exit_code == 0


def test_a_broken_event_is_listed_and_leaves_the_list_when_it_is_whole_again(
    office: Office, femsteg: Femsteg, database_url: str
) -> None:
    last = office.system.store.read(0, 10_000)[-1]
    topic = f"WHERE event_id = '{last.envelope.event_id}'"
    broken = f"UPDATE log.events SET topic = topic || '.broken' {topic}"  # noqa: S608 -- our own id
    whole = f"UPDATE log.events SET topic = replace(topic, '.broken', '') {topic}"  # noqa: S608 -- same
    off, on = (f"ALTER TABLE log.events {word} TRIGGER refuse" for word in ("DISABLE", "ENABLE ALWAYS"))
    run(database_url, off, broken, on)
    assert femsteg("rebuild", "all").exit_code == 0
    listed = femsteg("parked", "list").output
    assert listed.count(str(last.envelope.event_id)) == len(PROJECTIONS)
    assert "UnknownTopic" in listed
    assert femsteg("parked", "replay", "all").exit_code == 1
    assert 'femsteg_consumer_parked_events{consumer="county"} 1.0' in metrics(office)
    run(database_url, off, whole, on)
    assert femsteg("parked", "replay", "all").exit_code == 0
    assert femsteg("parked", "list").output == ""
    assert 'femsteg_consumer_parked_events{consumer="county"} 0.0' in metrics(office)


def test_what_a_timer_has_set_aside_is_listed_counted_and_tried_again(
    office: Office, femsteg: Femsteg, database_url: str
) -> None:
    office.system.follower.stop()
    run(database_url, "INSERT INTO views.parked VALUES ('pause-end', 1, 'journey/1715', 'x', 1, 'KeyError')")
    assert femsteg("parked", "list").output.split() == ["pause-end", "1", "x", "KeyError", "journey/1715"]
    assert 'femsteg_consumer_parked_events{consumer="pause-end"} 1.0' in metrics(office)
    assert "pause-end: 1 were set aside, 0 are." in femsteg("parked", "replay", "pause-end").output
    assert femsteg("parked", "list").output == ""


def waiting(url: str) -> list[str]:
    """Return on what kinds of things somebody waits."""
    with psycopg.connect(url) as connection:
        return [
            kind
            for (kind,) in connection.execute(
                "SELECT locktype FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND locktype IN ('advisory', 'relation') AND datname = current_database()"
            )
        ]


def test_a_rebuild_waits_for_a_verify_and_holds_up_no_reader(
    office: Office, femsteg: Femsteg, database_url: str
) -> None:
    office.system.follower.catch_up()
    found: list[str] = []

    def verify(begun: Event) -> None:
        with office.system.views.whole(COUNTY) as whole:
            assert list(whole.versions)
            begun.set()
            until(lambda: bool(waiting(database_url)))
            found.extend(waiting(database_url))

    with ThreadPoolExecutor(1) as pool:
        begun = Event()
        verifying = pool.submit(verify, begun)
        begun.wait(10)
        rebuilt = femsteg("rebuild", "county")
        verifying.result()
    assert found == ["advisory"], "somebody waits for the rows themselves, and each reader behind them"
    assert rebuilt.exit_code == 0, rebuilt.output
    assert "county: waits until `femsteg verify projections`" in rebuilt.output


def metrics(office: Office) -> str:
    answer = office.http.get("/metrics")
    ready = office.http.get("/health/ready").json()
    assert set(ready["consumers"]) == {each.name for each in PROJECTIONS} | {each.name for each in TIMERS}
    text: str = answer.text
    return text


def test_another_log_is_refused_until_all_is_made_anew(office: Office, femsteg: Femsteg, database_url: str) -> None:
    office.system.follower.catch_up()
    run(database_url, "UPDATE log.installation SET epoch = gen_random_uuid()")
    refused = femsteg("verify", "projections")
    assert refused.exit_code == 1
    assert "femsteg rebuild all" in refused.output
    assert femsteg("rebuild", "all").exit_code == 0
    assert femsteg("verify", "projections").exit_code == 0

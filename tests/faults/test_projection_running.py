"""Following through kills, lost notices, dead leaders and other logs.

Sabotage that turns these red: a tick of an hour (`following._TICK_SECONDS`) for the lost notice and the takeover;
no reconnecting in `Leading` or `Bell` for the killed connections; no `check_origin` for the other log.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest

from adapters import log
from adapters.postgres.views.origin import AnotherLog
from projections.county import COUNTY
from projections.registry import PROJECTIONS
from projections.running import follow
from tests.architecture.checkout import ROOT
from tests.support.database import run
from tests.support.folding import fold
from tests.support.views import Desk, history, more_of_the_same, open_desk, until

KILLS = int(os.environ.get("FEMSTEG_KILLS", "40"))
WORKER = """
import sys, time
from adapters.postgres.pool import Pool
from adapters.postgres.views.log import PostgresLog
from adapters.postgres.views.store import PostgresViews
from projections.registry import PROJECTIONS
from projections.running import follow
pool = Pool(sys.argv[1], 4)
log, views = PostgresLog(pool), PostgresViews(pool)
print("begun", flush=True)
while True:
    for projection in PROJECTIONS:
        follow(projection, log, views, batch=3)
"""


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    log.configure(level=50)
    with open_desk(database_url) as made:
        yield made


@pytest.fixture
def empty(database_url: str) -> Iterator[Desk]:
    log.configure(level=50)
    with open_desk(database_url, events=0) as made:
        yield made


def is_up(desk: Desk) -> bool:
    return all(desk.state(each).lag == 0 for each in PROJECTIONS)


def test_kills_of_the_projection_process_leave_rows_equal_to_a_fold(desk: Desk) -> None:
    dice, struck = random.Random(11), 0  # noqa: S311 -- dice for a test
    for _ in range(KILLS):
        before = sum(desk.views.positions(PROJECTIONS).values())
        if before == len(history()) * len(PROJECTIONS):
            break
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, desk.url],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert worker.stdout
        worker.stdout.readline()
        time.sleep(dice.uniform(0.02, 0.15))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        after = sum(desk.views.positions(PROJECTIONS).values())
        struck += before < after < len(history()) * len(PROJECTIONS)
    print(f"{struck} kills struck in the middle of the work")
    assert struck >= 3, "void: no kill struck in the middle of the work"
    for projection in PROJECTIONS:
        follow(projection, desk.log, desk.views)
        assert fold(projection, list(history())) == desk.shown(projection)


@pytest.mark.parametrize("application", ["femsteg-bell", "femsteg-leading"])
def test_killed_connections_heal(desk: Desk, application: str) -> None:
    follower = desk.follower()
    follower.start()
    until(lambda: is_up(desk), 20)
    until(lambda: desk.kill(application) > 0, 5)
    desk.store.append([more_of_the_same(0)])
    took = until(lambda: is_up(desk), 5)
    healed = until(lambda: desk.kill(application) > 0, 5)
    follower.stop()
    print(f"{application}: up to date after {took:.2f} s, connected again after {healed:.2f} s")


def test_a_lost_notice_is_made_good_by_the_tick(desk: Desk) -> None:
    """Nobody is told at all: the event is appended past whoever would ring."""
    follower = desk.follower()
    follower.start()
    until(lambda: is_up(desk), 20)
    desk.store.append([more_of_the_same(0)])
    assert not is_up(desk), "void: seen before anyone could have missed it"
    took = until(lambda: is_up(desk), 3)
    follower.stop()
    print(f"seen after {took:.2f} s")


def test_a_notice_reaches_another_process_at_once(desk: Desk) -> None:
    leader, other = desk.follower(), desk.follower()
    leader.start()
    until(lambda: is_up(desk), 20)
    other.start()
    time.sleep(1.2)
    tooks = []
    for number in range(5):
        time.sleep(0.13)
        desk.store.append([more_of_the_same(number)])
        other.wake()
        tooks.append(until(lambda: desk.state(COUNTY).lag == 0, 3))
    leader.stop()
    other.stop()
    print(f"seen after {[round(each * 1000) for each in tooks]} ms")
    assert sorted(tooks)[2] < 0.3


def test_of_two_runners_one_leads_and_the_other_takes_over(desk: Desk) -> None:
    first, second = desk.follower(), desk.follower()
    first.start()
    until(lambda: is_up(desk), 20)
    second.start()
    time.sleep(1.5)
    led = [follower._leading.led() for follower in (first, second)]  # noqa: SLF001 -- who leads
    assert led == [frozenset(each.name for each in PROJECTIONS), frozenset()]
    first.stop()
    desk.store.append([more_of_the_same(0)])
    took = until(lambda: is_up(desk), 5)
    assert second._leading.led() == led[0]  # noqa: SLF001 -- same
    second.stop()
    print(f"taken over after {took:.2f} s")


class TestAnotherLog:
    def test_is_refused_when_the_views_are_ahead(self, desk: Desk) -> None:
        """What a failover leaves that lost the last events: here the tracking is moved past the head."""
        follow(COUNTY, desk.log, desk.views)
        run(desk.url, "UPDATE views.tracking SET position = position + 10 WHERE projection = 'county'")
        with pytest.raises(AnotherLog, match="county"):
            desk.views.prepare(PROJECTIONS)

    def test_is_refused_when_positions_were_handed_out_again(self, empty: Desk) -> None:
        """The position exists, but another event has it."""
        empty.store.append(list(history()[:20]))
        follow(COUNTY, empty.log, empty.views)
        run(
            empty.url,
            "ALTER TABLE log.events DISABLE TRIGGER refuse",
            "DELETE FROM log.events WHERE notification_id > 15",
            "ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse",
            "ALTER TABLE log.events ALTER notification_id RESTART WITH 16",
        )
        empty.store.append(list(history()[20:30]))
        assert empty.log.head() > 20, "void: no position was handed out again"
        with pytest.raises(AnotherLog, match="county"):
            empty.views.prepare(PROJECTIONS)

    def test_is_refused_when_the_epoch_is_another(self, desk: Desk) -> None:
        run(desk.url, "INSERT INTO log.installation (kind, county_code) VALUES ('real', '17')")
        desk.views.prepare(PROJECTIONS)
        run(desk.url, "UPDATE log.installation SET epoch = gen_random_uuid()")
        with pytest.raises(AnotherLog):
            desk.views.prepare(PROJECTIONS)
        desk.views.prepare(PROJECTIONS, checked=False)


def test_a_database_that_is_gone_for_a_while_is_followed_again(desk: Desk) -> None:
    follower = desk.follower()
    follower.start()
    until(lambda: is_up(desk), 20)
    cut = 0
    with psycopg.connect(desk.url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        ).fetchall()
        cut = len(found)
    assert cut >= 3, "void: there was nothing to cut"
    for number in range(3):
        with suppress(Exception):
            desk.store.append([more_of_the_same(number)])
            break
    until(lambda: is_up(desk), 5)
    follower.stop()

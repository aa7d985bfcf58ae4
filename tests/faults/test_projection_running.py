"""Following through lost notices, dead connections, dead leaders and other logs.

Sabotage, named in FEMSTEG_SABOTAGE: `no-tick` looks only when told, and turns the lost notice and the takeover red;
`no-reconnect` lets a lost connection stay lost, and turns the killed connections red; `all-lead` takes no lock, and
turns the takeover red; `any-log` takes any log for the one that was read, and turns the other logs red; `patient`
waits as long for a lock as it takes, and turns the locked view red; `rests-as-long` rests four times as long as a batch
took, and turns the pause red.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path
from statistics import median

import psycopg
import pytest

from adapters.postgres.migrate import migrate
from adapters.postgres.server import embedded
from adapters.postgres.sql import QUERIES
from adapters.postgres.views import store
from adapters.postgres.views.leading import Leading, lock_number
from adapters.postgres.views.notifications import Notifications
from adapters.postgres.views.origin import AnotherLog, note_origin
from adapters.runtime import diagnostics, following
from adapters.runtime.following import Follower
from projections.county import COUNTY
from projections.engine.running import follow
from projections.registry import PROJECTIONS
from tests.support.database import frozen, run, server_folder
from tests.support.processes import forking
from tests.support.views import Desk, history, more_of_the_same, open_desk
from tests.support.waiting import PATIENCE_SECONDS, until
from workflows.ports import Unavailable

ROUNDS = 3
PAUSE_SECONDS = 6
LEADERS = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE datname = current_database() AND locktype = 'advisory' AND classid::bigint = %s AND granted
"""
LED = frozenset(each.name for each in PROJECTIONS)
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")


_connect, _connected = Notifications._connect, Counter[Notifications]()  # noqa: SLF001 -- to be sabotaged


def only_at_first(notifications: Notifications) -> psycopg.Connection:
    """Connect once to listen and once to notify, and never again."""
    _connected[notifications] += 1
    if _connected[notifications] > 2:
        raise psycopg.OperationalError
    return _connect(notifications)


def let_go_and_keep(leading: Leading) -> None:
    """Take a closed connection for one that serves."""
    leading._led.clear()  # noqa: SLF001 -- same
    if leading._connection:  # noqa: SLF001 -- same
        leading._connection.close()  # noqa: SLF001 -- same


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "no-tick":
        monkeypatch.setattr(following, "_TICK_SECONDS", 3600.0)
    if SABOTAGE == "no-reconnect":
        monkeypatch.setattr(Notifications, "_connect", only_at_first)
        monkeypatch.setattr(Leading, "_drop", let_go_and_keep)
    if SABOTAGE == "all-lead":
        monkeypatch.setattr(Leading, "leads", lambda self, name: bool(self._led.add(name)) or True)
    if SABOTAGE == "rests-as-long":
        monkeypatch.setattr(following, "_REST", 4)
        monkeypatch.setattr(following, "_LONGEST_REST_SECONDS", 3600.0)
    if SABOTAGE == "patient":
        monkeypatch.setattr(store, "QUERIES", {**QUERIES, "wait_briefly_for_locks": "SET LOCAL lock_timeout = 0"})
    if SABOTAGE == "any-log":
        monkeypatch.setattr(store, "check_origin", lambda *_: None)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    diagnostics.configure(level=50)
    with open_desk(database_url) as made:
        yield made


@pytest.fixture
def empty(database_url: str) -> Iterator[Desk]:
    diagnostics.configure(level=50)
    with open_desk(database_url, events=0) as made:
        yield made


def is_up(desk: Desk) -> bool:
    """Return whether the views are at the log's end; they are not while the desk's own connections are cut."""
    with suppress(Unavailable):
        return all(desk.state(each).lag == 0 for each in PROJECTIONS)
    return False


@pytest.mark.parametrize("application", ["femsteg-notifications", "femsteg-leading"])
def test_killed_connections_heal(desk: Desk, application: str) -> None:
    follower, tooks = desk.following(), list[float]()
    until(lambda: is_up(desk))
    for number in range(ROUNDS):
        until(lambda: desk.kill(application) > 0)
        desk.store.append([more_of_the_same(number)])
        tooks.append(until(lambda: is_up(desk)))
    healed = until(lambda: desk.kill(application) > 0)
    follower.stop()
    print(f"{application}: up to date after {max(tooks):.2f} s at most, connected again after {healed:.2f} s")
    assert median(tooks) < 5


def test_a_lost_notice_is_made_good_by_the_tick(desk: Desk) -> None:
    """Nobody is told at all: the events are appended past whoever would notify."""
    follower, tooks = desk.following(), list[float]()
    until(lambda: is_up(desk))
    for number in range(10 * ROUNDS):
        desk.store.append([more_of_the_same(number)])
        if not is_up(desk):
            tooks.append(until(lambda: is_up(desk)))
        if len(tooks) == ROUNDS:
            break
    follower.stop()
    print(f"seen after {max(tooks):.2f} s at most")
    assert len(tooks) == ROUNDS, "void: seen before anyone could have missed it"
    assert median(tooks) < 3


def test_a_view_that_is_locked_holds_up_no_other(desk: Desk) -> None:
    follower, others = desk.following(), [each for each in PROJECTIONS if each is not COUNTY]
    until(lambda: is_up(desk))
    tooks, heals, locked = list[float](), list[float](), 0
    for number in range(ROUNDS):
        with psycopg.connect(desk.url) as connection:
            connection.execute("SELECT FROM views.tracking WHERE projection = 'county' FOR UPDATE")
            desk.store.append([more_of_the_same(number)])
            follower.wake()
            tooks.append(until(lambda: all(desk.state(each).lag == 0 for each in others)))
            locked += desk.state(COUNTY).lag > 0
        heals.append(until(lambda: is_up(desk)))
    follower.stop()
    print(f"others up to date after {max(tooks):.2f} s at most, the locked one {max(heals):.2f} s after it was let go")
    assert locked == ROUNDS, "void: it was not locked"
    assert median(tooks) < 2
    assert median(heals) < 5


def test_a_notice_reaches_another_process_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody looks unless told."""
    monkeypatch.setattr(following, "_TICK_SECONDS", 3600.0)
    desk.following()
    until(lambda: is_up(desk))
    other = desk.following()
    tooks = []
    for number in range(5):
        desk.store.append([more_of_the_same(number)])
        other.wake()
        tooks.append(until(lambda: desk.state(COUNTY).lag == 0))
    print(f"seen after {[round(each * 1000) for each in tooks]} ms")
    assert min(tooks) < 0.3


def lead(url: str) -> None:
    """Be another process that follows the log."""
    diagnostics.configure(level=50)
    with open_desk(url, events=0) as desk:
        desk.following()
        signal.pause()


def led(follower: Follower) -> frozenset[str]:
    return follower._leading.led()  # noqa: SLF001 -- who leads


def leaders(desk: Desk) -> int:
    """Return how many projections someone leads."""
    with psycopg.connect(desk.url) as connection:
        found = connection.execute(LEADERS, lock_number("")[:1]).fetchone()
    assert found
    return int(found[0])


def take_over(desk: Desk, number: int) -> float:
    """Let one lead and another wait, kill the first, and return how long it took the other to be up to date."""
    until(lambda: leaders(desk) == 0)  # the server lets go of an earlier round's runner when it gets to it
    first = forking().Process(target=lead, args=(desk.url,))
    first.start()
    until(lambda: leaders(desk) == len(LED) and is_up(desk))
    second = desk.following()
    time.sleep(1.3)
    before = led(second)
    first.kill()
    desk.store.append([more_of_the_same(number)])
    took = until(lambda: is_up(desk) and led(second) == LED)
    second.stop()
    first.join()
    assert before == frozenset()
    return took


def test_of_two_runners_one_leads_and_the_other_takes_over_when_it_is_killed(desk: Desk) -> None:
    tooks = [take_over(desk, number) for number in range(ROUNDS)]
    print(f"taken over after {max(tooks):.2f} s at most")
    assert median(tooks) < 5


@pytest.mark.slow
def test_a_pause_of_the_database_is_made_good_within_seconds() -> None:
    """Every process of the server stands still for a while, in the middle of what it does."""
    with server_folder() as folder:
        data = Path(folder) / "server"
        url = embedded.start(data)
        migrate(url)
        try:
            with open_desk(url) as desk:
                follower = desk.following()
                until(lambda: is_up(desk))
                numbers = count()

                def pause() -> float:
                    with frozen(data):
                        time.sleep(PAUSE_SECONDS)
                    desk.store.append([more_of_the_same(next(numbers))])
                    return until(lambda: is_up(desk))

                tooks = [pause() for _ in range(ROUNDS)]
                follower.stop()
        finally:
            embedded.stop(data)
    print(f"up to date after {[round(each, 1) for each in tooks]} s")
    # A pause that falls into a rest costs nothing: the longest wait is what tells.
    assert max(tooks) < 5


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


def test_consumers_note_at_once_which_log_their_rows_are_of(desk: Desk) -> None:
    """As those of a process do that takes over before anybody has noted it."""
    run(desk.url, "UPDATE views.origin SET epoch = ''")
    with ThreadPoolExecutor(1) as other, psycopg.connect(desk.url) as first:
        note_origin(first)
        second = other.submit(desk.views.check, COUNTY)
        until(lambda: waiting_for_a_lock(desk) or second.done())
        first.commit()
        second.result(PATIENCE_SECONDS)
    desk.views.check(COUNTY)


def waiting_for_a_lock(desk: Desk) -> bool:
    with psycopg.connect(desk.url) as connection:
        found = connection.execute(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return found.fetchone() is not None


def test_a_database_that_is_gone_for_a_while_is_followed_again(desk: Desk) -> None:
    follower = desk.following()
    until(lambda: is_up(desk))
    cut = 0
    with psycopg.connect(desk.url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        ).fetchall()
        cut = len(found)
    assert cut >= 3, "void: there was nothing to cut"
    for number in range(3):
        with suppress(Exception):
            desk.store.append([more_of_the_same(number)])
            break
    until(lambda: is_up(desk))
    follower.stop()

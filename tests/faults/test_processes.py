"""Processes that issue commands: each command once, whatever is killed, whoever else is at it, and however late.

Sabotage, named in FEMSTEG_SABOTAGE: `fires-again` gives each try a key of its own, and turns the kills red;
`moves-first` moves the position before the commands are handled, and turns them red as well.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier

import pytest

from adapters.runtime.clock import SystemClock
from domain.journey.events import PauseEndReminded
from domain.municipality.commands import CorrectEntry
from domain.municipality.events import OutreachMade
from domain.scope import Scope
from domain.support.events import ContactHad
from domain.values import Channel
from projections.engine.running import follow
from projections.work_queue import WORK_QUEUE
from tests.support.api import open_office
from tests.support.given import REFERENCE
from tests.support.issuing import PAGE, THANKING, TOWNS, Works, outreaches, pauses, work_for_ever, works
from tests.support.people import COORDINATOR
from tests.support.processes import forking
from tests.support.waiting import caught_up
from workflows.handling.act import Act
from workflows.handling.handler import Handling
from workflows.handling.issuing import Issuing
from workflows.policies.policy import Issued

KILLS = int(os.environ.get("FEMSTEG_KILLS", "40"))
MOST_SECONDS = 0.012
_NAMED = os.environ.get("FEMSTEG_SABOTAGE")
SABOTAGE = {"fresh_keys": _NAMED == "fires-again", "moves_first": _NAMED == "moves-first"}
HERE = "1715"


@pytest.fixture
def here(database_url: str) -> Iterator[Works]:
    with works(database_url) as made:
        yield made


def kill(url: str, dice: random.Random, what: str) -> list[tuple[str, str]]:
    """Let a process begin and kill it a while after one of its commands; return what it told."""
    told, tells = forking().Pipe(duplex=False)
    worker = forking().Process(target=work_for_ever, args=(url, tells, what, SABOTAGE))
    worker.start()
    tells.close()
    heard = list[tuple[str, str]]()
    with told:
        for _ in range(dice.randrange(1, 2 * PAGE)):
            heard.append(told.recv())
        time.sleep(dice.uniform(0, MOST_SECONDS))
        worker.kill()
        worker.join()
        with suppress(EOFError):
            while True:
                heard.append(told.recv())
    return heard


def test_kills_leave_each_command_given_once(here: Works, database_url: str) -> None:
    """Of a policy whose command nothing but its key keeps from being given again."""
    each = max(KILLS // 4, 4)
    here.store.append(outreaches(each))
    dice, begun = random.Random(8), Counter[str]()  # noqa: S311 -- dice for a test
    for _ in range(KILLS):
        begun.update(cause for cause, at in kill(database_url, dice, "policy") if at == "begun")
    again = sum(count > 1 for count in begun.values())
    here.policy(THANKING).catch_up()
    led_to = here.causes(ContactHad)
    print(f"{KILLS} kills: {len(begun)} of {len(TOWNS) * each} begun, {again} of them more than once")
    causes = {each.envelope.event_id for each in here.store.read(0, 100_000) if isinstance(each.event, OutreachMade)}
    assert led_to == Counter(causes)
    assert again >= KILLS / 10, "void: too few kills struck between a command and the position"


def test_kills_leave_each_reminder_recorded_once(here: Works, database_url: str) -> None:
    here.store.append(pauses())
    dice, begun = random.Random(9), Counter[str]()  # noqa: S311 -- dice for a test
    for _ in range(8):
        begun.update(cause for cause, at in kill(database_url, dice, "timer") if at == "begun")
    follow(WORK_QUEUE, here.log, here.views)
    here.timer().catch_up()
    assert begun, "void: nothing was due"
    assert sorted(here.causes(PauseEndReminded).values()) == [1] * len(TOWNS)


def test_two_processes_at_once_remind_once(here: Works, database_url: str) -> None:
    """As if both led: what keeps them apart is the key alone."""
    here.store.append(pauses())
    follow(WORK_QUEUE, here.log, here.views)
    together, gave = Barrier(2), Counter[int]()

    def remind(number: int) -> None:
        with works(database_url) as mine:
            issuing = Issuing(Handling(mine.store, SystemClock(), REFERENCE))

            def issue(issued: Issued) -> bool:
                gave[number] += 1
                return issuing.issue(issued)

            together.wait()
            mine.timer(issue).catch_up()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(remind, range(2)))
    assert gave == Counter({0: len(TOWNS), 1: len(TOWNS)}), "void: only one of them was at it"
    assert sorted(here.causes(PauseEndReminded).values()) == [1] * len(TOWNS)


def test_a_day_that_passed_while_nothing_ran_is_made_good_once(database_url: str) -> None:
    """The pause ends in the night; the process comes back ten days later, and stays for a year."""
    with open_office(database_url, HERE) as office:
        bfc, reason = office.coordinator, office.system.reference.codes.options("pause-reasons")[0]
        bfc.does(HERE, "municipality/join-municipality")
        bfc.does(HERE, "journey/open-journey")
        bfc.does(HERE, "journey/pause-journey", reason=reason, expected_until="2024-01-18")
        caught_up(office.system)
        office.system.follower.stop()
        head = office.system.store.head()
        office.calendar.pass_days(10)
        for days in (0, 1, 365):
            office.calendar.pass_days(days)
            office.system.follower.catch_up()
        assert office.system.store.head() == head + 1
        bfc.position = head + 1
        assert bfc.told(HERE, "en") == (
            "Reminder: the pause was expected to last until 18 January 2024, and the journey is still paused."
        )
        told = office.http.get("/health/ready").json()["consumers"]["pause-end"]
        assert (told["position"], told["parked"]) == (head + 1, 0)


class Broken(Exception):
    """A bug."""


def test_what_a_policy_cannot_handle_parks_its_stream_until_a_fix(here: Works) -> None:
    here.store.append(outreaches(3))
    sick = f"municipality/{HERE}"
    broken = [each for each in here.store.load(sick) if isinstance(each.event, OutreachMade)]

    def issue(issued: Issued) -> bool:
        if issued.cause == broken[0].envelope.event_id:
            raise Broken
        return here.issuing().issue(issued)

    here.policy(THANKING, issue).catch_up()
    consumer = here.policy(THANKING)
    assert [(each.stream, each.error) for each in here.tracking.parked(consumer)] == [
        (sick, "Broken"),
        (sick, "Parked"),
        (sick, "Parked"),
    ]
    assert here.causes(ContactHad).total() == 3 * (len(TOWNS) - 1)
    here.tracking.release(consumer)
    consumer.catch_up()
    assert here.tracking.parked(consumer) == []
    assert sorted(here.causes(ContactHad).values()) == [1] * 3 * len(TOWNS)


def test_what_a_timer_cannot_issue_is_parked_alone(here: Works) -> None:
    here.store.append(pauses())
    follow(WORK_QUEUE, here.log, here.views)

    unknown = replace(REFERENCE, place=lambda scb_code: None if scb_code == HERE else REFERENCE.place(scb_code))
    here.timer(Issuing(Handling(here.store, SystemClock(), unknown)).issue).catch_up()
    timer = here.timer()
    [parked] = here.tracking.parked(timer)
    assert (parked.stream, parked.error) == (f"journey/{HERE}", "UnknownScope")
    assert here.causes(PauseEndReminded).total() == len(TOWNS) - 1
    timer.catch_up()
    assert here.causes(PauseEndReminded).total() == len(TOWNS) - 1, "what is parked is left alone"
    here.tracking.release(timer)
    here.timer().catch_up()
    assert here.tracking.parked(timer) == []
    assert sorted(here.causes(PauseEndReminded).values()) == [1] * len(TOWNS)


def test_a_voided_event_leads_to_nothing(here: Works) -> None:
    here.store.append(outreaches(1))
    voided = here.store.load(f"municipality/{HERE}")[-1].envelope.event_id
    void = CorrectEntry(target_event_id=voided, voids=True)
    here.issuing().handling.handle(Act(void, Scope.of(HERE), COORDINATOR, "void", Channel.UI, reason="did-not-happen"))
    here.policy(THANKING).catch_up()
    assert voided not in here.causes(ContactHad)
    assert here.causes(ContactHad).total() == len(TOWNS) - 1

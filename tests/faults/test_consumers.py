"""A consumer that fails: by the database it is tried until it is well; by a bug it is stopped, visibly, and alone.

Sabotage, named in FEMSTEG_SABOTAGE: `for-ever` tries again after a bug, too, and turns the stop red.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from adapters.postgres.views.leading import Leading
from adapters.runtime import diagnostics, following
from adapters.runtime.consumers import Pages
from projections.county import COUNTY
from projections.engine.running import follow
from projections.registry import PROJECTIONS
from tests.support.database import run
from tests.support.views import Desk, more_of_the_same, open_desk
from tests.support.waiting import until
from workflows.ports import Unavailable


@dataclass
class Failing:
    """A consumer that fails so many times, and then is well."""

    error: Exception
    times: int
    name: str = "failing"
    version: int = 1
    topics: tuple[str, ...] = ("",)
    tries: list[int] = field(default_factory=list)
    well: bool = False

    def check(self) -> None:
        """Every log is the right one."""

    def advance(self, after: int, pages: Pages) -> bool:
        """Fail, or be well."""
        self.catch_up()
        return pages.is_last(pages.after(after))

    def catch_up(self) -> None:
        """Fail, or be well."""
        self.tries.append(1)
        if len(self.tries) <= self.times:
            raise self.error
        self.well = True


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.environ.get("FEMSTEG_SABOTAGE") == "for-ever":
        monkeypatch.setattr(following, "_TRIES", 10**6)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    diagnostics.configure(level=50)
    with open_desk(database_url) as made:
        yield made


def test_what_the_database_keeps_from_working_is_tried_until_it_is_well(desk: Desk) -> None:
    failing = Failing(Unavailable("away"), times=6)
    follower = desk.following(failing)
    until(lambda: failing.well)
    assert follower.stopped() == frozenset()
    follower.stop()


def test_a_row_that_nobody_can_read_is_no_passing_fault(desk: Desk) -> None:
    """It stops its view, and is no event's fault: none is parked."""
    follow(COUNTY, desk.log, desk.views)
    run(desk.url, f"UPDATE views.{COUNTY.table(COUNTY.kinds[0])} SET standing = '{{}}'")  # noqa: S608 -- ours
    desk.store.append([more_of_the_same(0)])
    follower = desk.following()
    until(lambda: follower.stopped() == {COUNTY.name})
    until(lambda: all(desk.state(each).lag == 0 for each in PROJECTIONS if each is not COUNTY))
    assert (desk.state(COUNTY).lag, desk.state(COUNTY).parked) == (1, 0)
    follower.stop()


@pytest.mark.parametrize("bug", [TypeError(), KeyError(), ZeroDivisionError()], ids=lambda each: type(each).__name__)
def test_a_bug_stops_its_consumer_and_no_other(desk: Desk, bug: Exception) -> None:
    failing = Failing(bug, times=10**6)
    follower = desk.following(failing)
    until(lambda: follower.stopped() == {"failing"} or len(failing.tries) > 10)
    assert follower.stopped() == {"failing"}
    tries = len(failing.tries)
    desk.store.append([more_of_the_same(0)])
    follower.wake()
    until(lambda: all(desk.state(each).lag == 0 for each in PROJECTIONS))
    assert len(failing.tries) == tries, "it is left alone"
    other = Leading(desk.url)
    assert other.leads("failing"), "a process of a version without the bug may go on with it"
    other.close()
    follower.stop()

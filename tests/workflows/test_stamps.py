"""The time at which something is recorded, whatever the clock does."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.memory.event_store import MemoryEventStore
from adapters.runtime.clock import SteadyClock
from tests.support.api import Calendar
from tests.support.log import fact
from workflows.stamps import LONGEST_STEP, stamp
from workflows.working import Working

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND, TICK = timedelta(seconds=1), timedelta(microseconds=1)


class TestATime:
    def test_is_the_clocks_where_nothing_was_recorded_later(self) -> None:
        assert stamp(NOW, None) == NOW
        assert stamp(NOW, NOW) == NOW
        assert stamp(NOW, NOW - SECOND) == NOW

    @pytest.mark.parametrize("step", [TICK, SECOND, 11 * SECOND, LONGEST_STEP])
    def test_stands_still_while_a_clock_that_was_put_back_a_little_is_on_its_way(self, step: timedelta) -> None:
        assert stamp(NOW - step, NOW) == NOW + TICK

    @pytest.mark.parametrize("step", [LONGEST_STEP + TICK, timedelta(hours=1), timedelta(days=400)])
    def test_goes_back_to_the_right_one_where_it_was_far_ahead(self, step: timedelta) -> None:
        assert stamp(NOW, NOW + step) == NOW


def test_a_steady_clock_remembers_the_latest_time_that_it_told() -> None:
    calendar = Calendar()
    steady = SteadyClock(calendar)
    first = steady.now()
    calendar.ahead -= 5 * 60 * SECOND
    second, third = steady.now(), steady.now()
    assert first < second < third < first + SECOND
    calendar.ahead += 6 * 60 * SECOND
    assert steady.now() == calendar.now()
    calendar.pass_days(400)
    steady.now()
    calendar.pass_days(-400)
    assert steady.now() == calendar.now()


def test_what_is_to_be_recorded_is_told_when_the_log_was_last_added_to() -> None:
    store = MemoryEventStore()
    working = Working(store)
    assert working.last_recorded() is None
    store.append([fact("journey/0180", 1)])
    working.load(["support/0180"])
    assert working.last_recorded() == fact("journey/0180", 1).envelope.recorded_at

"""Recording one municipality's invented history in memory, at the same cost an act however long it gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from domain.facts import State
from domain.messages import Recorded
from workflows.ports import Receipt
from workflows.states import States

_FIRST_DAY = date(2013, 1, 7)  # a Monday
_MORNING = time(6, tzinfo=UTC)  # and an hour or two later in Sweden
_DAYS_A_WEEK = 5
HOURS_A_DAY = 9.0


class HistoryRecorder:
    """The events of one municipality, as an event store that also knows the state of each stream."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []
        self._histories: dict[str, list[Recorded]] = {}
        self._states = States()

    def load(self, stream: str) -> list[Recorded]:
        """Return a stream's events in order."""
        return list(self._histories.get(stream, ()))

    def load_many(self, streams: Iterable[str]) -> dict[str, list[Recorded]]:
        """Return what ``load`` would of each of these streams."""
        return {each: self.load(each) for each in streams}

    def find(self, event_ids: Iterable[UUID], streams: Iterable[str]) -> list[Recorded]:
        """Return those of the events that are in one of the streams."""
        wanted, names = set(event_ids), set(streams)
        return [each for each in self.events if each.envelope.stream in names and each.envelope.event_id in wanted]

    def append(
        self,
        events: Sequence[Recorded],
        receipt: Receipt | None = None,  # noqa: ARG002 -- nobody sends a request twice
        rests_on: Mapping[str, int] = {},  # noqa: ARG002 -- nobody else writes
    ) -> list[Recorded]:
        """Add the events, and return them placed."""
        placed = [replace(each, position=self.head() + number) for number, each in enumerate(events, 1)]
        for each in placed:
            self._histories.setdefault(each.envelope.stream, []).append(each)
        self.events += placed
        return placed

    def state(self, stream: str) -> State:
        """Return what a stream says, corrections applied."""
        return self._states.fold(stream, self._histories.get(stream, []))

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return the events that follow a position."""
        return self.events[after : after + limit]

    def streams(self, scope: str) -> list[str]:  # noqa: ARG002 -- there is one municipality
        """Return the names of the streams, audit companions left out."""
        return [each for each in self._histories if not each.startswith("audit/")]

    def head(self) -> int:
        """Return how many events there are."""
        return len(self.events)

    def last_recorded(self) -> datetime | None:
        """Return None: the clock is the history's own, and never goes back."""
        return None

    def receipt(self, actor: str, key: str) -> Receipt | None:  # noqa: ARG002 -- same
        """Return None: each key is used once."""
        return None


class WorkingHoursClock:
    """A clock that is moved on by working hours, over weekdays alone, with ids of its own drawing."""

    def __init__(self, random: Random, hours: float) -> None:
        self._random = random
        self.hours = hours

    def now(self) -> datetime:
        """Return the time, in UTC."""
        days, hours = divmod(self.hours, HOURS_A_DAY)
        weeks, weekday = divmod(int(days), _DAYS_A_WEEK)
        day = _FIRST_DAY + timedelta(weeks=weeks, days=weekday)
        return datetime.combine(day, _MORNING) + timedelta(hours=hours)

    def today(self) -> date:
        """Return the day, the same in Sweden."""
        return self.now().date()

    def new_id(self) -> UUID:
        """Return an id that nobody has."""
        return UUID(int=self._random.getrandbits(128), version=4)

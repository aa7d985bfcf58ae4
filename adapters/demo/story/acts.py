"""Acts of an invented history, each dated in days before the last day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID

from adapters.demo.ids import demo_id
from adapters.demo.story.entry import Entry
from domain.messages import Command
from domain.people import Actor
from workflows.handling.act import Override
from workflows.handling.answer import Done

_FRIDAY = 4


class Acts:
    """Acts in one municipality, each dated in days before the last day."""

    def __init__(
        self, scb_code: str, today: date, done: Mapping[str, Done], people: Mapping[str, Actor], coordinator: str
    ) -> None:
        self.scb_code = scb_code
        self.entries: list[Entry] = []
        self._today = today
        self._done = done
        self._people = people
        self._coordinator = people[coordinator]
        own = (each for each in people.values() if each.municipality == scb_code)
        self._own = next(own, self._coordinator)

    def day(self, ago: int) -> date:
        """Return the day so long ago, or the Friday before a weekend."""
        day = self._today - timedelta(days=ago)
        return day - timedelta(days=max(day.weekday() - _FRIDAY, 0))

    def id(self, name: str) -> UUID:
        """Return the id of something in this municipality."""
        return demo_id(self.scb_code, name)

    def act(
        self,
        ago: int,
        command: Command | Callable[[], Command],
        *,
        by: str = "coordinator",
        label: str = "",
        happened: int | None = None,
        reason: str | None = None,
        override: str = "",
        refused: bool = False,
    ) -> None:
        """Add an act, entered so many days ago.

        ``happened``: days ago, where it was entered later. ``by``: a person's key, ``own`` or ``coordinator``.
        """
        people = {"coordinator": self._coordinator, "own": self._own}
        entry = Entry(
            entered_on=self.day(ago),
            scb_code=self.scb_code,
            key=f"demo-{self.scb_code}-{label or len(self.entries)}",
            actor=people.get(by) or self._people[by],
            command=(lambda: command) if isinstance(command, Command) else command,
            happened_on=None if happened is None else self.day(happened),
            reason=reason,
            overrides=(Override(override, "review-under-way"),) if override else (),
            refused=refused,
        )
        self.entries.append(entry)

    def event_of(self, label: str, scb_code: str = "") -> UUID:
        """Return the id of the first event that a labelled act led to, here or in another municipality."""
        return UUID(self._done[f"demo-{scb_code or self.scb_code}-{label}"].events[0].event_id)

    def record(self, ago: int) -> str:
        """Return an invented record number of the day so long ago."""
        return f"DEMO {self.day(ago).year}/{int(self.scb_code) % 100 + 1}"

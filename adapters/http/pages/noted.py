"""What was noted, as a page of the work shows it: a line with its event, and the way to correct that and come back."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.http.pages.links import form_address
from adapters.http.pages.visit import Visit
from domain.aggregates import COMMAND_OF, RULES
from domain.messages import COMMANDS, Command, Event


@dataclass(frozen=True)
class Noted:
    """Something that was noted: in words, on which day, its event, and where that can be corrected.

    ``more``: what else is to be known of it; ``sign`` and ``kind``: its symbol and its colour. Without ``event`` it is
    said to be lacking, with the ``act`` that notes it.
    """

    text: str
    on: str = ""
    event: str = ""
    change: str | None = None
    more: str = ""
    sign: str = ""
    kind: str = ""
    act: tuple[str, str] | None = None


@dataclass(frozen=True)
class Fact:
    """A line of a summary: what it is, and what was said of it."""

    label: str
    text: str


@dataclass(frozen=True)
class Ways:
    """The ways from a page of one municipality to forms that come back to it; ``page``: its address."""

    visit: Visit
    scope_code: str
    page: str

    def correction(self, kind: type[Event], event_id: str, row: str = "") -> str | None:
        """Return where an entry can be corrected, None where the visitor may not; ``row``: where the page shows it."""
        behind = COMMAND_OF[kind]
        if self.visit.actor.role not in RULES[behind].roles:
            return None
        return self.act(COMMANDS[f"{behind.aggregate}.correct-entry"], row, target_event_id=event_id)

    def act(self, command: type[Command], row: str = "", **chosen: object) -> str | None:
        """Return where an act's form is, None where the visitor may not act so; ``row``: where it comes back to."""
        if not self.visit.may_give(self.scope_code, command):
            return None
        back = f"{self.page}#{row}" if row else self.page
        return form_address(self.scope_code, command, **chosen, back=back)

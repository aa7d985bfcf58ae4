"""The ways to other rows: tabs by group, chips by kind, whose municipalities, and which one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from adapters.http.pages.work.desk import Desk
from adapters.http.pages.work.filters import GROUPINGS
from adapters.http.pages.work.kinds import KIND_OF, KINDS


@dataclass(frozen=True)
class Choice:
    """A way to other rows, how many there are where that is counted, and whether it is where one is."""

    label: str
    address: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True)
class Choices:
    """All of them; ``places``: codes and names of what has rows or is chosen."""

    tabs: list[Choice]
    chips: list[Choice]
    whose: list[Choice]
    places: list[tuple[str, str]]
    hidden: dict[str, str]


def choices(desk: Desk) -> Choices:
    """Return where one can go from here."""
    cat, wanted = desk.visit.cat, desk.wanted
    counted = Counter(KIND_OF[each.reason] for _, each in desk.queue)
    tabs = [Choice(cat.text(f"ui.work.by.{by}"), wanted.by(by).address, by == wanted.grouping) for by in GROUPINGS]
    everything = Choice(
        cat.text("ui.work.kind.all"), wanted.of_kind(None).address, wanted.kind is None, len(desk.queue)
    )
    chips = [
        Choice(cat.text(f"ui.work.kind.{kind}"), wanted.of_kind(kind).address, kind == wanted.kind, counted[kind])
        for kind in KINDS
        if counted[kind] or kind == wanted.kind
    ]
    both = {"mine": wanted.of_all(everywhere=False), "all": wanted.of_all(everywhere=True)} if desk.own else {}
    whose = [Choice(cat.text(f"ui.work.whose.{name}"), each.address, each == wanted) for name, each in both.items()]
    waiting = {each.standing.scb_code for each in desk.named if each.attention} | {wanted.place}
    named = [(code, name) for code, name in desk.places.items() if code in waiting]
    hidden = {name: each for name, each in wanted.parameters.items() if name != "place"}
    return Choices(tabs, [everything, *chips], whose, named, hidden)

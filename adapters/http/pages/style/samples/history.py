"""The history, made up: moments of it, the steps from one to another, and what is other between two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adapters.http.pages.compare.table import Line, Side
from adapters.http.pages.entries import process_of
from adapters.http.pages.steps import Way
from adapters.http.pages.style.samples.entries import Entries
from adapters.http.pages.style.samples.moments import Seen, activity, now, past
from adapters.http.pages.visit import Visit

_STATES = ("in_progress", "achieved")


@dataclass(frozen=True)
class History:
    """What the parts of the history are drawn from, of moments of the past and of now."""

    past: tuple[Seen, Seen]
    now: Seen
    known: tuple[int, int]
    ways: tuple[Way, ...]
    process: tuple[str, str]
    sides: tuple[Line, ...]
    of_several: tuple[Line, ...]


def history(visit: Visit, entries: Entries) -> History:
    """Return it."""
    counted, sides = activity(visit.today), tuple(_sides(visit))
    return History(
        past(visit, entries),
        now(visit),
        (sum(counted.then.values()), sum(counted.now.values())),
        (
            Way("first", "first", "<", "#history"),
            Way("previous", "prev", ",", "#history"),
            Way("next", "next", ".", None),
            Way("last", "last", ">", None),
        ),
        process_of(visit, visit.core.reference.current),
        sides,
        tuple(replace(each, place=visit.cat.text("ui.style.place")) for each in sides),
    )


def _sides(visit: Visit) -> Iterator[Line]:
    """Yield a step that stands otherwise than then, one that does not, and a number, which has no state."""
    text = visit.cat.text
    doing, done = (Side(text(f"value.status.{each}"), each, visit.cat.date(visit.today)) for each in _STATES)
    yield Line(text("ui.path.SITUATION_PICTURE"), doing, done, text("ui.history.other"), "#history")
    yield Line(text("ui.path.STRUCTURE_REVIEW"), done, done)
    yield Line(text("ui.matrix.waiting"), Side("2"), Side("3"), text("ui.history.other"))

"""What changed between two moments in sentences, each with the way to its events; moments one often looks back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.change_wording import ToldChange, told_shortly
from adapters.http.moment import Moment
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.reading.changes import DEFAULT_MONTHS, Changes, months_before
from adapters.http.reading.reports import last_meeting
from adapters.http.reading.sentences import Sentence
from workflows.comparison.change import GROUPS, Group

_MONTHS = (DEFAULT_MONTHS, 6, 12)
# Which symbol stands before the changes of a group.
SYMBOLS: Mapping[Group, str] = {
    "forward": "up",
    "back": "down",
    "late": "amber",
    "cleared": "achieved",
    "membership": "plus",
    "decided": "plan",
    "support": "guidance",
    "work": "change",
    "afterwards": "correct",
}


@dataclass(frozen=True)
class ShownChange:
    """One sentence, with the way to the events behind it."""

    told: ToldChange
    href: str
    number: int


@dataclass(frozen=True)
class ShownGroup:
    """Sentences of one group under its heading."""

    name: Group
    symbol: str
    changes: tuple[ShownChange, ...]


def shown_groups(visit: Visit, found: Changes, page: str, **query: object) -> Iterator[ShownGroup]:
    """Yield the groups that have something to tell, in their order; ``page``: of the comparison, asked by ``query``."""
    yield from in_groups(visit, found.sentences, found.since, page, **query)


def in_groups(visit: Visit, told: Sequence[Sentence], since: date, page: str, **query: object) -> Iterator[ShownGroup]:
    """Yield sentences about what changed since a day in the same way."""
    for group in GROUPS:
        if found := tuple(_shown(visit, each, since, page, query) for each in told if each.group == group):
            yield ShownGroup(group, SYMBOLS[group], found)


def _shown(visit: Visit, sentence: Sentence, since: date, page: str, query: Mapping[str, object]) -> ShownChange:
    behind = sentence.events
    is_one = len(behind) == 1
    href = f"/events/{behind[0]}" if is_one else with_query(f"{page}/events", **query, of=sentence.key)
    return ShownChange(told_shortly(sentence, since, visit.cat, visit.codes), href, len(behind))


@dataclass(frozen=True)
class Preset:
    """A day to compare with: what it is called, and where the page shows it."""

    label: str
    day: date
    href: str


def months_back(visit: Visit, moment: Moment, path: str, name: str = "from", **kept: object) -> list[Preset]:
    """Return days some months before a moment, and the last meeting's; ``name``: of the parameter that asks for one."""
    days = [(str(each), months_before(moment, each)) for each in _MONTHS]
    if last := last_meeting(visit.reading, visit.core.county, moment.day):
        days.append(("meeting", last))
    return [
        Preset(visit.cat.text(f"ui.changes.preset.{which}"), day, with_query(path, **{name: day}, **kept))
        for which, day in days
    ]

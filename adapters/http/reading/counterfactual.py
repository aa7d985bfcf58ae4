"""A county's history under other rules (X4): what would have differed, and when; run in memory, over the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from time import thread_time

from domain.messages import Recorded
from domain.process import ProcessDefinition
from projections.county import COUNTY, StandingRow
from projections.engine.facts import Sum, number_of
from projections.engine.log import Entry
from projections.engine.rerun import Rerun, rerun
from projections.engine.versions import key_of
from projections.engine.views import Version
from projections.work_queue import WORK_QUEUE, OpenItemRow
from workflows.counterfactual.acts import ActDifference, Rejudging
from workflows.counterfactual.alternative import Alternative
from workflows.counterfactual.days import CellPeriod, Colours, Known, Period, Rules, differences
from workflows.reference.reference import Reference, UnknownVersion

# Beyond that nobody waits for the answer, and what it costs is others' time. The seconds are those of our own work.
MOST_EVENTS = 250_000
MOST_SECONDS = 300.0

# A scope's events up to a position, those of its audit companions among them.
ScopeLog = Callable[[str, int], Sequence[Entry]]


class TooLong(Exception):
    """The history takes longer to run than anybody may have it run."""


@dataclass(frozen=True)
class Sources:
    """What a history is run again from: the log and the rules.

    ``colours``: how grave reasons are shown to be at each step.
    """

    log: ScopeLog
    reference: Reference
    colours: Colours


@dataclass(frozen=True)
class Question:
    """Which rules, for which municipalities, over the log up to a position, as of the end of a day."""

    alternative: Alternative
    codes: tuple[str, ...]
    position: int
    day: date


@dataclass(frozen=True)
class Outcome:
    """What would have differed: marks and cells by their first days, acts in the order of the log.

    ``events``: how many were run. ``set_aside``: municipalities that hold what cannot be read or judged here.
    ``digest_was``, ``digest_would_be``: of all rows that the history comes to under its own rules, and the others.
    """

    question: Question
    events: int
    marks: tuple[Period, ...]
    cells: tuple[CellPeriod, ...]
    acts: tuple[ActDifference, ...]
    set_aside: tuple[str, ...]
    digest_was: str
    digest_would_be: str

    @property
    def is_same(self) -> bool:
        """Whether nothing would have differed."""
        return not (self.marks or self.cells or self.acts)


def outcome(asked: Question, sources: Sources, told: Callable[[int], None] = lambda _: None) -> Outcome:
    """Return what would have differed; ``told``: how many municipalities are done. Raises TooLong."""
    began = thread_time()
    was, would_be = Sum(), Sum()
    events, aside = 0, []
    marks: list[Period] = []
    cells: list[CellPeriod] = []
    acts: list[ActDifference] = []
    for done, code in enumerate(asked.codes):
        told(done)
        if thread_time() - began > MOST_SECONDS:
            raise TooLong
        entries = sources.log(code, asked.position)
        events += len(entries)
        try:
            found = _municipality(entries, asked, sources, (was, would_be))
        except UnknownVersion:
            aside.append(code)
            continue
        if found is None:
            aside.append(code)
            continue
        marks += found[0]
        cells += found[1]
        acts += found[2]
    return Outcome(
        asked,
        events,
        tuple(sorted(marks, key=lambda each: each.since)),
        tuple(sorted(cells, key=lambda each: each.since)),
        tuple(sorted(acts, key=lambda each: each.position)),
        tuple(aside),
        str(was),
        str(would_be),
    )


_Found = tuple[Sequence[Period], Sequence[CellPeriod], Sequence[ActDifference]]


def _municipality(entries: Sequence[Entry], asked: Question, sources: Sources, sums: tuple[Sum, Sum]) -> _Found | None:
    """Return what would have differed in one; None where it holds what cannot be read."""
    readable = [each for each in entries if isinstance(each, Recorded)]
    if len(readable) < len(entries):
        return None
    judged = Rejudging(sources.reference, asked.alternative)
    judged.go_through(readable)
    history = [each for each in readable if each.event.aggregate != "audit"]
    own = Rows.of(history)
    other = own if judged.other == history else Rows.of(judged.other)
    if own.parked or other.parked:
        return None
    own.add_to(*(sums if other is own else sums[:1]))
    if other is not own:
        other.add_to(sums[1])
    known = [list(rows.known(history)) for rows in (own, other)]
    if not known[0] or not known[1]:
        return (), (), judged.acts
    rules = Rules(sources.reference.definition, sources.colours), Rules(_instead(asked, sources), sources.colours)
    return *differences(known[0], known[1], rules, asked.day), judged.acts


def _instead(asked: Question, sources: Sources) -> Callable[[str | None], ProcessDefinition]:
    @cache  # it is asked for each day, and a version takes long to be told from another
    def definition(name: str | None) -> ProcessDefinition:
        return asked.alternative.of(sources.reference.definition(name), sources.reference)

    return definition


@dataclass(frozen=True)
class Rows:
    """The versions of one municipality's standing and of what waits in it."""

    county: Rerun
    queue: Rerun

    @classmethod
    def of(cls, history: Sequence[Recorded]) -> Rows:
        """Return what a municipality's events come to, refusals left out."""
        return cls(rerun(COUNTY, history), rerun(WORK_QUEUE, history))

    @property
    def parked(self) -> bool:
        """Whether something could not be handled."""
        return bool(self.county.parked or self.queue.parked)

    def add_to(self, *totals: Sum) -> None:
        """Add every row that is or was to these digests."""
        for projection, found in ((COUNTY, self.county), (WORK_QUEUE, self.queue)):
            for each in found.versions:
                number = number_of(projection, each)
                for total in totals:
                    total.add(number)

    def known(self, history: Sequence[Recorded]) -> Iterator[Known]:
        """Yield what was known at the end of each day on which something was entered."""
        changes = sorted(_changes([*self.county.versions, *self.queue.versions]), key=lambda each: each[0])
        rows: dict[tuple[object, ...], StandingRow | OpenItemRow] = {}
        place = 0
        for day, position in _ends(history):
            while place < len(changes) and changes[place][0] <= position:
                _, key, row = changes[place]
                if row is None:
                    rows.pop(key, None)
                else:
                    rows[key] = row
                place += 1
            standing = next((each.standing for each in rows.values() if isinstance(each, StandingRow)), None)
            if standing:
                items = tuple(each.item for each in rows.values() if isinstance(each, OpenItemRow))
                yield Known(day, standing, items)


_Change = tuple[int, tuple[object, ...], "StandingRow | OpenItemRow | None"]


def _changes(versions: Sequence[Version]) -> Iterator[_Change]:
    """Yield what ended, then what began, at each position."""
    shown = [each for each in versions if isinstance(each.row, StandingRow | OpenItemRow)]
    for each in shown:
        if each.valid_to is not None:
            yield each.valid_to, (type(each.row), *key_of(each.row)), None
    for each in shown:
        if isinstance(each.row, StandingRow | OpenItemRow):
            yield each.valid_from, (type(each.row), *key_of(each.row)), each.row


def _ends(history: Sequence[Recorded]) -> Iterator[tuple[date, int]]:
    """Yield each day on which something was entered, and its last position; a day never goes back."""
    ends: dict[date, int] = {}
    latest = date.min
    for each in history:
        latest = max(latest, each.envelope.recorded_on)
        ends[latest] = each.position
    yield from ends.items()

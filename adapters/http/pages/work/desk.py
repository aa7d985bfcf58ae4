"""What is on a visitor's desk: the municipalities that are asked for, what waits in them, and in how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from adapters.http.pages.visit import Visit
from adapters.http.pages.work.filters import WorkFilter
from adapters.http.pages.work.rows import WorkRow, work_rows
from adapters.http.reading.assignments import assignments, is_mine
from adapters.http.reading.county import Overview, overview, queue_of
from adapters.http.reading.standing import MatrixRow
from domain.standing import OpenItem, Standing
from domain.values import Role
from workflows.attention.reason import SEVERITIES, Attention, Severity
from workflows.reference import places

# Where something waits, and why.
Waiting = tuple[Standing, Attention]


@dataclass(frozen=True)
class Desk:
    """Everything that the page is made of, read once; ``own``: the municipalities in the visitor's charge."""

    visit: Visit
    wanted: WorkFilter
    seen: Overview
    own: frozenset[str]

    @cached_property
    def named(self) -> list[MatrixRow]:
        """The municipalities that the visitor may read."""
        return [each for each in self.seen.everywhere if not each.anonymous]

    @cached_property
    def chosen(self) -> list[MatrixRow]:
        """Those of them that are asked for."""
        return [each for each in self.named if self._is_wanted(each.standing.scb_code)]

    def _is_wanted(self, code: str) -> bool:
        if self.wanted.place:
            return code == self.wanted.place
        return self.wanted.everywhere or not self.own or code in self.own

    @cached_property
    def places(self) -> Mapping[str, str]:
        """All municipalities that something can be logged of, by name in Swedish order."""
        known = {each.scb_code: each.name for each in places.municipalities(self.visit.core.county)}
        known |= {each.standing.scb_code: each.standing.name for each in self.named}
        reached = [(code, name) for code, name in known.items() if self.visit.visibility.reaches(code)]
        return dict(sorted(reached, key=lambda pair: places.swedish_key(pair[1])))

    @property
    def items(self) -> list[OpenItem]:
        """What waits anywhere, also what is still to come."""
        return [item for each in self.named for item in each.items]

    @cached_property
    def queue(self) -> list[Waiting]:
        """What waits where it is asked for, of every kind, the gravest first."""
        return queue_of(self.chosen)

    @cached_property
    def asked_for(self) -> list[Waiting]:
        """Those of the kind that is asked for."""
        return [pair for pair in self.queue if self.wanted.matches(pair[1])]

    def rows(self, found: Sequence[Waiting]) -> list[WorkRow]:
        """Return reasons as rows."""
        reasons = [(standing.name, each) for standing, each in found]
        return work_rows(self.visit, reasons, self._planned({each.scb_code for _, each in reasons}))

    def _planned(self, codes: Collection[str]) -> dict[str, str]:
        if not self.visit.visibility.reads_protected:
            return {}
        items = [each for row in self.chosen if row.standing.scb_code in codes for each in row.items]
        visits = [each for each in items if each.kind == "visit" and each.due_on and each.due_on >= self.visit.today]
        return {each.scb_code: each.ref for each in visits}

    @property
    def elsewhere(self) -> int:
        """How much of it waits where others are in charge, where nothing else was asked for than the visitor's own."""
        chosen = {each.standing.scb_code for each in self.chosen}
        others = [] if self.wanted.place else [each for each in self.named if each.standing.scb_code not in chosen]
        return sum(self.wanted.matches(each) for row in others for each in row.attention)

    @property
    def by_severity(self) -> list[tuple[Severity, int]]:
        """How much of what is asked for is how grave."""
        found = Counter(each.severity for _, each in self.asked_for)
        return [(each, found[each]) for each in SEVERITIES]

    @property
    def unjudged(self) -> Sequence[Standing]:
        """Those that are judged by a version of the process that is not known here."""
        return [each.standing for each in self.chosen if not each.is_judged]


def desk_of(visit: Visit, wanted: WorkFilter) -> Desk:
    """Return what is on the visitor's desk."""
    seen = overview(visit.reading, visit.core.county, visit.today)
    named = [each.standing.scb_code for each in seen.everywhere if not each.anonymous]
    own = frozenset[str]()
    if visit.actor.role is Role.COORDINATOR:
        assigned = assignments(visit.reading, visit.core.county)
        if visit.actor.ref in assigned:
            own = frozenset(each for each in named if is_mine(each, visit.actor.ref, assigned))
    return Desk(visit, wanted, seen, own)

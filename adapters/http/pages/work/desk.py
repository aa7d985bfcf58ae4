"""What is on a visitor's desk: the municipalities that are asked for, what waits in them, and in how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
    def queue(self) -> list[tuple[Standing, Attention]]:
        """What waits where it is asked for, the gravest first."""
        codes = {each.standing.scb_code for each in self.chosen}
        return [pair for pair in queue_of(self.seen) if pair[0].scb_code in codes]

    @cached_property
    def rows(self) -> list[WorkRow]:
        """The same as rows, of every kind."""
        return self._rows_where(chosen=True)

    @cached_property
    def elsewhere(self) -> list[WorkRow]:
        """Those of the municipalities that are another's, where nothing else was asked for than the visitor's own."""
        return [] if self.wanted.place else self._rows_where(chosen=False)

    def _rows_where(self, *, chosen: bool) -> list[WorkRow]:
        codes = {each.standing.scb_code for each in self.chosen}
        return [each for each in self._all_rows() if (each.attention.scb_code in codes) is chosen]

    def _all_rows(self) -> Sequence[WorkRow]:
        """Return all rows; they are the same for everyone of a role, as long as nothing changes."""
        visit = self.visit
        if visit.moment.is_past:
            return self._made()
        whose = f"{visit.actor.role} {visit.actor.municipality} {visit.lang}"
        return visit.reading.recent.answer(f"work {whose}", visit.today, self._made)

    def _made(self) -> Sequence[WorkRow]:
        found = [(standing.name, each) for standing, each in queue_of(self.seen)]
        return tuple(work_rows(self.visit, found, self._planned))

    @property
    def _planned(self) -> dict[str, str]:
        today = self.visit.today
        visits = [each for each in self.items if each.kind == "visit" and each.due_on and each.due_on >= today]
        return {each.scb_code: each.ref for each in visits} if self.visit.visibility.reads_protected else {}

    @property
    def by_severity(self) -> list[tuple[Severity, int]]:
        """How much of what is asked for is how grave."""
        found = Counter(each.attention.severity for each in self.rows if self.wanted.matches(each.attention))
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

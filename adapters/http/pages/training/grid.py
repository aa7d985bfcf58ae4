"""Groups of staff by stages of the training, each with how fresh it is, in symbols and words (C14, G10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.http.pages.municipality.work import Work
from adapters.http.pages.noted import Ways
from adapters.http.reading.training import Cell, Coverage, GroupRow, Reach
from domain.training.commands import HoldSession, PlanSession
from domain.training.events import KeyFunctionDesignated, TargetGroupIdentified, TargetGroupMarkedNotRelevant
from projections.municipality.training import Group, Session

# Of each state of a cell: its symbol and its colour.
SIGNS: Mapping[Reach, tuple[str, str]] = {
    "fresh": ("achieved", "done"),
    "ending": ("amber", "amber"),
    "stale": ("amber", "amber"),
    "planned": ("clock", "doing"),
    "past": ("amber", "amber"),
    "never": ("not_started", ""),
}


@dataclass(frozen=True)
class ShownCell:
    """A group in a stage: a symbol and a word, when it was held and how long that lasts; ``event``: which says so.

    ``act``: what is to be done about it, with its form.
    """

    word: str
    sign: str
    kind: str
    lines: tuple[str, ...] = ()
    event: str | None = None
    act: tuple[str, str] | None = None


@dataclass(frozen=True)
class ShownGroup:
    """A row of the grid; ``tags``: what the group is to the training, ``heads``: about how many there are."""

    name: str
    tags: tuple[str, ...]
    heads: str
    cells: tuple[ShownCell, ...]
    event: str | None
    change: str | None
    is_relevant: bool = True


@dataclass(frozen=True)
class Grid:
    """The grid, what it comes to in one sentence, and what is lacking."""

    stages: tuple[str, ...]
    rows: tuple[ShownGroup, ...]
    sentence: str
    missing: tuple[str, ...]


class GridMaker:
    """Makes the grid of one municipality's training."""

    def __init__(self, work: Work, ways: Ways, found: Coverage) -> None:
        self._work = work
        self._cat = work.visit.cat
        self._ways = ways
        self._found = found
        self._words = work.visit.words(Group, work.names)

    def grid(self) -> Grid:
        """Return the grid."""
        return Grid(
            tuple(self._work.visit.words(Session).show("stage", each) for each in self._found.stages),
            tuple(self._row(each) for each in self._found.rows),
            self._sentence(),
            tuple(self._missing()),
        )

    def _sentence(self) -> str:
        found = self._found
        if not found.relevant:
            return self._cat.text("ui.training.no-groups")
        return self._cat.text(
            "ui.training.reached", reached=len(found.reached), count=len(found.relevant), fresh=len(found.fresh)
        )

    def _row(self, row: GroupRow) -> ShownGroup:
        kind, event_id = self._behind(row)
        return ShownGroup(
            self._name(row),
            tuple(self._tags(row)),
            self._words.show("estimated_headcount_band", row.estimated),
            tuple(self._cell(row, each) for each in row.cells),
            f"/events/{event_id}" if event_id else None,
            self._ways.correction(kind, event_id, "grid") if kind and event_id else None,
            row.is_relevant,
        )

    def _name(self, row: GroupRow) -> str:
        return self._words.show("group_code", row.code)

    def _behind(
        self, row: GroupRow
    ) -> tuple[type[TargetGroupIdentified | TargetGroupMarkedNotRelevant | KeyFunctionDesignated] | None, str]:
        """Return what said that the group has a part in the training, or has none."""
        named = row.target or row.key_function
        if named is None:
            return None, ""
        if named.status == "not-relevant":
            return TargetGroupMarkedNotRelevant, named.event_id
        return (TargetGroupIdentified if row.target else KeyFunctionDesignated), named.event_id

    def _tags(self, row: GroupRow) -> Iterator[str]:
        if row.target is None and row.key_function is None:
            yield self._cat.text("ui.training.called-alone")
        if row.is_early:
            yield self._cat.text("ui.training.early")
        if row.is_key:
            yield self._cat.text("ui.training.key")
        if row.target and row.target.status == "not-relevant":
            yield self._cat.text("ui.training.early.not-relevant")
        if row.key_function and row.key_function.status == "not-relevant":
            yield self._cat.text("ui.training.key.not-relevant")

    def _cell(self, row: GroupRow, cell: Cell) -> ShownCell:
        if not row.is_relevant and cell.reach == "never":
            return ShownCell(self._cat.text("ui.status.not-relevant"), "not_applicable", "done")
        return ShownCell(
            self._cat.text(f"ui.training.reach.{cell.reach}"),
            *SIGNS[cell.reach],
            tuple(self._lines(cell)),
            self._event(cell),
            self._act(row, cell),
        )

    def _lines(self, cell: Cell) -> Iterator[str]:
        if cell.held and cell.lasts_until:
            over = cell.reach == "stale"
            yield self._cat.text("ui.training.held", date=cell.held.latest)
            yield self._cat.text(f"ui.training.{'lasted' if over else 'lasts'}", date=cell.lasts_until)
            yield self._cat.text("ui.group.came", heads=self._words.show("headcount_by_group", cell.heads))
        if cell.planned:
            yield self._cat.text("ui.training.planned", date=cell.planned.planned_on)

    def _event(self, cell: Cell) -> str | None:
        session = cell.held or cell.planned
        return f"/events/{session.event_id}" if session else None

    def _act(self, row: GroupRow, cell: Cell) -> tuple[str, str] | None:
        """Return the one thing to do about a cell that needs it."""
        if self._work.standing.membership != "joined":
            return None
        if cell.planned and cell.planned.planned_on <= self._work.visit.today:
            address = self._ways.act(HoldSession, "grid", session_id=cell.planned.ref)
            return (self._cat.text("ui.training.note-held"), address) if address else None
        is_wanted = cell.reach == "never" and cell.stage in row.wanted and not row.is_reached
        if cell.planned is None and (is_wanted or cell.reach in {"stale", "ending"}):
            address = self._ways.act(PlanSession, "grid", stage=cell.stage, groups=row.code)
            return (self._cat.text("ui.training.plan"), address) if address else None
        return None

    def _missing(self) -> Iterator[str]:
        """Yield what is lacking, a sentence each."""
        found = self._found
        if not any(each.is_early for each in found.rows) and not self._marked("early_contact_group"):
            yield self._cat.text("ui.training.lacks.early")
        if not any(each.is_key for each in found.rows) and not self._marked("key_function"):
            yield self._cat.text("ui.training.lacks.key")
        unreached = [self._name(each) for each in found.relevant if not each.is_reached]
        if unreached:
            yield self._cat.text("ui.training.lacks.reached", groups=self._cat.listed(unreached), count=len(unreached))
        grown_old = [self._name(each) for each in found.reached if not each.is_fresh]
        if grown_old:
            yield self._cat.text("ui.training.lacks.fresh", groups=self._cat.listed(grown_old), count=len(grown_old))

    def _marked(self, kind: str) -> bool:
        """Whether a group was marked as having no part as what is asked for."""
        marked = (each.key_function if kind == "key_function" else each.target for each in self._found.rows)
        return any(each is not None and each.status == "not-relevant" for each in marked)

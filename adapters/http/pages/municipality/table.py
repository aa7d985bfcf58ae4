"""A section of a municipality's work as a table: its columns in words, and the event behind each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.http.pages.municipality.columns import COLUMNS, LABELLED_BY, WHERE_TRUE, WITH_STATUS, Kind
from adapters.http.pages.visit import Visit
from adapters.i18n.refusals import rule_title
from adapters.i18n.wording import field_label, topic_title
from adapters.i18n.words import Words
from projections.municipality.action_plan import Comment, Plan
from projections.municipality.detail import Detail, Details
from projections.municipality.journey import Override
from projections.municipality.membership import Decision
from projections.municipality.structure_review import Structure

_NOTHING: tuple[object, ...] = (None, (), {})


@dataclass(frozen=True)
class Table:
    """One section: headings, and rows of cells with the event behind each.

    ``folded``: it is opened by who asks for it. ``more``: where the rest is, and what leads there.
    """

    section: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], str, str], ...]
    folded: bool = False
    more: tuple[str, str] | None = None


class TableMaker:
    """Makes the tables of one municipality's work for one visit; ``names``: what the ids in it are called."""

    def __init__(self, visit: Visit, details: Details, names: Mapping[str, str]) -> None:
        self._visit = visit
        self._cat = visit.cat
        self._names = names
        plans = details.of(Plan)
        self._plan_at_work = plans[-1].ref if plans and plans[-1].status == "at-work" else None

    def made(
        self, kind: Kind, found: Sequence[Detail], section: str = "", title: str = "", *, folded: bool = False
    ) -> Table:
        """Return the table of a section, or of a part of it with a title of its own."""
        present = [name for name in COLUMNS[kind] if any(_says(each, name) for each in found)]
        headings = [self._heading(kind, name) for name in present]
        if kind is Decision:
            headings.insert(0, self._cat.text("ui.section.decision"))
        if kind in WITH_STATUS:
            headings.append(self._cat.text("ui.table.status"))
        words = self._visit.words(kind, self._names)
        return Table(
            section or kind.section_name,
            title or self._cat.text(f"ui.section.{kind.section_name}"),
            (*headings, self._cat.text("ui.table.occurred")),
            tuple(
                (tuple(self._cells(each, present, words)), self._cat.date(each.latest), each.event_id) for each in found
            ),
            folded,
        )

    def _cells(self, detail: Detail, present: Sequence[str], words: Words) -> list[str]:
        shown = [words.show(name, getattr(detail, name)) for name in present]
        match detail:
            case Decision():
                shown.insert(0, topic_title(f"municipality.{detail.what}.v1", self._cat))
            case Structure(kind=None):
                shown[0] = self._cat.text("ui.status.new-group")
            case Override():
                shown[0] = f"{detail.rule_id} {rule_title(detail.rule_id, self._cat)}"
            case _:  # the rest say themselves what they are
                pass
        return [*shown, self._status(detail)] if type(detail) in WITH_STATUS else shown

    def _status(self, detail: Detail) -> str:
        came_too_late = isinstance(detail, Comment) and detail.plan != self._plan_at_work
        status = "not-received" if came_too_late and detail.status == "awaited" else detail.status
        return self._cat.text(f"ui.status.{status}")

    def _heading(self, kind: Kind, name: str) -> str:
        commands = LABELLED_BY.get(kind, ())
        return field_label(name, self._cat, next((each for each in commands if self._is_labelled(each, name)), None))

    def _is_labelled(self, command: str, name: str) -> bool:
        return self._cat.has(f"field.{command}.{name}")


def _says(detail: Detail, name: str) -> bool:
    """Whether the cell has anything to say: a new group's kind is that it is new."""
    value = getattr(detail, name)
    is_said = bool(value) if name in WHERE_TRUE else value not in _NOTHING
    return is_said or (isinstance(detail, Structure) and name == "kind")

"""What one event changed in its municipality, and how the steps stood at a moment and stand now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from adapters.http.case_reading import opened_to
from adapters.http.change_wording import told_change
from adapters.http.moment import Moment, now
from adapters.http.pages.changes import ShownGroup, in_groups
from adapters.http.pages.county.boxes import step_of_name
from adapters.http.pages.municipality.path import PathStep, state_of, word_of
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.visit import Visit
from adapters.http.reading.changes import differences as differences_of
from adapters.http.reading.changes import entries_behind
from adapters.http.reading.explaining import explained
from adapters.http.reading.reading import Reading
from adapters.http.reading.sentences import Sentence, sentences
from adapters.http.reading.standing import MatrixRow, municipality
from domain.scope import Scope, ScopeKind
from domain.values import Step
from projections.audit_trail import TrailRow
from projections.municipality.detail import Details
from workflows.comparison.change import Change
from workflows.comparison.standings import Snapshot, compared, nothing

# So many sentences about a county stand beside its matrix; a comparison has them all.
MOST_SENTENCES = 8


@dataclass(frozen=True)
class Difference:
    """A step then and now: the symbol and the word for each, and whether they are the same."""

    step: Step
    number: int
    title: str
    then: tuple[str, str]
    now: tuple[str, str]

    @property
    def is_same(self) -> bool:
        """Whether nothing that is told of it is another."""
        return self.then == self.now


def changes_by(visit: Visit, row: TrailRow) -> list[Change]:
    """Return what is other in the event's municipality right after it than it was right before."""
    if Scope.of(row.scb_code).kind is not ScopeKind.MUNICIPALITY:
        return []
    whole = visit.reading.now()
    before, after = (_snapshot(whole.as_of(each), row) for each in (row.position - 1, row.position))
    return list(compared(before, after))


def told(visit: Visit, changes: Iterable[Change], since: date, name: str) -> list[str]:
    """Return changes of one municipality in words."""
    return [told_change(each, since, visit.cat, visit.codes).text for each in _said(changes, name)]


def told_since(visit: Visit, changes: Iterable[Change], scb_code: str, name: str) -> list[ShownGroup]:
    """Return what changed in a municipality since the moment shown, each with the way to its events as of now."""
    page = f"/municipalities/{scb_code}/compare"
    return list(in_groups(visit, _said(changes, name), visit.today, page, **since_then(visit.moment)))


def since_then(moment: Moment) -> dict[str, str]:
    """Return what a comparison of a moment of the past with now is asked by."""
    if moment.happened_by:
        return {"from": moment.happened_by.isoformat(), "by": "happened"}
    return {"from": moment.asked["as_of"]}


def _said(changes: Iterable[Change], name: str) -> list[Sentence]:
    found = list(changes)
    return list(sentences(found, {each.scb_code: name for each in found}))


def changed_steps(changes: Iterable[Change]) -> set[tuple[str, Step]]:
    """Return which steps of which municipalities look otherwise after the changes."""
    found = ((each.scb_code, each.step or step_of_name(each.reason)) for each in changes)
    return {(code, step) for code, step in found if step}


def told_since_in(visit: Visit, code: str) -> list[ShownGroup]:
    """Return in what the county's municipalities stand otherwise than at the moment shown: the first few sentences."""
    found = differences_of(visit.moment, _until(visit.moment, _today(visit).moment), code)
    page = f"/counties/{code}/compare"
    return list(in_groups(visit, found[:MOST_SENTENCES], visit.today, page, **since_then(visit.moment)))


def _today(past: Visit) -> Visit:
    """Return the same visit to the present."""
    # An auditor's reading of now in a case is on record by itself: it is asked for once a page.
    opened = opened_to(past.request, past.core, past.actor)
    return replace(past, moment=now(past.core, past.actor, opened))


def _until(then: Moment, present: Moment) -> Moment:
    """Return the present on the axis of a moment of the past."""
    return replace(present, happened_by=present.day) if then.happened_by else present


def today_of(work: Work) -> Work:
    """Return where the municipality of a page of the past stands now, as the same visitor may read it; no details."""
    visit = _today(work.visit)
    return Work(visit, work.place, municipality(visit.reading, work.place.scb_code, visit.today), Details())


def changes_since(work: Work, today: Work) -> list[Change]:
    """Return what is other in a municipality now than at the moment that is shown."""
    code, then = work.place.scb_code, work.visit.moment
    found = [*compared(_of_row(work.row, code), _of_row(today.row, code))]
    entries = entries_behind(then, _until(then, today.visit.moment), code, found)
    return [explained(each, entries) for each in found]


def marked(visit: Visit, path: tuple[PathStep, ...], changes: list[Change]) -> tuple[PathStep, ...]:
    """Return the path with a mark on each step that the event changed."""
    moved = {each.step for each in changes if each.step}
    mark = ("line", "change", visit.cat.text("ui.history.changed.mark"))
    return tuple(replace(each, marks=(*each.marks, mark)) if each.step in moved else each for each in path)


def differences(work: Work, today: Work) -> list[Difference]:
    """Return the five steps at the moment that is shown, beside how they stand now."""
    return [
        Difference(step, number, work.visit.cat.text(f"ui.path.{step}"), _told(work, step), _told(today, step))
        for number, step in enumerate(Step, 1)
    ]


def _told(work: Work, step: Step) -> tuple[str, str]:
    return state_of(work, step), word_of(work, step)


def _snapshot(reading: Reading, row: TrailRow) -> Snapshot:
    return _of_row(municipality(reading, row.scb_code, row.recorded_on), row.scb_code)


def _of_row(row: MatrixRow | None, scb_code: str) -> Snapshot:
    return row.snapshot if row else nothing(scb_code)

"""The work, made up: at a step, what may be done, what was noted, what needs attention, and tables of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from adapters.http.pages.attention import Waiting
from adapters.http.pages.municipality.actions import Group
from adapters.http.pages.municipality.acts import ShownAct
from adapters.http.pages.municipality.step import StepWork
from adapters.http.pages.municipality.table import Table
from adapters.http.pages.noted import Noted
from adapters.http.pages.style.samples import step
from adapters.http.pages.style.samples.entries import CODE, Entries
from adapters.http.pages.visit import Visit
from adapters.http.pages.warned import Warned
from adapters.i18n.wording import attention_clears, attention_text, command_title, topic_title
from domain.support.commands import HoldVisit, LogContact
from domain.support.events import ContactHad, NeedNoted
from workflows.attention.reason import SEVERITIES, Attention, Severity

_HERE = "#work"
_WAITS: dict[Severity, str] = {"red": "plan-past-review", "amber": "picture-past-review", "info": "plan-review-due"}


@dataclass(frozen=True)
class Work:
    """What the parts of a page of the work are drawn from; ``then``: the step in the past."""

    step: StepWork
    then: StepWork
    acts: tuple[ShownAct, ...]
    groups: tuple[Group, ...]
    noted: tuple[Noted, ...]
    days: tuple[Noted, ...]
    warned: tuple[Warned, ...]
    waiting: tuple[Waiting, ...]
    table: Table
    folded: Table


def work(visit: Visit, entries: Entries) -> Work:
    """Return it."""
    table, today = _table(visit, entries), visit.cat.date(visit.today)
    return Work(
        step.now(visit, entries),
        step.then(visit),
        step.acts(visit),
        (step.offers(visit),),
        tuple(_noted(visit, entries)),
        (Noted(entries.made.text, today, _HERE, _HERE, sign="guidance"),),
        tuple(Warned(each.text, each.attention.severity, _HERE) for each in _waiting(visit)),
        tuple(_waiting(visit)),
        table,
        replace(table, section="folded", folded=True, more=(_HERE, visit.cat.text("ui.overview.timeline"))),
    )


def _noted(visit: Visit, entries: Entries) -> Iterator[Noted]:
    """Yield a line in each of its forms: good, to be looked after, and lacking, with the act that notes it."""
    day, note = visit.cat.date(visit.today), visit.cat.text("ui.style.notice.text")
    yield Noted(entries.corrected.text, day, _HERE, _HERE, note, "achieved")
    yield Noted(entries.made.text, day, _HERE, None, note, "amber", "amber")
    yield Noted(
        visit.cat.text("value.status.not_started"),
        sign="not_started",
        act=(command_title(LogContact.name, visit.cat), _HERE),
    )


def _waiting(visit: Visit) -> Iterator[Waiting]:
    cat, day = visit.cat, visit.today - timedelta(10)
    for severity in SEVERITIES:
        found = Attention(CODE, _WAITS[severity], severity, day, {"date": day.isoformat()})
        yield Waiting(
            found,
            attention_text(found.case, found.params, cat, visit.codes),
            attention_clears(found.case, cat),
            cat.text(f"value.severity.{severity}"),
            tuple((topic_title(each.topic, cat), _HERE) for each in (ContactHad, NeedNoted)),
            tuple((command_title(each.name, cat), _HERE) for each in (LogContact, HoldVisit)),
            cat.text("ui.style.place"),
            _HERE,
        )


def _table(visit: Visit, entries: Entries) -> Table:
    text = visit.cat.text
    headings = tuple(text(f"ui.table.{each}") for each in ("event", "by", "occurred"))
    rows = tuple(((each.text, each.role), visit.cat.date(each.row.occurred_on), _HERE) for each in entries.all[1:3])
    return Table("table", text("ui.timeline.title"), headings, rows)

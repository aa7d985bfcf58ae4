"""The work at a step, made up: its conditions, its acts possible or not, what was noted, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from adapters.http.pages.attention import Waiting
from adapters.http.pages.municipality.actions import Group, Offer
from adapters.http.pages.municipality.step import ShownAct, ShownCondition, StepWork
from adapters.http.pages.municipality.table import Table
from adapters.http.pages.noted import Noted
from adapters.http.pages.style.samples.entries import CODE, Entries
from adapters.http.pages.visit import Visit
from adapters.http.pages.warned import Warned
from adapters.http.problems import refusal_json
from adapters.i18n.refusals import rule_title
from adapters.i18n.wording import attention_clears, attention_text, command_title, topic_title
from domain.errors import Refusal
from domain.journey.commands import CompleteStep, PauseJourney, StartStep
from domain.messages import Command
from domain.support.commands import LogContact
from domain.support.events import ContactHad
from domain.values import Step
from workflows.attention.reason import SEVERITIES, Attention, Severity

REFUSED = Refusal("E1", {"why": "none"})
_HERE = "#work"
_WAITS: dict[Severity, str] = {"red": "plan-past-review", "amber": "picture-past-review", "info": "plan-review-due"}
_SENT = {"occurred_on": ("",)}


@dataclass(frozen=True)
class Work:
    """What the parts of a page of the work are drawn from; ``acts``: as a form, as a way, and of the past."""

    step: StepWork
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
        _step(visit, entries),
        _acts(visit),
        (_group(visit),),
        tuple(_noted(visit, entries)),
        (Noted(entries.made.text, today, _HERE, _HERE, sign="guidance"),),
        tuple(Warned(each.text, each.attention.severity, _HERE) for each in _waiting(visit)),
        tuple(_waiting(visit)),
        table,
        replace(table, section="folded", folded=True, more=(_HERE, visit.cat.text("ui.overview.timeline"))),
    )


def _title(visit: Visit, command: type[Command]) -> str:
    return command_title(command.name, visit.cat)


def _acts(visit: Visit) -> tuple[ShownAct, ...]:
    title = _title(visit, StartStep)
    return (
        ShownAct(title, _HERE, is_first=True, sent=_SENT),
        ShownAct(_title(visit, LogContact), _HERE, override=True),
        ShownAct(title, "", explained=_HERE),
    )


def _step(visit: Visit, entries: Entries) -> StepWork:
    why = str(refusal_json(REFUSED, visit.cat, visit.codes)["text"])
    asked = [rule_title(each, visit.cat) for each in ("E1", "E2", "R4")]
    ways = (None, (_title(visit, StartStep), _HERE), None)
    return StepWork(
        Step.SITUATION_PICTURE,
        tuple(
            ShownCondition(text, number == 0, way, why if number else "")
            for number, (text, way) in enumerate(zip(asked, ways, strict=True))
        ),
        visit.cat.text("ui.conditions.met", met=1, count=3),
        _acts(visit)[:2],
        (ShownAct(_title(visit, CompleteStep), "", why=why, explained=_HERE),),
        entries.all,
        _HERE,
    )


def _group(visit: Visit) -> Group:
    refusals = [refusal_json(REFUSED, visit.cat, visit.codes)]
    return Group(
        visit.cat.text("aggregate.journey"),
        [
            Offer(_title(visit, StartStep), "", _HERE, override=False, refusals=[]),
            Offer(_title(visit, PauseJourney), "", _HERE, override=True, refusals=[]),
        ],
        [
            Offer(
                _title(visit, CompleteStep),
                visit.cat.text("ui.path.SITUATION_PICTURE"),
                "",
                override=False,
                refusals=refusals,
            )
        ],
    )


def _noted(visit: Visit, entries: Entries) -> Iterator[Noted]:
    """Yield a line in each of its forms: good, to be looked after, and lacking, with the act that notes it."""
    day, note = visit.cat.date(visit.today), visit.cat.text("ui.style.notice.text")
    yield Noted(entries.corrected.text, day, _HERE, _HERE, note, "achieved")
    yield Noted(entries.made.text, day, _HERE, None, note, "amber", "amber")
    yield Noted(visit.cat.text("value.status.not_started"), sign="not_started", act=(_title(visit, LogContact), _HERE))


def _waiting(visit: Visit) -> Iterator[Waiting]:
    cat, day = visit.cat, visit.today - timedelta(10)
    for severity in SEVERITIES:
        found = Attention(CODE, _WAITS[severity], severity, day, {"date": day.isoformat()})
        yield Waiting(
            found,
            attention_text(found.case, found.params, cat, visit.codes),
            attention_clears(found.case, cat),
            cat.text(f"value.severity.{severity}"),
            ((topic_title(ContactHad.topic, cat), _HERE),),
            ((_title(visit, LogContact), _HERE),),
            cat.text("ui.style.place"),
            _HERE,
        )


def _table(visit: Visit, entries: Entries) -> Table:
    text = visit.cat.text
    headings = tuple(text(f"ui.table.{each}") for each in ("event", "by", "occurred"))
    rows = tuple(((each.text, each.role), visit.cat.date(each.row.occurred_on), _HERE) for each in entries.all[1:3])
    return Table("table", text("ui.timeline.title"), headings, rows)

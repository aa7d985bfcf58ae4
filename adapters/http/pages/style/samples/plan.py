"""The action plan, made up: findings with and without measures, and measures with each result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from adapters.http.pages.noted import Noted
from adapters.http.pages.plan.chain import SIGNS, ShownMeasure, ShownTie
from adapters.http.pages.visit import Visit
from adapters.i18n.wording import command_title
from domain.action_plan.commands import DropMeasure, RecordMeasureResult

_HERE = "#plan"
_LATE = ("late", "late-still")


def ties(visit: Visit) -> tuple[ShownTie, ...]:
    """Return a finding of each kind; together their measures have every result."""
    text, measures = visit.cat.text, tuple(_measures(visit))
    answered, unanswered, closed = (visit.codes.label("dimensions", each, visit.lang) for each in _dimensions(visit))
    level, done = text("value.level.recurring"), text("ui.plan.finding.closed")
    return (
        ShownTie(answered, level, measures[:3], "finding", _HERE),
        ShownTie(unanswered, level, (), "unanswered", _HERE, _HERE),
        ShownTie(closed, f"{level}, {done}", (), "unanswered", _HERE),
        ShownTie(text("ui.plan.hidden"), "", measures[3:5], "hidden"),
        ShownTie(text("ui.plan.without"), "", (*measures[5:], _again(measures[0])), "without"),
    )


def _dimensions(visit: Visit) -> list[str]:
    return visit.codes.options("dimensions")[:3]


def _again(shown: ShownMeasure) -> ShownMeasure:
    """Return a measure where it stands a second time."""
    return ShownMeasure(shown.row, shown.title, "", "", shown.result, _HERE, None, (), again=True)


def _measures(visit: Visit) -> Iterator[ShownMeasure]:
    codes, acts = visit.codes, (RecordMeasureResult, DropMeasure)
    owner = codes.label("functions", codes.options("functions")[0], visit.lang)
    offered = tuple((command_title(each.name, visit.cat), _HERE) for each in acts)
    for number, (code, result) in enumerate(zip(codes.options("measures"), _results(visit), strict=False)):
        row, title = f"plan-measure-{number}", codes.label("measures", code, visit.lang)
        is_over = result.kind == "done"
        due = visit.cat.date(visit.today + timedelta(-30 if result.kind == "amber" else 30))
        yield ShownMeasure(row, title, owner, due, result, _HERE, _HERE, () if is_over else offered)


def _results(visit: Visit) -> Iterator[Noted]:
    """Yield what came of measures: by each effect, and late or not yet followed up without one."""
    text, day = visit.cat.text, visit.cat.date(visit.today)
    for effect, (sign, kind) in SIGNS.items():
        yield Noted(text(f"ui.plan.result.{effect}"), day, _HERE, _HERE, "", sign, kind)
    yield Noted(text("ui.plan.result.open"), sign="not_started")
    for late in _LATE:
        event = _HERE if late == "late-still" else ""
        yield Noted(text(f"ui.plan.result.{late}"), day, event, None, "", "amber", "amber")

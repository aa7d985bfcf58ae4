"""Why a municipality, or one of its steps, has its colour (G2): rule, facts, limit, and the day it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from adapters.http.pages.attention import Waiting, waiting
from adapters.http.pages.county.boxes import Box, boxes_of, step_of
from adapters.http.pages.dependencies import Reader
from adapters.http.pages.entries import process_of
from adapters.http.pages.municipality.work import work_of
from adapters.http.pages.visit import Visit
from adapters.http.pages.why.decided import asked_for, decided, judged
from adapters.http.reading.needed import name_of
from adapters.http.reading.standing import MatrixRow, open_items
from adapters.http.reading.standing import municipality as standing_of
from adapters.i18n.wording import attention_text
from domain.process import ProcessDefinition
from domain.standing import Standing
from domain.values import Step
from workflows.attention.outlook import Outlook, Turn
from workflows.attention.reason import Attention, Limit
from workflows.reference.reference import UnknownVersion

router = APIRouter(include_in_schema=False)
_Name = Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,120}$")]


@dataclass(frozen=True)
class Explained:
    """A reason for attention with the rule that it follows from, its limit, and how it changes by itself."""

    waiting: Waiting
    rule: str
    limit: str
    last_day: date | None
    change: str
    anchor: str
    href: str


@dataclass(frozen=True)
class StepColour:
    """A step's own colour: what it says, since when, and how it changes by itself; ``href``: the events behind it.

    ``rule``: by what the activity of the support is judged, ``activity``: how it is, where the step is that.
    """

    box: Box
    rule: str
    activity: str
    since: date | None
    change: str
    href: str | None
    name: str
    decided: str
    activity_decided: str


@router.get("/municipalities/{scb_code}/why")
def why(scb_code: str, visit: Reader, step: Step | None = None, of: _Name = "") -> Response:
    """Return what is behind the colours of a municipality; ``of``: the verdict whose events are told one by one."""
    place = visit.place(scb_code)
    row = standing_of(visit.reading, scb_code, visit.today)
    row = row or MatrixRow(Standing(**place.model_dump()), (), None, None)
    outlook = _outlook(visit, row)
    asked = [each for each in row.attention if step is None or step_of(each) is step]
    work = work_of(visit, scb_code)
    explained = [
        _explained(visit, each, outlook, step) for each in waiting(visit, [(place.name, reason) for reason in asked])
    ]
    return visit.show_view(
        "why/why.html",
        place=place,
        step=step,
        is_judged=row.is_judged,
        process=process_of(visit, row.standing.definition) if row.standing.definition else None,
        steps=_colours(visit, row, outlook, step),
        reasons=explained,
        judged=list(judged(work)) if step is None else [],
        of=of,
        decided=decided(visit, scb_code, of, work),
        can_ask=not visit.moment.happened_by,
    )


def _outlook(visit: Visit, row: MatrixRow) -> Outlook | None:
    """Return the days to come; None where the version of the process that they are judged by is not known here."""
    try:
        definition: ProcessDefinition = visit.reading.definition(row.standing.definition)
    except UnknownVersion:
        return None
    return Outlook(row.standing, open_items(visit.reading, row.standing.scb_code), definition, visit.today)


def _explained(visit: Visit, each: Waiting, outlook: Outlook | None, step: Step | None) -> Explained:
    reason, cat = each.attention, visit.cat
    name = name_of(reason)
    turn = outlook.turn_of(reason) if outlook else None
    return Explained(
        each,
        cat.text(f"ui.why.rule.{reason.reason}"),
        _limit(visit, reason.limit),
        reason.last_day,
        _change(visit, turn) or cat.text("ui.why.stays"),
        name,
        asked_for(reason.scb_code, name, step),
    )


def _limit(visit: Visit, limit: Limit | None) -> str:
    return visit.cat.text(f"ui.count.{limit.unit}", count=limit.count) if limit else ""


def _change(visit: Visit, turn: Turn | None) -> str:
    """Return what comes on which day; nothing where nothing does."""
    if turn is None:
        return ""
    cat = visit.cat
    if turn.reasons:
        first = turn.reasons[0]
        told = attention_text(first.case, first.params, cat, visit.codes)
        return cat.text("ui.why.turns", date=turn.on, severity=_severity(visit, first), reason=told)
    if turn.health:
        return cat.text("ui.why.fares", date=turn.on, health=cat.text(f"value.health.{turn.health}").lower())
    return cat.text("ui.why.ends", date=turn.on)


def _severity(visit: Visit, reason: Attention) -> str:
    return visit.cat.text(f"value.severity.{reason.severity}").lower()


def _colours(visit: Visit, row: MatrixRow, outlook: Outlook | None, asked: Step | None) -> list[StepColour]:
    if row.standing.membership != "joined":
        return []
    boxes = boxes_of(row, visit.today, visit.cat, visit.codes)
    return [_colour(visit, row, outlook, box, asked) for box in boxes if asked is None or box.step is asked]


def _colour(visit: Visit, row: MatrixRow, outlook: Outlook | None, box: Box, asked: Step | None) -> StepColour:
    cell = row.standing.cell(box.step)
    is_calm = not any(each.step is box.step for each in row.attention)
    turn = outlook.turn_at(box.step) if outlook and cell.status == "in_progress" and is_calm else None
    has_events = bool(cell.events) and bool(row.standing.scb_code)
    href = f"/municipalities/{row.standing.scb_code}/timeline?step={box.step}" if has_events else None
    is_judged = outlook is not None and row.health is not None and box.step is Step.ONGOING_SUPPORT
    return StepColour(
        box,
        _activity_rule(visit, outlook.definition) if outlook and is_judged else "",
        visit.cat.text(f"value.health.{row.health}") if is_judged else "",
        cell.ended_on or cell.since,
        _change(visit, turn),
        href,
        f"step-{box.step}",
        asked_for(row.standing.scb_code, f"step-{box.step}", asked),
        asked_for(row.standing.scb_code, "activity", asked),
    )


def _activity_rule(visit: Visit, definition: ProcessDefinition) -> str:
    limits = definition.thresholds
    return visit.cat.text(
        "ui.why.rule.activity",
        contact=limits.contact_silence_amber_days,
        visit=limits.visit_gap_amber_days,
        contact_red=limits.contact_silence_red_days,
        visit_red=limits.visit_gap_red_days,
    )

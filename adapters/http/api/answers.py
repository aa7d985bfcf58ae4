"""What the API answers questions with: rows and verdicts, worded in the caller's language, under one schema each."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, JsonValue

from adapters.http.api.openapi import RefusalAnswer
from adapters.http.command_request import address_of, scope_path
from adapters.http.moment import Moment
from adapters.http.problems import refusal_json
from adapters.http.reading.standing import MatrixRow
from adapters.http.wording import trail_sentence
from adapters.i18n.catalogue import catalogue
from adapters.i18n.wording import (
    attention_clears,
    attention_text,
    command_title,
    reason_label,
    topic_title,
)
from domain.aggregates import AGGREGATES
from domain.process import ProcessDefinition
from domain.scope import Scope
from domain.standing import Membership, Standing, StepStatus
from domain.values import Step
from projections.audit_trail import TrailRow
from projections.municipality.detail import Detail, Details
from workflows.actions import Action, Verdict
from workflows.attention.clocks import Health, days_in_step, due_on
from workflows.attention.reason import Attention, Severity
from workflows.reference.codes import Codes
from workflows.reference.reference import Reference


class MomentAnswer(BaseModel):
    """The moment in the past that is shown: how far the log had come, and the day for which all was derived."""

    position: int
    day: date
    happened_by: date | None


class ShownAnswer(BaseModel):
    """``as_of`` is null for the present; ``demo``: everything is invented."""

    as_of: MomentAnswer | None
    demo: bool


class CellAnswer(BaseModel):
    """A step of a municipality: state, age in days without pauses, due date, and the events behind it (G6)."""

    step: Step
    status: StepStatus
    days: int | None
    started_on: date | None
    ended_on: date | None
    due_on: date | None
    blocked_by: str | None
    events: list[str]


class AttentionAnswer(BaseModel):
    """A reason for attention: since when, why, what clears it, and the events that it follows from."""

    reason: str
    severity: Severity
    since: date
    step: Step | None
    params: dict[str, str | int]
    text: str
    clears: str
    events: list[str]


class MatrixRowAnswer(BaseModel):
    """A municipality by the five steps; one that is shown as a peer has neither code nor name."""

    scb_code: str | None
    name: str | None
    county_part: str | None
    membership: Membership
    joined_on: date | None
    cycle: int
    paused: bool
    health: Health | None
    joint: bool
    steps: list[CellAnswer]
    attention: list[AttentionAnswer]


class CountyAnswer(ShownAnswer):
    """Every municipality of the county, in alphabetical order."""

    code: str
    name: str
    day: date
    municipalities: list[MatrixRowAnswer]


class DetailAnswer(BaseModel):
    """One part of a municipality's work: the fields of the events that it follows from, the latest event's id."""

    ref: str
    on: date
    status: str
    fields: dict[str, JsonValue]
    event_id: str


class MunicipalityAnswer(MatrixRowAnswer, ShownAnswer):
    """Where a municipality stands, and the parts of its work by section."""

    day: date
    details: dict[str, list[DetailAnswer]]


class ActionAnswer(BaseModel):
    """A command as it stands for the caller (C3): verdict, stream and version, and every rule that refuses it.

    ``fixed``: fields that the action is about. ``choices``: what fields that point at something may point at.
    ``reasons``: the list that ``reason`` is taken from. ``needs``: rules that depend on what is filled in.
    """

    command: str
    title: str
    verdict: Verdict
    href: str
    stream: str | None
    version: int
    fixed: dict[str, str]
    choices: dict[str, list[str]]
    reasons: str
    needs: list[str]
    refusals: list[RefusalAnswer]


class ActionsAnswer(BaseModel):
    """What the caller may do, and why the rest may not be done; ``as_of`` is null for the present."""

    scb_code: str
    as_of: MomentAnswer | None
    actions: list[ActionAnswer]


class WaitingAnswer(AttentionAnswer):
    """A reason for attention, with its municipality."""

    scb_code: str
    name: str


class QueueAnswer(ShownAnswer):
    """What waits, the gravest first."""

    items: list[WaitingAnswer]


class EntryAnswer(TrailRow):
    """An event: who, when, why, caused by what, and a sentence; no ``fields`` where they are not for the caller."""

    title: str
    text: str
    reason_text: str | None


class EventsAnswer(ShownAnswer):
    """A page of events, the latest first; ``next`` is the following page's ``cursor``, null where there is none."""

    events: list[EntryAnswer]
    next: int | None


def moment_answer(moment: Moment) -> MomentAnswer | None:
    """Return the moment in the past that is shown, None for the present."""
    if not moment.is_past:
        return None
    return MomentAnswer(position=moment.position, day=moment.day, happened_by=moment.happened_by)


def matrix_row(row: MatrixRow, reference: Reference, day: date, lang: str) -> MatrixRowAnswer:
    """Return a municipality of the county matrix."""
    standing = row.standing
    definition = reference.definition(standing.definition)
    return MatrixRowAnswer(
        scb_code=standing.scb_code or None,
        name=standing.name or None,
        county_part=row.county_part,
        membership=standing.membership,
        joined_on=standing.joined_on,
        cycle=standing.cycle,
        paused=standing.is_paused,
        health=row.health,
        joint=False,
        steps=[_cell(standing, step, definition, day) for step in Step],
        attention=[AttentionAnswer(**_attention(each, lang, reference.codes)) for each in row.attention],
    )


def _cell(standing: Standing, step: Step, definition: ProcessDefinition, day: date) -> CellAnswer:
    cell = standing.cell(step)
    return CellAnswer(
        step=step,
        status=cell.status,
        days=days_in_step(standing, step, day),
        started_on=cell.started_on,
        ended_on=cell.ended_on,
        due_on=due_on(standing, step, definition, day),
        blocked_by=cell.blocked_by,
        events=list(cell.behind()),
    )


def _attention(each: Attention, lang: str, codes: Codes) -> dict[str, Any]:
    words = catalogue(lang)
    return {
        "reason": each.reason,
        "severity": each.severity,
        "since": each.since,
        "step": each.step,
        "params": dict(each.params),
        "text": attention_text(each.reason, each.params, words, codes),
        "clears": attention_clears(each.reason, words),
        "events": list(each.events),
    }


def waiting_answer(standing: Standing, each: Attention, lang: str, codes: Codes) -> WaitingAnswer:
    """Return a reason for attention in the work queue."""
    return WaitingAnswer(scb_code=standing.scb_code, name=standing.name, **_attention(each, lang, codes))


def action_answer(action: Action, scope: Scope, lang: str, codes: Codes) -> ActionAnswer:
    """Return one command as it stands for the caller."""
    name = action.command.name
    return ActionAnswer(
        command=name,
        title=command_title(name, catalogue(lang)),
        verdict=action.verdict,
        href=f"/api/v1{scope_path(scope)}/{address_of(action.command)}",
        stream=None if AGGREGATES[action.command.aggregate].begins(action.command) else action.stream,
        version=action.version,
        fixed=dict(action.fixed),
        choices={field: list(values) for field, values in action.choices.items()},
        reasons=action.reasons,
        needs=list(action.needs),
        refusals=[RefusalAnswer(**refusal_json(each, lang, codes)) for each in action.refusals],
    )


_COMMON = {"ref", "on", "status", "event_id"}


def details_answer(details: Details) -> dict[str, list[DetailAnswer]]:
    """Return the parts of a municipality's work."""
    return {section: [_detail(each) for each in found] for section, found in details.by_section().items()}


def _detail(each: Detail) -> DetailAnswer:
    fields = each.model_dump(mode="json", exclude=_COMMON)
    return DetailAnswer(ref=each.ref, on=each.on, status=each.status, fields=fields, event_id=each.event_id)


def entry_answer(row: TrailRow, lang: str, codes: Codes) -> EntryAnswer:
    """Return an event."""
    words = catalogue(lang)
    return EntryAnswer(
        **dict(row),
        title=topic_title(row.topic, words),
        text=trail_sentence(row, words, codes),
        reason_text=reason_label(row.reason, words, codes) if row.reason else None,
    )

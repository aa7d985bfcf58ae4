"""What the API answers with: rows and verdicts as JSON, worded in the caller's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from adapters.http.problems import refusal_json
from adapters.http.reading import MatrixRow
from adapters.http.requests import address_of
from adapters.i18n.catalogue import catalogue
from adapters.i18n.wording import (
    attention_clears,
    attention_text,
    command_title,
    reason_label,
    sentence_of,
    topic_title,
)
from domain.process import ProcessDefinition
from domain.standing import Standing
from domain.values import Step
from projections.audit_trail import TrailRow
from projections.municipality import DetailRow
from workflows.attention import Attention, days_in_step, due_on
from workflows.codes import Codes
from workflows.guards import Action


def matrix_row(row: MatrixRow, definition: ProcessDefinition, day: date, lang: str, codes: Codes) -> dict[str, Any]:
    """Return a municipality of the county matrix."""
    standing = row.standing
    return {
        "scb_code": standing.scb_code or None,
        "name": standing.name or None,
        "county_part": row.county_part,
        "membership": standing.membership,
        "joined_on": _iso(standing.joined_on),
        "cycle": standing.cycle,
        "paused": standing.is_paused,
        "health": row.health,
        "joint": False,
        "steps": [cell_json(standing, step, definition, day) for step in Step],
        "attention": [attention_json(each, lang, codes) for each in row.attention],
    }


def cell_json(standing: Standing, step: Step, definition: ProcessDefinition, day: date) -> dict[str, Any]:
    """Return a cell of the matrix: state, age without pauses, due date, and the events behind it (G6)."""
    cell = standing.cell(step)
    return {
        "step": step.value,
        "status": cell.status,
        "days": days_in_step(standing, step, day),
        "started_on": _iso(cell.started_on),
        "ended_on": _iso(cell.ended_on),
        "due_on": _iso(due_on(standing, step, definition, day)),
        "blocked_by": cell.blocked_by,
        "events": list(cell.events),
    }


def attention_json(each: Attention, lang: str, codes: Codes) -> dict[str, Any]:
    """Return a reason for attention, why and what clears it."""
    words = catalogue(lang)
    return {
        "reason": each.reason,
        "severity": each.severity,
        "since": each.since.isoformat(),
        "step": each.step.value if each.step else None,
        "params": dict(each.params),
        "text": attention_text(each.reason, each.params, words, codes),
        "clears": attention_clears(each.reason, words),
        "events": list(each.events),
    }


def action_json(action: Action, scb_code: str, lang: str, codes: Codes) -> dict[str, Any]:
    """Return one command as it stands for the caller now (C3)."""
    name = action.command.name
    return {
        "command": name,
        "title": command_title(name, catalogue(lang)),
        "verdict": action.verdict,
        "href": f"/api/v1/municipalities/{scb_code}/{address_of(action.command)}",
        "stream": action.stream if action.fixed.get("assignment_id") or "contact" not in action.stream else None,
        "version": action.version,
        "fixed": dict(action.fixed),
        "choices": {field: list(values) for field, values in action.choices.items()},
        "reasons": action.reasons,
        "needs": list(action.needs),
        "refusals": [refusal_json(each, lang, codes) for each in action.refusals],
    }


def detail_json(row: DetailRow) -> dict[str, Any]:
    """Return one part of a municipality's work."""
    return {
        "ref": row.ref,
        "on": row.on.isoformat(),
        "status": row.status,
        "fields": row.fields,
        "event_id": row.event_id,
    }


def trail_json(row: TrailRow, lang: str, codes: Codes) -> dict[str, Any]:
    """Return an event: who, when, why, caused by what, and a sentence."""
    words = catalogue(lang)
    told = row.model_dump(mode="json", exclude={"recorded_on"})
    return {
        **told,
        "title": topic_title(row.topic, words),
        "text": trail_sentence(row, lang, codes),
        "reason_text": reason_label(row.reason, words, codes) if row.reason else None,
    }


def trail_sentence(row: TrailRow, lang: str, codes: Codes) -> str:
    """Return what happened; only its title where the fields are not for the reader."""
    words = catalogue(lang)
    if not row.fields and row.classification == "protected":
        return topic_title(row.topic, words)
    return sentence_of(row.topic, row.fields, words, codes)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

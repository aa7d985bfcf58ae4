"""What waits for someone? (C1) One row for each open request, measure, comment, session, visit, need and pause."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.action_plan import events as plan
from domain.journey import events as journey
from domain.messages import Recorded
from domain.municipality.events import MunicipalityLeft
from domain.standing import ItemKind, OpenItem
from domain.support import events as support
from domain.training import events as training
from projections.engine.projection import Projection, Row, Rows


class OpenItemRow(Row):
    """Something open."""

    table: ClassVar[str] = "work_queue"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "kind", "ref")
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = (("kind", "due_on"),)

    kind: str
    ref: str
    due_on: date | None
    item: OpenItem


# A journey rests once at a time.
_PAUSE = "journey"


def project(rows: Rows, recorded: Recorded) -> None:
    """Open or close what the event opens or closes."""
    event, envelope = recorded.event, recorded.envelope
    opened = _opened(recorded)
    for item in opened:
        # Asked again, a body has a new day; a need that is noted twice has waited since the first time.
        if item.kind == "comment" or rows.get(OpenItemRow, envelope.scope, item.kind, item.ref) is None:
            rows.put(OpenItemRow(scb_code=item.scb_code, kind=item.kind, ref=item.ref, due_on=item.due_on, item=item))
    for kind, ref in _closed(event):
        rows.delete(OpenItemRow, envelope.scope, kind, ref)
    if isinstance(event, journey.PauseEndReminded):
        _reminded(rows, envelope.scope, event)


def _opened(recorded: Recorded) -> list[OpenItem]:
    event, envelope = recorded.event, recorded.envelope

    def item(kind: ItemKind, ref: object, **fields: object) -> OpenItem:
        return OpenItem.model_validate(
            {
                "scb_code": envelope.scope,
                "kind": kind,
                "ref": str(ref),
                "since": envelope.occurred_on,
                "event_id": str(envelope.event_id),
                **fields,
            }
        )

    match event:
        case support.GuidanceRequested():
            acute = event.urgency == "acute"
            return [item("guidance", event.request_id, acute=acute, code=event.unit_kind)]
        case support.NeedNoted():
            return [item("need", event.need_code, code=event.need_code)]
        case support.VisitHeld():
            return [item("need", need, code=need) for need in event.needs]
        case support.VisitPlanned():
            return [item("visit", event.visit_id, due_on=event.planned_on)]
        case training.SessionPlanned():
            return [item("session", event.session_id, due_on=event.planned_on, code=event.stage)]
        case plan.MeasureAdded():
            return [item("measure", event.measure_id, due_on=event.due_on, code=event.code)]
        case plan.ReferredForComment():
            return [item("comment", body, due_on=event.due_on, code=body) for body in event.bodies]
        case journey.JourneyPaused(expected_until=date() as until):
            return [item("pause", _PAUSE, due_on=until)]
        case _:
            return []


def _reminded(rows: Rows, scope: str, reminder: journey.PauseEndReminded) -> None:
    """Close the pause, unless it is expected to last longer by now than when it was reminded of."""
    row = rows.get(OpenItemRow, scope, "pause", _PAUSE)
    if row and row.item.due_on and row.item.due_on <= reminder.expected_until:
        rows.delete(OpenItemRow, scope, "pause", _PAUSE)


def _closed(event: object) -> list[tuple[ItemKind, str]]:
    match event:
        case support.GuidanceDelivered():
            return [("guidance", str(event.request_id))]
        case support.NeedMet():
            return [("need", event.need_code)]
        case support.VisitHeld():
            return [("visit", str(event.visit_id))]
        case training.SessionHeld() | training.SessionCancelled():
            return [("session", str(event.session_id))]
        case plan.MeasureDropped():
            return [("measure", str(event.measure_id))]
        case plan.MeasureResultRecorded() if event.effect != "too_early":
            return [("measure", str(event.measure_id))]
        case plan.CommentReceived():
            return [("comment", event.body)]
        case journey.JourneyResumed() | MunicipalityLeft():
            return [("pause", _PAUSE)]
        case _:
            return []


_NOTHING_WAITS = (
    "audit.",
    "contact.",
    "journey.cycle-",
    "journey.due-date-",
    "journey.guard-",
    "journey.journey-opened.",
    "journey.moved-",
    "journey.step-",
    "municipality.formalisation-",
    "municipality.municipality-joined.",
    "municipality.municipality-registered.",
    "municipality.national-",
    "municipality.outreach-",
    "municipality.profile-",
    "situation-picture.",
    "structure-review.",
)
WORK_QUEUE = Projection("work_queue", 3, (OpenItemRow,), project, passes_over=_NOTHING_WAITS)

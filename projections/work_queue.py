"""What waits for someone? (C1) One row for each open request, measure, comment, session, visit, need and pause.

So it does of what the municipality was asked for: a reply to an attempt at contact, a picture that is worked on.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.action_plan import events as plan
from domain.journey import events as journey
from domain.messages import Recorded
from domain.municipality.events import MunicipalityLeft
from domain.situation_picture.events import PictureCommissioned, PictureVersionPublished
from domain.standing import ItemKind, OpenItem
from domain.support import events as support
from domain.training import events as training
from projections.engine.handlers import Handlers, handle, on
from projections.engine.projection import Projection
from projections.engine.rows import Row, Rows


class WaitingRow(Row):
    """Something open, as it is read by the thousand: what it is found by is not repeated beside it."""

    table: ClassVar[str] = "work_queue"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "kind", "ref")

    item: OpenItem


class OpenItemRow(WaitingRow):
    """Something open."""

    indexed: ClassVar[tuple[tuple[str, ...], ...]] = (("kind", "due_on"),)

    kind: str
    ref: str
    due_on: date | None


class AnsweredRow(Row):
    """The last day on which somebody in the municipality was met or heard; no reply is awaited to what came before."""

    table: ClassVar[str] = "work_queue_answered"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)

    on: date


# A journey rests once at a time; one reply is awaited, and one version of the picture.
_PAUSE = "journey"
_ONE = "1"


def _open(
    rows: Rows,
    recorded: Recorded,
    kind: ItemKind,
    ref: object,
    code: str | None = None,
    due_on: date | None = None,
    *,
    acute: bool = False,
) -> None:
    """Open an item; one that is open already has waited since then, but a body that is asked again has a new day."""
    envelope = recorded.envelope
    item = OpenItem(
        scb_code=envelope.scope,
        kind=kind,
        ref=str(ref),
        since=envelope.occurred_on,
        due_on=due_on,
        code=code,
        acute=acute,
        event_id=str(envelope.event_id),
    )
    if kind == "comment" or rows.get(OpenItemRow, envelope.scope, kind, item.ref) is None:
        rows.put(OpenItemRow(scb_code=envelope.scope, kind=kind, ref=item.ref, due_on=due_on, item=item))


def _close(rows: Rows, recorded: Recorded, kind: ItemKind, ref: object) -> None:
    rows.delete(OpenItemRow, recorded.envelope.scope, kind, str(ref))


def _guidance_requested(rows: Rows, recorded: Recorded, event: support.GuidanceRequested) -> None:
    acute = event.urgency == "acute"
    _open(rows, recorded, "guidance", event.request_id, event.unit_kind, acute=acute)


def _guidance_delivered(rows: Rows, recorded: Recorded, event: support.GuidanceDelivered) -> None:
    _close(rows, recorded, "guidance", event.request_id)
    _answered(rows, recorded)


def _visit_held(rows: Rows, recorded: Recorded, event: support.VisitHeld) -> None:
    for need in event.needs:
        _open(rows, recorded, "need", need, need)
    _close(rows, recorded, "visit", event.visit_id)
    _answered(rows, recorded)


def _contact_had(rows: Rows, recorded: Recorded, event: support.ContactHad) -> None:
    """Await a reply since the first attempt that got none, in whatever order they were entered."""
    if event.direction != "out":
        _answered(rows, recorded)
        return
    scope, on = recorded.envelope.scope, recorded.envelope.occurred_on
    answered, awaited = rows.get(AnsweredRow, scope), rows.get(OpenItemRow, scope, "reply", _ONE)
    if answered and on < answered.on:
        return
    if awaited and on < awaited.item.since:
        _close(rows, recorded, "reply", _ONE)
    _open(rows, recorded, "reply", _ONE)


def _answered(rows: Rows, recorded: Recorded) -> None:
    """Await no reply to an attempt of that day or of one before."""
    scope, on = recorded.envelope.scope, recorded.envelope.occurred_on
    awaited, answered = rows.get(OpenItemRow, scope, "reply", _ONE), rows.get(AnsweredRow, scope)
    if awaited and awaited.item.since <= on:
        _close(rows, recorded, "reply", _ONE)
    if answered is None or answered.on < on:
        rows.put(AnsweredRow(scb_code=scope, on=on))


def _referred_for_comment(rows: Rows, recorded: Recorded, event: plan.ReferredForComment) -> None:
    for body in event.bodies:
        _open(rows, recorded, "comment", body, body, event.due_on)


def _measure_followed_up(rows: Rows, recorded: Recorded, event: plan.MeasureResultRecorded) -> None:
    if event.effect != "too_early":
        _close(rows, recorded, "measure", event.measure_id)


def _paused(rows: Rows, recorded: Recorded, event: journey.JourneyPaused) -> None:
    if event.expected_until:
        _open(rows, recorded, "pause", _PAUSE, due_on=event.expected_until)


def _reminded(rows: Rows, recorded: Recorded, event: journey.PauseEndReminded) -> None:
    """Close the pause, unless it is expected to last longer by now than when it was reminded of."""
    row = rows.get(OpenItemRow, recorded.envelope.scope, "pause", _PAUSE)
    if row and row.due_on and row.due_on <= event.expected_until:
        _close(rows, recorded, "pause", _PAUSE)


HANDLERS: Handlers = dict(
    [
        on(support.GuidanceRequested, _guidance_requested),
        on(support.GuidanceDelivered, _guidance_delivered),
        on(support.ContactHad, _contact_had),
        on(PictureCommissioned, lambda rows, it, _event: _open(rows, it, "picture", _ONE)),
        on(PictureVersionPublished, lambda rows, it, _event: _close(rows, it, "picture", _ONE)),
        on(support.NeedNoted, lambda rows, it, event: _open(rows, it, "need", event.need_code, event.need_code)),
        on(support.NeedMet, lambda rows, it, event: _close(rows, it, "need", event.need_code)),
        on(
            support.VisitPlanned,
            lambda rows, it, event: _open(rows, it, "visit", event.visit_id, due_on=event.planned_on),
        ),
        on(support.VisitHeld, _visit_held),
        on(
            training.SessionPlanned,
            lambda rows, it, event: _open(rows, it, "session", event.session_id, event.stage, event.planned_on),
        ),
        on(training.SessionHeld, lambda rows, it, event: _close(rows, it, "session", event.session_id)),
        on(training.SessionCancelled, lambda rows, it, event: _close(rows, it, "session", event.session_id)),
        on(
            plan.MeasureAdded,
            lambda rows, it, event: _open(rows, it, "measure", event.measure_id, event.code, event.due_on),
        ),
        on(plan.MeasureResultRecorded, _measure_followed_up),
        on(plan.MeasureDropped, lambda rows, it, event: _close(rows, it, "measure", event.measure_id)),
        on(plan.ReferredForComment, _referred_for_comment),
        on(journey.JourneyPaused, _paused),
        on(journey.JourneyResumed, lambda rows, it, _event: _close(rows, it, "pause", _PAUSE)),
        on(journey.PauseEndReminded, _reminded),
        on(MunicipalityLeft, lambda rows, it, _event: _close(rows, it, "pause", _PAUSE)),
        on(plan.CommentReceived, lambda rows, it, event: _close(rows, it, "comment", event.body)),
    ]
)


def project(rows: Rows, recorded: Recorded) -> None:
    """Open or close what the event opens or closes."""
    handle(HANDLERS, rows, recorded)


WORK_QUEUE = Projection("work_queue", 5, (OpenItemRow, AnsweredRow), project, tuple(HANDLERS))

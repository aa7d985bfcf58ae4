"""Support: visits, contacts, guidance, and what the municipality needs."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from domain.contact.events import FunctionCode
from domain.messages import Recorded
from domain.periods import Day
from domain.support import events
from domain.support.events import ContactDirection, GuidanceForm, NeedCode, ResponseBand, UnitKind, Urgency
from projections.engine.handlers import Handlers, on
from projections.engine.rows import Rows
from projections.municipality.detail import Detail, change, found, put


class Visit(Detail, section="visit"):
    """A visit, planned or held; ``ref`` is its id."""

    status: Literal["planned", "held"]
    visit_id: UUID
    planned_on: Day | None = None
    functions_met: tuple[FunctionCode, ...] | None = None
    needs: tuple[NeedCode, ...] | None = None


class Guidance(Detail, section="guidance"):
    """A request for guidance and its answer; ``ref`` is its id."""

    status: Literal["waiting", "answered"]
    request_id: UUID
    unit_kind: UnitKind
    urgency: Urgency
    response_band: ResponseBand | None = None
    form: GuidanceForm | None = None


class ContactMade(Detail, section="contact-made"):
    """A time when the centre and the municipality were in touch; ``ref`` is the event's id."""

    direction: ContactDirection


class Need(Detail, section="need"):
    """A need, unmet (``open``) or met; ``ref`` is its code, ``visit_id`` the visit that showed it, if one did."""

    status: Literal["open", "met"] = "open"
    need_code: NeedCode
    visit_id: UUID | None = None


def _visit_held(rows: Rows, recorded: Recorded, event: events.VisitHeld) -> None:
    """Enter a visit that was made, without the day for which it was planned, which is protected."""
    put(rows, recorded, Visit, event.visit_id, "held")
    for need in event.needs:
        _needed(rows, recorded, need, event.visit_id)


def _needed(rows: Rows, recorded: Recorded, need: str, visit: UUID | None = None) -> None:
    """Note a need; one that is unmet already has been so since then."""
    known = found(rows, recorded, Need, need)
    if known is None or known.status == "met":
        put(rows, recorded, Need, need, fields={"need_code": need, "visit_id": visit})


HANDLERS: Handlers = dict(
    [
        on(events.VisitPlanned, lambda rows, it, event: put(rows, it, Visit, event.visit_id, "planned")),
        on(events.VisitHeld, _visit_held),
        on(events.NeedNoted, lambda rows, it, event: _needed(rows, it, event.need_code)),
        on(events.NeedMet, lambda rows, it, event: change(rows, it, Need, event.need_code, "met")),
        on(events.GuidanceRequested, lambda rows, it, event: put(rows, it, Guidance, event.request_id, "waiting")),
        on(events.GuidanceDelivered, lambda rows, it, event: change(rows, it, Guidance, event.request_id, "answered")),
        on(events.ContactHad, lambda rows, it, _: put(rows, it, ContactMade, it.envelope.event_id)),
    ]
)

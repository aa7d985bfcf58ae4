"""Support: visits, guidance, and what the municipality needs."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from domain.contact.events import FunctionCode
from domain.messages import Recorded
from domain.periods import Day
from domain.support import events
from domain.support.events import GuidanceForm, NeedCode, ResponseBand, UnitKind, Urgency
from projections.engine.handlers import Handlers, on
from projections.engine.rows import Rows
from projections.municipality.detail import Detail, DetailRow, change, put


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


class Need(Detail, section="need"):
    """An unmet need; ``ref`` is its code."""

    need_code: NeedCode


def _visit_held(rows: Rows, recorded: Recorded, event: events.VisitHeld) -> None:
    put(rows, recorded, Visit, event.visit_id, "held")
    for need in event.needs:
        put(rows, recorded, Need, need, fields={"need_code": need})


def _need_met(rows: Rows, recorded: Recorded, event: events.NeedMet) -> None:
    rows.delete(DetailRow, recorded.envelope.scope, Need.section_name, event.need_code)


HANDLERS: Handlers = dict(
    [
        on(events.VisitPlanned, lambda rows, it, event: put(rows, it, Visit, event.visit_id, "planned")),
        on(events.VisitHeld, _visit_held),
        on(events.NeedNoted, lambda rows, it, event: put(rows, it, Need, event.need_code)),
        on(events.NeedMet, _need_met),
        on(events.GuidanceRequested, lambda rows, it, event: put(rows, it, Guidance, event.request_id, "waiting")),
        on(events.GuidanceDelivered, lambda rows, it, event: change(rows, it, Guidance, event.request_id, "answered")),
    ]
)

"""When support may be planned, given and noted: always (R9), each fact once."""

from __future__ import annotations

from domain.aggregate import Aggregate
from domain.calendar import working_days_between
from domain.correction import correction_rules
from domain.decider import STAFF, CommandRules
from domain.errors import rejected
from domain.facts import Facts
from domain.guards import fresh
from domain.messages import Event
from domain.scope import ScopeKind
from domain.support.commands import (
    CorrectEntry,
    DeliverGuidance,
    HoldVisit,
    LogContact,
    MeetNeed,
    NoteNeed,
    PlanVisit,
    RequestGuidance,
)
from domain.support.events import (
    ContactHad,
    EntryCorrected,
    GuidanceDelivered,
    GuidanceRequested,
    NeedMet,
    NeedNoted,
    ResponseBand,
    VisitHeld,
    VisitPlanned,
)
from domain.support.state import Support, evolve

_BANDS: tuple[tuple[int, ResponseBand], ...] = (
    (0, "same-day"),
    (2, "1-2-days"),
    (5, "3-5-days"),
    (10, "6-10-days"),
)


def _open_needs(state: Support, _facts: Facts, _subject: object) -> list[str]:
    return sorted(state.needs)


def _unanswered(state: Support, _facts: Facts, _subject: object) -> list[str]:
    return list(state.requests)


def _plan_visit(state: Support, command: PlanVisit, _facts: Facts) -> list[Event]:
    fresh(str(command.visit_id), state.visits, "visit_id")
    return [VisitPlanned(**command.model_dump())]


def _hold_visit(state: Support, command: HoldVisit, _facts: Facts) -> list[Event]:
    if state.visits.get(str(command.visit_id)):
        raise rejected("L3", "visit_id", what="visit_id")
    return [VisitHeld(**command.model_dump())]


def _request(state: Support, command: RequestGuidance, _facts: Facts) -> list[Event]:
    fresh(str(command.request_id), state.request_ids, "request_id")
    return [GuidanceRequested(**command.model_dump())]


def _deliver(state: Support, command: DeliverGuidance, facts: Facts) -> list[Event]:
    asked = state.requests[str(command.request_id)]
    days = working_days_between(asked, facts.on)
    band: ResponseBand = next((band for limit, band in _BANDS if days <= limit), "over-10-days")
    return [GuidanceDelivered(request_id=command.request_id, response_band=band, form=command.form)]


SUPPORT = Aggregate(
    "support",
    ScopeKind.MUNICIPALITY,
    Support(),
    evolve,
    {
        PlanVisit: CommandRules(VisitPlanned, _plan_visit, makes=("visit_id",), needs=("L3",)),
        HoldVisit: CommandRules(VisitHeld, _hold_visit, makes=("visit_id",), needs=("L3",)),
        NoteNeed: CommandRules(NeedNoted, roles=STAFF, taken={"need_code": _open_needs}, needs=("L3",)),
        MeetNeed: CommandRules(NeedMet, choices={"need_code": _open_needs}),
        RequestGuidance: CommandRules(GuidanceRequested, _request, makes=("request_id",), roles=STAFF, needs=("L3",)),
        DeliverGuidance: CommandRules(GuidanceDelivered, _deliver, choices={"request_id": _unanswered}),
        LogContact: CommandRules(ContactHad, roles=STAFF),
        CorrectEntry: correction_rules(EntryCorrected, roles=STAFF),
    },
)

"""Entries that are told by how often they were made, whatever became of them: visits, contacts, work on the steps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from domain.action_plan import events as plan
from domain.contact import events as contact
from domain.messages import Event
from domain.municipality.events import OutreachMade
from domain.situation_picture.events import PictureReviewedUnchanged
from domain.structure_review import events as structure
from domain.support import events as support
from domain.training import events as training
from projections.audit_trail import EntryRow, is_correction
from workflows.comparison.change import Kind

_KINDS: Mapping[type[Event], Kind] = {
    OutreachMade: "outreach-made",
    contact.ContactAppointed: "contact-appointed",
    contact.ContactEnded: "contact-ended",
    contact.ContactHandedOver: "contact-ended",
    support.VisitHeld: "visit-held",
    support.ContactHad: "contact-had",
    support.GuidanceRequested: "guidance-requested",
    support.GuidanceDelivered: "guidance-delivered",
    support.NeedNoted: "need-noted",
    support.NeedMet: "need-met",
    PictureReviewedUnchanged: "picture-reviewed",
    structure.HostStructureChosen: "host-chosen",
    structure.ResponsibilityOrdered: "responsibility-ordered",
    plan.SectionWritten: "section-written",
    plan.MeasureAdded: "measure-added",
    plan.MeasureResultRecorded: "measure-followed-up",
    plan.PlanReviewed: "plan-reviewed",
    training.SessionHeld: "session-held",
    training.SessionCancelled: "session-cancelled",
}
_BY_TOPIC: Mapping[str, Kind] = {event.topic: kind for event, kind in _KINDS.items()}


def kind_of(row: EntryRow) -> Kind | None:
    """Return how an entry is told, None for one that is told as a difference or not at all."""
    kind = _kind_of_topic(row.topic)
    if kind == "contact-had" and row.standing_fields.get("direction") != "both":
        return None
    if kind == "measure-followed-up" and row.standing_fields.get("effect") == "too_early":
        return None
    return kind


@cache
def _kind_of_topic(topic: str) -> Kind | None:
    if is_correction(topic):
        return "corrected"
    return "programme" if topic.startswith("programme.") else _BY_TOPIC.get(topic)

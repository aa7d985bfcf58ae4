"""What can be asked for concerning support."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.contact.events import FunctionCode
from domain.correction import CorrectionCommand
from domain.messages import Command
from domain.periods import Day
from domain.support.events import ContactDirection, GuidanceForm, NeedCode, UnitKind, Urgency


class PlanVisit(Command, aggregate="support"):
    """Plan a visit."""

    visit_id: UUID
    planned_on: Day


class HoldVisit(Command, aggregate="support"):
    """Record a visit, planned (by its id) or not."""

    visit_id: UUID
    functions_met: Annotated[tuple[FunctionCode, ...], Field(max_length=20)] = ()
    needs: Annotated[tuple[NeedCode, ...], Field(max_length=20)] = ()


class NoteNeed(Command, aggregate="support"):
    """Note a need."""

    need_code: NeedCode


class MeetNeed(Command, aggregate="support"):
    """Record that a need was met."""

    need_code: NeedCode


class RequestGuidance(Command, aggregate="support"):
    """Ask for guidance; by choices alone, with no word about any individual."""

    request_id: UUID
    unit_kind: UnitKind
    urgency: Urgency = "normal"


class DeliverGuidance(Command, aggregate="support"):
    """Record the answer to a request for guidance."""

    request_id: UUID
    form: GuidanceForm


class LogContact(Command, aggregate="support"):
    """Log a contact between the centre and the municipality."""

    direction: ContactDirection = "both"


class CorrectEntry(CorrectionCommand, aggregate="support"):
    """Void or replace an entry about the support."""

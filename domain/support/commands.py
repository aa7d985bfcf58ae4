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
    """Record a visit, planned (by its id) or not: it met someone, and ends the silence by that."""

    visit_id: UUID
    functions_met: Annotated[tuple[FunctionCode, ...], Field(min_length=1, max_length=20)]
    needs: Annotated[tuple[NeedCode, ...], Field(max_length=20)] = ()


class NoteNeed(Command, aggregate="support"):
    """Note a need."""

    need_code: NeedCode


class MeetNeed(Command, aggregate="support"):
    """Record that a need was met."""

    need_code: NeedCode


class RequestGuidance(Command, aggregate="support"):
    """Ask for guidance, by choices alone and no word about any individual; when it is due rests on its urgency."""

    request_id: UUID
    unit_kind: UnitKind
    urgency: Urgency


class DeliverGuidance(Command, aggregate="support"):
    """Record the answer to a request for guidance."""

    request_id: UUID
    form: GuidanceForm


class LogContact(Command, aggregate="support"):
    """Log a contact between the centre and the municipality; the clock of silence rests on its direction."""

    direction: ContactDirection


class CorrectEntry(CorrectionCommand, aggregate="support"):
    """Void or replace an entry about the support."""

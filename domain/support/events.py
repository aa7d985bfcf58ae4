"""What happens in the support of a municipality."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.contact.events import FunctionCode
from domain.correction import EntryCorrection
from domain.messages import Event
from domain.periods import Day
from domain.values import Classification, Code, CodeList

UnitKind = Literal["school_team", "social_services", "other"]
Urgency = Literal["normal", "acute"]
ResponseBand = Literal["same-day", "1-2-days", "3-5-days", "6-10-days", "over-10-days"]
ContactDirection = Literal["both", "out", "in"]
NeedCode = Annotated[Code, CodeList("needs")]
GuidanceForm = Annotated[Code, CodeList("guidance-forms")]


class VisitPlanned(Event, topic="support.visit-planned.v1"):
    """A visit was planned; when is protected, since it tells where someone will be."""

    visit_id: UUID
    planned_on: Day

    @property
    def classification(self) -> Classification:
        """A future visit is for those whom the role table names (P5)."""
        return Classification.PROTECTED


class VisitHeld(Event, topic="support.visit-held.v1"):
    """A visit was made, planned or not; whom it met by function, and which needs it showed."""

    visit_id: UUID
    functions_met: Annotated[tuple[FunctionCode, ...], Field(max_length=20)]
    needs: Annotated[tuple[NeedCode, ...], Field(max_length=20)]


class NeedNoted(Event, topic="support.need-noted.v1"):
    """The municipality needs something."""

    need_code: NeedCode


class NeedMet(Event, topic="support.need-met.v1"):
    """A need was met."""

    need_code: NeedCode


class GuidanceRequested(Event, topic="support.guidance-requested.v1"):
    """Guidance was asked for: choices, never a story (M4)."""

    request_id: UUID
    unit_kind: UnitKind
    urgency: Urgency


class GuidanceDelivered(Event, topic="support.guidance-delivered.v1"):
    """Guidance was given, within so many working days of the request."""

    request_id: UUID
    response_band: ResponseBand
    form: GuidanceForm


class ContactHad(Event, topic="support.contact-had.v1"):
    """The centre and the municipality were in touch; ``both`` breaks the silence."""

    direction: ContactDirection


class EntryCorrected(EntryCorrection, topic="support.entry-corrected.v1"):
    """An entry about the support was wrong; what it says may be as protected as the entry."""

    @property
    def classification(self) -> Classification:
        """Held as the most protected entry that it could be about."""
        return Classification.PROTECTED

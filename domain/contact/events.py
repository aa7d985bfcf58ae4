"""What happens to an assignment as contact person."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from domain.correction import EntryCorrection
from domain.messages import Event
from domain.values import Code, CodeList, PersonRef

FunctionCode = Annotated[Code, CodeList("functions")]
OrgUnit = Annotated[Code, CodeList("org-units")]
EndCause = Annotated[Code, CodeList("contact-end-causes")]
OpenItem = Annotated[Code, CodeList("handover-items")]


class ContactAppointed(Event, topic="contact.contact-appointed.v1"):
    """Someone was appointed the municipality's contact person, or deputy."""

    assignment_id: UUID
    person_ref: PersonRef
    function: FunctionCode
    org_unit: OrgUnit
    also_national_contact: bool
    is_deputy: bool


class ContactFunctionChanged(Event, topic="contact.contact-function-changed.v1"):
    """The contact person has another function than before."""

    function: FunctionCode
    org_unit: OrgUnit


class ContactHandedOver(Event, topic="contact.contact-handed-over.v1"):
    """The assignment went over to another one, with what was left open."""

    to_assignment: UUID
    open_items: tuple[OpenItem, ...]


class ContactEnded(Event, topic="contact.contact-ended.v1"):
    """The assignment ended."""

    cause: EndCause


class EntryCorrected(EntryCorrection, topic="contact.entry-corrected.v1"):
    """An entry about the assignment was wrong."""

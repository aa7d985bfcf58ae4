"""What can be asked for concerning a contact person's assignment."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.contact.events import EndCause, FunctionCode, OpenItem, OrgUnit
from domain.correction import CorrectionCommand
from domain.messages import Command
from domain.values import PersonRef


class AppointContact(Command, aggregate="contact"):
    """Appoint a contact person; the person is a pseudonym, whose name the vault alone may hold."""

    assignment_id: UUID
    person_ref: PersonRef
    function: FunctionCode
    org_unit: OrgUnit
    also_national_contact: bool = False
    is_deputy: bool = False


class ChangeContactFunction(Command, aggregate="contact"):
    """Record that the contact person has another function."""

    assignment_id: UUID
    function: FunctionCode
    org_unit: OrgUnit


class HandOverContact(Command, aggregate="contact"):
    """Hand the assignment over to another active one."""

    assignment_id: UUID
    to_assignment: UUID
    open_items: Annotated[tuple[OpenItem, ...], Field(max_length=20)] = ()


class EndContact(Command, aggregate="contact"):
    """End the assignment."""

    assignment_id: UUID
    cause: EndCause


class CorrectEntry(CorrectionCommand, aggregate="contact"):
    """Void or replace an entry about the assignment."""

    assignment_id: UUID

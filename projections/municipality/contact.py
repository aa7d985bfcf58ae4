"""The municipality's contact persons, known by their functions."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from domain.contact import events
from domain.contact.events import EndCause, FunctionCode, OpenItem, OrgUnit
from domain.messages import Event, Recorded
from domain.values import PersonRef
from projections.engine.handlers import Handlers, on
from projections.engine.rows import Rows
from projections.municipality.detail import Detail, change, put


class Contact(Detail, section="contact"):
    """An assignment as contact person or deputy; ``ref`` is its id."""

    status: Literal["active", "ended"]
    assignment_id: UUID
    person_ref: PersonRef
    function: FunctionCode
    org_unit: OrgUnit
    also_national_contact: bool
    is_deputy: bool
    to_assignment: UUID | None = None
    open_items: tuple[OpenItem, ...] | None = None
    cause: EndCause | None = None


def _assignment(recorded: Recorded) -> str:
    return recorded.envelope.instance


def _appointed(rows: Rows, recorded: Recorded, _event: events.ContactAppointed) -> None:
    put(rows, recorded, Contact, _assignment(recorded), "active")


def _function_changed(rows: Rows, recorded: Recorded, _event: events.ContactFunctionChanged) -> None:
    change(rows, recorded, Contact, _assignment(recorded))


def _ended(rows: Rows, recorded: Recorded, _event: Event) -> None:
    change(rows, recorded, Contact, _assignment(recorded), "ended")


HANDLERS: Handlers = dict(
    [
        on(events.ContactAppointed, _appointed),
        on(events.ContactFunctionChanged, _function_changed),
        on(events.ContactHandedOver, _ended),
        on(events.ContactEnded, _ended),
    ]
)

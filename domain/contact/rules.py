"""When a contact person may be appointed, changed, followed by another and ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.aggregate import Aggregate
from domain.contact.commands import (
    AppointContact,
    ChangeContactFunction,
    CorrectEntry,
    EndContact,
    HandOverContact,
)
from domain.contact.events import (
    ContactAppointed,
    ContactEnded,
    ContactFunctionChanged,
    ContactHandedOver,
    EntryCorrected,
)
from domain.correction import correction_rules
from domain.decider import CommandRules
from domain.errors import Refusal
from domain.facts import Facts, State
from domain.guards import refuses
from domain.messages import Event
from domain.municipality.state import Municipality, has_not_left
from domain.scope import ScopeKind
from domain.values import Role


@dataclass(frozen=True)
class Contact(State):
    """One assignment: not begun, active or ended."""

    assignment_id: str = ""
    active: bool = False
    is_deputy: bool = False


def evolve(state: Contact, event: Event, on: date) -> Contact:
    """Return the assignment after one more event."""
    match event:
        case ContactAppointed():
            return replace(
                state,
                opened_on=on,
                assignment_id=str(event.assignment_id),
                active=True,
                is_deputy=event.is_deputy,
            )
        case ContactHandedOver() | ContactEnded():
            return replace(state, active=False)
        case _:  # events that no rule asks about
            return state


@refuses("L3")
def _not_begun(state: Contact, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L3", {"what": "assignment"}) if state.opened_on else None


@refuses("L3", "L4")
def _active(state: Contact, _facts: Facts, _subject: object) -> Refusal | None:
    if state.active:
        return None
    return Refusal("L3", {"what": "assignment-end"}) if state.opened_on else Refusal("L4", {"what": "assignment_id"})


def _others(state: Contact, facts: Facts, _subject: object) -> list[str]:
    return [
        key
        for key, other in facts.siblings.items()
        if isinstance(other, Contact) and other.active and key != state.assignment_id
    ]


def _change(_: Contact, command: ChangeContactFunction, _facts: Facts) -> list[Event]:
    return [ContactFunctionChanged(function=command.function, org_unit=command.org_unit)]


def _hand_over(_: Contact, command: HandOverContact, _facts: Facts) -> list[Event]:
    return [ContactHandedOver(to_assignment=command.to_assignment, open_items=command.open_items)]


def _end(_: Contact, command: EndContact, _facts: Facts) -> list[Event]:
    return [ContactEnded(cause=command.cause)]


_ROLES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
_READS = (Municipality,)

CONTACT = Aggregate(
    "contact",
    ScopeKind.MUNICIPALITY,
    Contact(),
    evolve,
    {
        AppointContact: CommandRules(
            ContactAppointed,
            guards=(has_not_left, _not_begun),
            roles=_ROLES,
            reads=_READS,
            makes=("assignment_id", "person_ref"),
            needs=("L3",),
        ),
        ChangeContactFunction: CommandRules(
            ContactFunctionChanged, _change, guards=(has_not_left, _active), roles=_ROLES, reads=_READS
        ),
        HandOverContact: CommandRules(
            ContactHandedOver,
            _hand_over,
            guards=(has_not_left, _active),
            roles=_ROLES,
            reads=_READS,
            siblings=True,
            choices={"to_assignment": _others},
        ),
        EndContact: CommandRules(ContactEnded, _end, guards=(has_not_left, _active), roles=_ROLES, reads=_READS),
        CorrectEntry: correction_rules(EntryCorrected, roles=_ROLES),
    },
    keyed_by="assignment_id",
)

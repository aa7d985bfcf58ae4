"""What membership and the contact persons change in a municipality's standing.

An event without a case of its own changes no more than the day of the latest event.
"""

from __future__ import annotations

from datetime import date

from domain.contact import events as contact
from domain.messages import Event, Recorded
from domain.municipality import events as municipality
from domain.standing import Standing
from projections.engine.copying import replace


def after(standing: Standing, event: Event, on: date) -> Standing:
    """Return the standing after an event of the municipality."""
    match event:
        case municipality.ProfileNoted():
            return replace(standing, settlement_type=event.settlement_type, size_band=event.size_band)
        case municipality.OutreachMade():
            return replace(standing, outreach_on=on)
        case municipality.FormalisationDecided():
            return replace(standing, formalised_on=on)
        case municipality.MunicipalityJoined():
            return replace(standing, membership="joined", joined_on=on, left_on=None)
        case municipality.MunicipalityLeft():
            return replace(standing, membership="left", formalised_on=None, left_on=on)
        case _:  # corrections come as the entry that they correct
            return standing


def after_contact(standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing after an event of an assignment."""
    match recorded.event:
        case contact.ContactAppointed(is_deputy=False) as event:  # R10 asks for a contact person, not for a deputy
            key = str(event.assignment_id)
            national = (key,) if event.also_national_contact else ()
            return replace(
                standing,
                assignments=(*standing.assignments, key),
                national_assignments=(*standing.national_assignments, *national),
            )
        case contact.ContactEnded() | contact.ContactHandedOver():
            ended = recorded.envelope.instance
            return replace(
                standing,
                assignments=tuple(each for each in standing.assignments if each != ended),
                national_assignments=tuple(each for each in standing.national_assignments if each != ended),
            )
        case _:  # a changed function leaves the assignment as it is
            return standing

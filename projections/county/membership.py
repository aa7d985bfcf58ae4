"""What membership and the contact persons change in a municipality's standing.

An event without a case of its own changes no more than the day of the latest event.
"""

from __future__ import annotations

from domain.contact import events as contact
from domain.messages import Recorded
from domain.municipality import events as municipality
from domain.standing import Standing
from projections.county.cells import follows
from projections.county.clock import rested
from projections.engine.copying import replace
from projections.engine.rows import Rows


def after(rows: Rows, standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing after an event of the municipality."""
    event, on = recorded.event, recorded.envelope.occurred_on
    match event:
        case municipality.MunicipalityRegistered():
            known = follows(standing, recorded, "registered")
            return replace(known, name=event.name, county_code=event.county_code)
        case municipality.ProfileNoted():
            return replace(standing, settlement_type=event.settlement_type, size_band=event.size_band)
        case municipality.OutreachMade():
            return replace(standing, outreach_on=on)
        case municipality.FormalisationDecided():
            return replace(standing, formalised_on=on)
        case municipality.MunicipalityJoined():
            # Nothing was in progress while it was no member.
            back = rested(rows, standing, standing.left_on, on) if standing.left_on else standing
            return replace(follows(back, recorded, "membership"), membership="joined", joined_on=on, left_on=None)
        case municipality.MunicipalityLeft():
            gone = follows(standing, recorded, "membership")
            return replace(gone, membership="left", formalised_on=None, left_on=on)
        case _:  # corrections come as the entry that they correct
            return standing


def after_contact(standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing after an event of an assignment."""
    match recorded.event:
        case contact.ContactAppointed(is_deputy=False) as event:  # R10 asks for a contact person, not for a deputy
            key = str(event.assignment_id)
            national = (key,) if event.also_national_contact else ()
            return replace(
                _changed(standing, recorded),
                assignments=(*standing.assignments, key),
                national_assignments=(*standing.national_assignments, *national),
                appointments=(*standing.appointments, (key, str(recorded.envelope.event_id))),
            )
        case contact.ContactEnded() | contact.ContactHandedOver() if recorded.envelope.instance in standing.assignments:
            ended = recorded.envelope.instance
            return replace(
                _changed(standing, recorded),
                assignments=tuple(each for each in standing.assignments if each != ended),
                national_assignments=tuple(each for each in standing.national_assignments if each != ended),
                appointments=tuple(each for each in standing.appointments if each[0] != ended),
            )
        case _:  # a changed function leaves the assignment as it is, and an ended deputy's is none of these
            return standing


def _changed(standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing with the day on which its contact persons were last others."""
    known, on = standing.contacts_changed_on, recorded.envelope.occurred_on
    if known and on < known:
        return standing
    return replace(follows(standing, recorded, "contacts"), contacts_changed_on=on)

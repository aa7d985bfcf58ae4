"""The municipality as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from domain.errors import Refusal
from domain.facts import Facts, State
from domain.guards import refuses
from domain.messages import Event
from domain.municipality.events import (
    FormalisationDecided,
    MunicipalityJoined,
    MunicipalityLeft,
    MunicipalityRegistered,
)


@dataclass(frozen=True)
class Municipality(State):
    """A party to the programme: outside it, joined, or left."""

    registered: bool = False
    formalised: bool = False
    membership: Literal["outside", "joined", "left"] = "outside"
    member_since: date | None = None
    first_joined_on: date | None = None
    left_on: date | None = None


def evolve(state: Municipality, event: Event, on: date) -> Municipality:
    """Return the municipality after one more event."""
    match event:
        case MunicipalityRegistered():
            return replace(state, registered=True)
        case FormalisationDecided():
            return replace(state, formalised=True)
        case MunicipalityJoined():
            return replace(state, membership="joined", member_since=on, first_joined_on=state.first_joined_on or on)
        case MunicipalityLeft():
            return replace(state, membership="left", formalised=False, left_on=on)
        case _:  # events that no rule asks about
            return state


@refuses("L1", "L5", "L7")
def is_member(_state: object, facts: Facts, _subject: object) -> Refusal | None:
    """Refuse what only a joined municipality may do (L1, L7), and a day before it first joined (L5)."""
    municipality = facts.state(Municipality)
    match municipality.membership:
        case "joined":
            joined = municipality.first_joined_on
            if joined and facts.on < joined:
                params = {"why": "before-joining", "date": facts.on.isoformat(), "limit": joined.isoformat()}
                return Refusal("L5", params, "occurred_on")
            return None
        case "left":
            return Refusal("L7")
        case "outside":
            return Refusal("L1")


@refuses("L7")
def has_not_left(_state: object, facts: Facts, _subject: object) -> Refusal | None:
    """Refuse what a municipality that has left may not do (L7)."""
    return Refusal("L7") if facts.state(Municipality).membership == "left" else None

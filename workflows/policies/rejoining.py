"""A municipality that joins again goes on with its journey, in a new cycle."""

from __future__ import annotations

from domain.journey.commands import OpenCycle, ResumeJourney
from domain.journey.state import Journey
from domain.messages import Event
from domain.municipality.events import MunicipalityJoined
from workflows.policies.policy import Policy, Reaction, States

_REASON = "rejoined"


def _rejoined(_joined: Event, states: States) -> list[Reaction]:
    journey = states[Journey]
    if not isinstance(journey, Journey) or journey.opened_on is None:
        return []
    resume = [Reaction(ResumeJourney(), _REASON)] if journey.paused_on else []
    return [*resume, Reaction(OpenCycle(), _REASON)]


REJOINING = Policy("rejoining", (MunicipalityJoined,), (Journey,), _rejoined)

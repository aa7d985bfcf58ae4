"""What follows of itself: events that lead to further commands, decided and stored in the same act."""

from __future__ import annotations

from dataclasses import dataclass

from domain.journey.commands import OpenCycle, ResumeJourney
from domain.journey.state import Journey
from domain.messages import Command, Recorded
from domain.municipality.events import MunicipalityJoined
from workflows.facts import Looking


@dataclass(frozen=True)
class FollowUp:
    """A command that an event leads to, with its reason."""

    command: Command
    reason: str


def follow_ups(recorded: Recorded, looking: Looking) -> list[FollowUp]:
    """Return what the event leads to: rejoining resumes the journey in a new cycle."""
    match recorded.event:
        case MunicipalityJoined():
            journey = looking.state(Journey)
            if not isinstance(journey, Journey) or journey.opened_on is None:
                return []
            resume = [FollowUp(ResumeJourney(), "rejoined")] if journey.paused_on else []
            return [*resume, FollowUp(OpenCycle(), "rejoined")]
        case _:
            return []

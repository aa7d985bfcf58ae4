"""What a programme's state alone refuses, and what its commands may point at."""

from __future__ import annotations

from domain.errors import Refusal
from domain.facts import Facts
from domain.guards import refuses
from domain.places import County
from domain.programme.state import Programme


@refuses("L2")
def established(state: Programme, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse what only a county with a programme may do."""
    return None if state.opened_on else Refusal("L2", {"what": "programme"})


@refuses("L3")
def not_established(state: Programme, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse a second programme."""
    return Refusal("L3", {"what": "programme"}) if state.opened_on else None


def funders(state: Programme, _facts: Facts, _subject: object) -> list[str]:
    """Return those who fund the programme now."""
    return sorted(state.funders)


def current_status(state: Programme, _facts: Facts, _subject: object) -> list[str]:
    """Return what the programme is now: a pilot or permanent."""
    return [state.status] if state.status else []


def actors(state: Programme, _facts: Facts, _subject: object) -> list[str]:
    """Return every external actor that is known."""
    return list(state.actors)


def succeeded_actors(state: Programme, _facts: Facts, _subject: object) -> list[str]:
    """Return those whom another has taken over from: they do not come back."""
    return sorted(state.succeeded)


def current_actors(state: Programme, _facts: Facts, _subject: object) -> list[str]:
    """Return the external actors that nobody has taken over from."""
    return [each for each in state.actors if each not in state.succeeded]


def coordinators(state: Programme, _facts: Facts, _subject: object) -> list[str]:
    """Return those who are responsible for municipalities."""
    return list(state.coordinators)


def of_the_county(_state: Programme, facts: Facts, _subject: object) -> list[str]:
    """Return the county's municipalities."""
    return list(facts.entry(County).municipalities)

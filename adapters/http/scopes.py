"""Which municipalities one may come to: a log belongs to one county, and beyond it there is support alone."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.http.problems import Problem
from adapters.http.reading.standing import registered
from adapters.http.services import Services
from domain.people import Actor
from domain.places import Place
from domain.scope import Scope
from domain.support.rules import SUPPORT
from workflows.actions import Action, Actions
from workflows.reference import places
from workflows.visibility import Visibility, visibility


def place_of(core: Services, scb_code: str, aggregate: str = SUPPORT.name) -> Place:
    """Return a municipality where such commands belong, in the county or, for support, beyond it.

    Raises Problem 404.
    """
    place = core.reference.place(scb_code)
    if place is None or not takes(core, place, aggregate):
        raise Problem(404, "not-found")
    return place


def county_of(core: Services, code: str) -> None:
    """Refuse a county that is not the log's own. Raises Problem 404."""
    if code != core.county:
        raise Problem(404, "not-found")


def readable_place(core: Services, actor: Actor, scb_code: str, aggregate: str = SUPPORT.name) -> Place:
    """Return a municipality that the person may come to; none and another's look the same. Raises Problem 404."""
    if not visibility(actor).reaches(scb_code):
        raise Problem(404, "not-found")
    return place_of(core, scb_code, aggregate)


def actions_at(core: Services, guards: Actions, place: Place, actor: Actor) -> Sequence[Action]:
    """Return what the person may do there and what not: beyond the county nothing but support is spoken of."""
    found = guards.offered(Scope.of(place.scb_code), actor)
    return [each for each in found if takes(core, place, each.command.aggregate)]


def municipalities(core: Services, sight: Visibility) -> Sequence[Place]:
    """Return those of the county's municipalities that a person may come to, in Swedish order."""
    return [each for each in _municipalities(core) if sight.reaches(each.scb_code)]


def _municipalities(core: Services) -> Sequence[Place]:
    """Return the county's municipalities; in a demonstration such as its log alone knows, too."""
    found = places.municipalities(core.county)
    if not core.is_demo:
        return found
    invented = set(registered(core.reading, core.county)).difference(found)
    return sorted((*found, *invented), key=lambda each: places.swedish_key(each.name))


def takes(core: Services, place: Place, aggregate: str) -> bool:
    """Whether such commands belong in the municipality."""
    return aggregate == SUPPORT.name or is_own(core, place)


def is_own(core: Services, place: Place) -> bool:
    """Whether the municipality lies in the county that the log belongs to."""
    return place.county_code == core.county

"""The scopes that addresses name: a log belongs to one county, and beyond it only support is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.http.problems import Problem
from adapters.http.reading.standing import registered
from adapters.http.services import Services
from domain.aggregates import AGGREGATES, RULES
from domain.messages import Command
from domain.people import Actor
from domain.places import County, Place
from domain.scope import Scope, ScopeKind
from domain.support.rules import SUPPORT
from workflows.actions.action import Action
from workflows.actions.actions import Actions, Offered
from workflows.reference import places
from workflows.visibility import Visibility, not_yours, visibility

# What belongs to a joint arrangement has no address before there is one.
SCOPE_PATHS = {ScopeKind.MUNICIPALITY: "/municipalities", ScopeKind.COUNTY: "/counties"}


def scope_path(scope: Scope) -> str:
    """Return a scope's part of an address: ``/municipalities/1784``, ``/counties/17``."""
    return f"{SCOPE_PATHS[scope.kind]}/{scope.code}"


@dataclass(frozen=True)
class Location:
    """A municipality or the county, as addresses and pages name it."""

    scope: Scope
    name: str

    @property
    def path(self) -> str:
        """Where all addresses of the scope begin."""
        return scope_path(self.scope)

    @property
    def page(self) -> str:
        """Where the page is that shows what commands of the scope lead to."""
        return f"{self.path}/programme" if self.scope.kind is ScopeKind.COUNTY else self.path


def location_of(core: Services, code: str) -> Location | None:
    """Return the municipality or county with this code, None where there is none."""
    county = places.county(code)
    place = county or core.reference.place(code)
    return Location(Scope.of(code), place.name) if place else None


def readable_location(core: Services, actor: Actor, code: str, aggregate: str) -> Location:
    """Return where such commands belong, if the person may come there; none and another's look the same.

    Raises Problem 404.
    """
    found = location_of(core, code)
    known = AGGREGATES.get(aggregate)
    if found is None or known is None or known.belongs_to is not found.scope.kind:
        raise Problem(404, "not-found")
    if not visibility(actor).reaches(code) or not is_taken(core, code, aggregate):
        raise Problem(404, "not-found")
    return found


def is_taken(core: Services, code: str, aggregate: str) -> bool:
    """Whether such commands belong in the municipality or county with this code."""
    place = core.reference.place(code)
    return takes(core, place, aggregate) if place else code == core.county


def may_be_given(core: Services, actor: Actor, code: str, command: type[Command]) -> bool:
    """Whether an actor may give the command in the scope with this code, whatever state it is in."""
    return is_taken(core, code, command.aggregate) and not_yours(RULES[command], actor, code) is None


def county_of(core: Services, code: str) -> County:
    """Return the county that the log belongs to. Raises Problem 404 for any other."""
    county = places.county(code)
    if county is None or code != core.county:
        raise Problem(404, "not-found")
    return county


def place_of(core: Services, scb_code: str, aggregate: str = SUPPORT.name) -> Place:
    """Return a municipality where such commands belong, in the county or, for support, beyond it.

    Raises Problem 404.
    """
    place = core.reference.place(scb_code)
    if place is None or not takes(core, place, aggregate):
        raise Problem(404, "not-found")
    return place


def readable_place(core: Services, actor: Actor, scb_code: str, aggregate: str = SUPPORT.name) -> Place:
    """Return a municipality within the person's reach. Raises Problem 404, as for one that does not exist."""
    if not visibility(actor).reaches(scb_code):
        raise Problem(404, "not-found")
    return place_of(core, scb_code, aggregate)


def actions_at(core: Services, guards: Actions, place: Place, actor: Actor) -> Sequence[Action]:
    """Return the person's actions there, allowed or not: beyond the county those of support alone."""
    return told_at(core, guards, place, actor).actions


def told_at(core: Services, guards: Actions, place: Place, actor: Actor) -> Offered:
    """Return the same, and the streams without which more cannot be told."""
    found = guards.told(Scope.of(place.scb_code), actor)
    return replace(found, actions=[each for each in found.actions if takes(core, place, each.command.aggregate)])


def municipalities(core: Services, sight: Visibility) -> Sequence[Place]:
    """Return the county's municipalities within a person's reach, in Swedish order."""
    return [each for each in _municipalities(core) if sight.reaches(each.scb_code)]


def _municipalities(core: Services) -> Sequence[Place]:
    """Return the county's municipalities, in a demonstration also the invented ones."""
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

"""Whom a demonstration can be seen as."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.demo.ids import demo_id
from domain.people import Actor
from domain.values import Role


@dataclass(frozen=True)
class DemoPerson:
    """Someone whom the demonstration can be seen as; known by function, never by a name."""

    key: str
    actor: Actor

    @property
    def role(self) -> Role:
        """What the person is to the system."""
        return self.actor.role

    @property
    def municipality(self) -> str | None:
        """The own municipality's code, of a contact person."""
        return self.actor.municipality


def _person(key: str, role: Role, scb_code: str | None = None) -> DemoPerson:
    actor = Actor(ref=f"p-{demo_id('person', key).hex}", role=role, municipality=scb_code)
    return DemoPerson(key, actor)


PEOPLE: tuple[DemoPerson, ...] = (
    _person("coordinator-1", Role.COORDINATOR),
    _person("coordinator-2", Role.COORDINATOR),
    _person("contact-arvika", Role.CONTACT, "1784"),
    _person("contact-sunne", Role.CONTACT, "1766"),
    _person("contact-karlstad", Role.CONTACT, "1780"),
    _person("contact-saffle", Role.CONTACT, "1785"),
    _person("manager", Role.MANAGER),
    _person("auditor", Role.AUDITOR),
    _person("administrator", Role.ADMINISTRATOR),
)

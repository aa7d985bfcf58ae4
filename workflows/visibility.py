"""Who may give which command, and where (L8)."""

from __future__ import annotations

from domain.decider import AnyRules
from domain.errors import Refusal
from domain.people import Actor
from domain.scope import Scope, ScopeKind
from domain.values import Role


def not_yours(rules: AnyRules, actor: Actor, scb_code: str) -> Refusal | None:
    """Refuse a role that has no such command, and a municipality that is not the contact person's own."""
    if actor.role not in rules.roles:
        return Refusal("L8", {"why": "role", "role": actor.role})
    if actor.role is Role.CONTACT and actor.municipality != scb_code:
        return Refusal("L8", {"why": "municipality"})
    return None


def may_read(actor: Actor, scope_code: str) -> bool:
    """Whether a scope may be read: by a contact person the own one and the county, by an administrator none."""
    if actor.role is Role.CONTACT:
        return actor.municipality == scope_code or Scope.of(scope_code).kind is ScopeKind.COUNTY
    return actor.role is not Role.ADMINISTRATOR


def may_read_milieu_levels(actor: Actor) -> bool:
    """Whether protected events are for this actor."""
    return actor.role in {Role.COORDINATOR, Role.CONTACT}

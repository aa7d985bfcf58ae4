"""Who may see what, and who may do what (L8): pure functions of the actor.

``Visibility`` is plain data, codes and classifications, so that a database's row security can be told the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import assert_never

from domain.aggregates import AGGREGATES, RULES
from domain.decider import AnyRules
from domain.errors import Refusal
from domain.messages import Command, Recorded
from domain.people import Actor
from domain.scope import ScopeKind
from domain.scope_codes import COUNTY_CODE
from domain.values import USER_ROLES, Classification, Role

_EVERYTHING = frozenset(Classification)
_UNPROTECTED = _EVERYTHING - {Classification.PROTECTED}
# The commands of a municipality's work.
OF_MUNICIPALITIES = tuple(each for each in RULES if AGGREGATES[each.aggregate].belongs_to is ScopeKind.MUNICIPALITY)


@dataclass(frozen=True)
class Opening:
    """What an audit case opens of what is protected: entries of a period, in some parts of some scopes' work."""

    scopes: frozenset[str]
    parts: frozenset[str]
    first_day: date
    last_day: date

    def holds(self, scope: str, part: str, *days: date) -> bool:
        """Whether what happened in that part of a scope's work on all these days is opened."""
        within = all(self.first_day <= each <= self.last_day for each in days)
        return scope in self.scopes and part in self.parts and within


@dataclass(frozen=True)
class Visibility:
    """What one person may see, now and of the past: today's rules hold for every moment.

    ``scopes``: codes of the municipalities whose addresses exist for them; None for all that the log holds.
    ``county``: whether addresses of the county itself exist for them, too.
    ``classifications``: of what they may read; empty for someone who reads nothing of the work.
    ``sections``: the parts of a municipality's work that they may read; None for all.
    ``peers``: whether the county shows municipalities of the own one's size, without a name and in the present alone.
    ``opened``: what is protected and opened all the same, for as long as an audit case of theirs is open.
    """

    scopes: frozenset[str] | None = frozenset()
    county: bool = True
    classifications: frozenset[Classification] = frozenset()
    sections: frozenset[str] | None = None
    peers: bool = False
    opened: tuple[Opening, ...] = ()

    @property
    def reads_work(self) -> bool:
        """Whether county, municipalities, work queue, timelines and trail may be read at all."""
        return bool(self.classifications)

    @property
    def reads_all_work(self) -> bool:
        """Whether the work of every municipality may be read."""
        return self.reads_work and self.scopes is None

    @property
    def reads_protected(self) -> bool:
        """Whether milieu levels, planned visits and other protected facts may be read."""
        return Classification.PROTECTED in self.classifications

    def reads_protected_of(self, scope: str, part: str, *days: date) -> bool:
        """Whether protected facts of a part of a scope's work may be read that say what happened on these days."""
        return self.reads_protected or any(each.holds(scope, part, *days) for each in self.opened)

    def reaches(self, scope: str) -> bool:
        """Whether addresses of the scope exist for the person: where not, it looks the same as one that is none."""
        return self.scopes is None or scope in self.scopes or (self.county and _is_county(scope))

    def within(self, asked: frozenset[str] | None) -> frozenset[str] | None:
        """Return those of the scopes that the person reaches; None asks for all, and answers all that the log holds."""
        if self.scopes is None or asked is None:
            return asked if self.scopes is None else self.scopes
        return frozenset(each for each in asked if self.reaches(each))

    def may_read(self, scope: str) -> bool:
        """Whether what belongs to the scope may be read."""
        return self.reads_work and self.reaches(scope)

    def may_read_section(self, section: str) -> bool:
        """Whether a part of a municipality's work may be read."""
        return self.sections is None or section in self.sections

    def may_be_told(self, event: Recorded) -> bool:
        """Whether an event of a stream that the person acts on may be told, be it for a part of the work alone."""
        part, envelope = event.topic.partition(".")[0], event.envelope
        reads_part = self.reads_work if self.sections is None else part in self.sections
        is_protected = envelope.classification is Classification.PROTECTED
        may_read = not is_protected or self.reads_protected_of(envelope.scope, part, envelope.occurred_on)
        return reads_part and may_read and self.reaches(envelope.scope)


def _is_county(code: str) -> bool:
    """Whether a code, of an address or of nothing at all, is formed as a county's."""
    return re.fullmatch(COUNTY_CODE, code) is not None


NOTHING = Visibility(county=False)


def visibility(actor: Actor, opened: Iterable[Opening] = ()) -> Visibility:
    """Return what the person may see; ``opened``: by the auditor's own cases that are open."""
    sight = _of_role(actor)
    return replace(sight, opened=tuple(opened)) if actor.role is Role.AUDITOR else sight


@lru_cache(1000)  # a page asks it of whoever is signed in many times
def _of_role(actor: Actor) -> Visibility:
    match actor.role:
        case Role.COORDINATOR:
            return Visibility(scopes=None, classifications=_EVERYTHING)
        case Role.CONTACT:
            own = frozenset({actor.municipality} if actor.municipality else ())
            return Visibility(own, classifications=_EVERYTHING, peers=True)
        case Role.MANAGER | Role.AUDITOR:
            return Visibility(scopes=None, classifications=_UNPROTECTED)
        case Role.ADMINISTRATOR:
            # Appoints contact persons everywhere, and sees of each municipality no more than that takes.
            return Visibility(scopes=None, sections=frozenset({"contact"}))
        case Role.SYSTEM:
            # Acts everywhere, and reads nothing that a person would.
            return Visibility(scopes=None)
        case _:
            assert_never(actor.role)


def not_yours(rules: AnyRules, actor: Actor, scb_code: str) -> Refusal | None:
    """Refuse a role that has no such command, and a municipality that is not the contact person's own."""
    if actor.role not in rules.roles:
        return Refusal("L8", {"why": "role", "role": actor.role, "roles": who_may(rules)})
    if not visibility(actor).reaches(scb_code):
        return Refusal("L8", {"why": "municipality"})
    return None


def who_may(rules: AnyRules) -> list[Role]:
    """Return the roles of those people who have the command somewhere."""
    return [each for each in Role if each in rules.roles & USER_ROLES]


def is_told_state(rules: AnyRules, actor: Actor) -> bool:
    """Whether the person may know how the work stands with regard to a command: by reading the work, or having it."""
    return visibility(actor).reads_work or actor.role in rules.roles


def may_act(actor: Actor, among: Iterable[type[Command]] = OF_MUNICIPALITIES) -> bool:
    """Whether the person's role has any of the commands; without others, of those of a municipality's work."""
    return any(actor.role in RULES[each].roles for each in among)

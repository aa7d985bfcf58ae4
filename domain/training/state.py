"""The training as the rules see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from domain.errors import Refusal
from domain.facts import State
from domain.messages import Event
from domain.training.events import (
    KeyFunctionDesignated,
    SessionCancelled,
    SessionHeld,
    SessionPlanned,
    TargetGroupIdentified,
    TargetGroupMarkedNotRelevant,
)


@dataclass(frozen=True)
class Session:
    """A planned session: its stage and groups, and whether it was held or cancelled."""

    stage: str
    groups: frozenset[str]
    status: Literal["planned", "held", "cancelled"] = "planned"


@dataclass(frozen=True)
class Training(State):
    """Groups that meet the first signs and key functions, both with those marked not relevant; sessions, their days."""

    groups: frozenset[str] = frozenset()
    early_groups: frozenset[str] = frozenset()
    key_functions: frozenset[str] = frozenset()
    not_relevant: frozenset[tuple[str, str]] = frozenset()
    sessions: Mapping[str, Session] = field(default_factory=dict)
    planned_days: Mapping[str, date] = field(default_factory=dict)

    def groups_met(self, *stages: str) -> frozenset[str]:
        """Return the groups that sessions of these stages were held for."""
        held = (each for each in self.sessions.values() if each.status == "held" and each.stage in stages)
        return frozenset().union(*(each.groups for each in held))

    def _relevant(self, wanted: frozenset[str], marked_as: str) -> tuple[frozenset[str], bool]:
        marked = {group for group, kind in self.not_relevant if kind == marked_as}
        return wanted - marked, bool(marked)

    @property
    def wanted_early(self) -> frozenset[str]:
        """The groups that meet the first signs and have a part in the training."""
        return self._relevant(self.early_groups, "early_contact_group")[0]

    def planned_for(self, groups: frozenset[str], *stages: str) -> Mapping[str, date]:
        """Return the sessions of these stages that are planned for some of the groups, each with its day."""
        return {
            key: self.planned_days[key]
            for key, each in self.sessions.items()
            if each.status == "planned" and each.stage in stages and each.groups & groups
        }

    @property
    def none_relevant(self) -> bool:
        """Whether all that R7 asks for is marked not relevant."""
        early, early_marked = self._relevant(self.early_groups, "early_contact_group")
        keys, keys_marked = self._relevant(self.key_functions, "key_function")
        return early_marked and keys_marked and not early and not keys

    def asked_for(self) -> Mapping[str, bool]:
        """Return what R7 asks for, met or not: ``early-contact``, ``key-functions`` and each function by its code."""
        early, early_marked = self._relevant(self.early_groups, "early_contact_group")
        keys, keys_marked = self._relevant(self.key_functions, "key_function")
        served = self.groups_met("basic", "deep")
        return {
            "early-contact": bool(early & self.groups_met("basic")) or (early_marked and not early),
            "key-functions": bool(keys) or keys_marked,
            **{each: each in served for each in sorted(keys)},
        }

    def lacks(self) -> list[str]:
        """Return what R7 still asks for: ``early-contact``, ``key-functions`` or the functions not served."""
        return [each for each, is_met in self.asked_for().items() if not is_met]

    def refusal(self) -> Refusal | None:
        """Return R7 unless the step may be closed."""
        lacking = self.lacks()
        return Refusal("R7", {"lacking": lacking}) if lacking else None


def evolve(state: Training, event: Event, on: date) -> Training:
    """Return the training after one more event."""
    match event:
        case TargetGroupIdentified(group_code=group):
            known = replace(state, groups=state.groups | {group}, early_groups=state.early_groups - {group})
            if not event.early_contact:
                return known
            marked = state.not_relevant - {(group, "early_contact_group")}
            return replace(known, early_groups=known.early_groups | {group}, not_relevant=marked)
        case TargetGroupMarkedNotRelevant():
            return replace(state, not_relevant=state.not_relevant | {(event.group_code, event.marked_as)})
        case KeyFunctionDesignated(function_code=function):
            marked = state.not_relevant - {(function, "key_function")}
            return replace(state, key_functions=state.key_functions | {function}, not_relevant=marked)
        case SessionPlanned(session_id=key):
            session = Session(event.stage, frozenset(event.groups))
            return replace(
                state,
                sessions={**state.sessions, str(key): session},
                planned_days={**state.planned_days, str(key): event.planned_on},
                since=state.began(on, key),
            )
        case SessionHeld(session_id=key):
            met = frozenset(group for group, band in event.headcount_by_group.items() if band != "0")
            session = replace(state.sessions[str(key)], status="held", groups=met)
            return replace(state, sessions={**state.sessions, str(key): session})
        case SessionCancelled(session_id=key):
            session = replace(state.sessions[str(key)], status="cancelled")
            return replace(state, sessions={**state.sessions, str(key): session})
        case _:  # events that no rule asks about
            return state

"""What the state of a plan allows and forbids."""

from __future__ import annotations

from domain.action_plan.state import ActionPlan
from domain.errors import Refusal
from domain.facts import Facts
from domain.guards import refuses
from domain.situation_picture.state import SituationPicture


@refuses("L2")
def at_work(state: ActionPlan, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse what only a plan at work takes (L2)."""
    return None if state.at_work else Refusal("L2", {"what": "plan"})


@refuses("L3")
def not_at_work(state: ActionPlan, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse to begin a plan that is at work (L3)."""
    return Refusal("L3", {"what": "plan"}) if state.at_work else None


@refuses("L2")
def begun(state: ActionPlan, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse what needs a plan that was begun at some time (L2)."""
    return None if state.opened_on else Refusal("L2", {"what": "plan"})


@refuses("L2")
def in_force(state: ActionPlan, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse what needs a plan that is adopted or integrated and not at work (L2)."""
    in_force = state.settled in {"adopted", "integrated"} and not state.at_work
    return None if in_force else Refusal("L2", {"what": "plan-in-force"})


@refuses("L2", "L3")
def declinable(state: ActionPlan, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse to decline a plan that is settled (L2, L3)."""
    if state.settled == "declined" and not state.at_work:
        return Refusal("L3", {"what": "plan-decline"})
    if state.settled and not state.at_work:
        return Refusal("L2", {"what": "plan"})
    return None


@refuses("R2")
def picture_is_current(_state: ActionPlan, facts: Facts, _subject: object) -> Refusal | None:
    """Refuse to adopt without a published picture that is not past its review (R2)."""
    picture = facts.state(SituationPicture)
    if picture.is_current(facts.on):
        return None
    if picture.review_due_on is None:
        return Refusal("R2", {"why": "none"})
    return Refusal("R2", {"why": "past-review", "date": picture.review_due_on.isoformat()})

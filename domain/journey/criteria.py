"""What is asked for before a step is closed, and how it may end.

E1: the picture is published and current. E2: the structure has a host and an order of responsibility. R4: the plan is
adopted, declined or integrated. R7: the training has reached whom it must.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.action_plan.state import ActionPlan
from domain.errors import Refusal
from domain.facts import Facts
from domain.guards import refuses
from domain.journey.state import Journey
from domain.situation_picture.state import SituationPicture
from domain.structure_review.state import StructureReview
from domain.training.state import Training
from domain.values import Step


@dataclass(frozen=True)
class Condition:
    """One thing that a rule asks for before a step is closed, and whether it is met."""

    rule_id: str
    what: str
    is_met: bool


# What a rule asks for by name, each met or not.
Asked = Mapping[str, bool]


def _of_picture(facts: Facts) -> Asked:
    picture = facts.state(SituationPicture)
    return {"published": picture.first_published_on is not None, "current": picture.is_current(facts.on)}


def _of_structure(facts: Facts) -> Asked:
    review = facts.state(StructureReview)
    return {"host-structure": review.host is not None, "responsibility": bool(review.signals)}


def _of_plan(facts: Facts) -> Asked:
    return {"plan": facts.state(ActionPlan).settled is not None}


def _of_training(facts: Facts) -> Asked:
    return facts.state(Training).asked_for()


def _picture_current(facts: Facts) -> Refusal | None:
    if all(_of_picture(facts).values()):
        return None
    due = facts.state(SituationPicture).review_due_on
    params = {"why": "past-review", "date": due.isoformat()} if due else {"why": "none"}
    return Refusal("E1", params)


def _structure_ordered(facts: Facts) -> Refusal | None:
    lacking = [each for each, is_met in _of_structure(facts).items() if not is_met]
    return Refusal("E2", {"lacking": lacking}) if lacking else None


def _plan_settled(facts: Facts) -> Refusal | None:
    return None if all(_of_plan(facts).values()) else Refusal("R4", {"what": "plan"})


def _training_reached(facts: Facts) -> Refusal | None:
    return facts.state(Training).refusal()


# What a version of the process may ask for before a step is closed, by rule.
CRITERIA: Mapping[str, Callable[[Facts], Refusal | None]] = {
    "E1": _picture_current,
    "E2": _structure_ordered,
    "R4": _plan_settled,
    "R7": _training_reached,
}
_ASKED: Mapping[str, Callable[[Facts], Asked]] = {
    "E1": _of_picture,
    "E2": _of_structure,
    "R4": _of_plan,
    "R7": _of_training,
}


def conditions(facts: Facts, step: Step) -> list[Condition]:
    """Return what the journey's version of the process asks for before a step is closed, met or not."""
    return [
        Condition(rule, what, is_met)
        for rule in facts.definition.step(step).exit_criteria
        for what, is_met in _ASKED[rule](facts).items()
    ]


@refuses("E1", "E2", "R4", "R7")
def exit_criteria(state: Journey, facts: Facts, step: Step) -> Refusal | None:
    """Refuse to complete a step that lacks what the journey's version of the process asks for (E1, E2, R4, R7)."""
    if state.step(step).status != "in_progress":
        return None
    for criterion in facts.definition.step(step).exit_criteria:
        if refusal := CRITERIA[criterion](facts):
            return refusal
    return None


def outcomes(_state: Journey, facts: Facts, step: Step) -> list[str]:
    """Return how a step may end, by what its content came to."""
    settled = facts.state(ActionPlan).settled
    if step is Step.ACTION_PLAN and settled:
        return ["declined" if settled == "declined" else "achieved"]
    if step is Step.STAFF_TRAINING and facts.state(Training).none_relevant:
        return ["not_applicable"]
    return ["achieved"]

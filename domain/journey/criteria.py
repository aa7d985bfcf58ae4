"""What is asked for before a step is closed, and how it may end.

E1: the picture is published and current. E2: the structure has a host and an order of responsibility. R4: the plan is
adopted, declined or integrated. R7: the training has reached whom it must.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.action_plan.state import ActionPlan
from domain.errors import Refusal
from domain.facts import Facts
from domain.guards import refuses
from domain.journey.state import Journey
from domain.situation_picture.state import SituationPicture
from domain.structure_review.state import StructureReview
from domain.training.state import Training
from domain.values import Step


def _picture_current(facts: Facts) -> Refusal | None:
    picture = facts.state(SituationPicture)
    if picture.is_current(facts.on):
        return None
    due = picture.review_due_on
    params = {"why": "past-review", "date": due.isoformat()} if due else {"why": "none"}
    return Refusal("E1", params)


def _structure_ordered(facts: Facts) -> Refusal | None:
    review = facts.state(StructureReview)
    lacking = [] if review.host else ["host-structure"]
    lacking += [] if review.signals else ["responsibility"]
    return Refusal("E2", {"lacking": lacking}) if lacking else None


def _plan_settled(facts: Facts) -> Refusal | None:
    return None if facts.state(ActionPlan).settled else Refusal("R4", {"what": "plan"})


def _training_reached(facts: Facts) -> Refusal | None:
    return facts.state(Training).refusal()


# What a version of the process may ask for before a step is closed, by rule.
CRITERIA: Mapping[str, Callable[[Facts], Refusal | None]] = {
    "E1": _picture_current,
    "E2": _structure_ordered,
    "R4": _plan_settled,
    "R7": _training_reached,
}


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

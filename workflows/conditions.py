"""What closing each step of a municipality's journey asks for, and the commands that lead there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from domain.action_plan.commands import AdoptPlan, DeclinePlan, IntegratePlanIn, OpenPlanWork
from domain.aggregates import RULES
from domain.facts import Facts
from domain.journey.commands import CompleteStep
from domain.journey.criteria import Condition, conditions
from domain.journey.rules import JOURNEY
from domain.messages import Command
from domain.situation_picture.commands import (
    AnswerQuestion,
    CommissionPicture,
    PublishPictureVersion,
    ReviewPictureUnchanged,
)
from domain.structure_review.commands import (
    ChooseHostStructure,
    CreateNewGroup,
    IdentifyExistingStructure,
    OpenReview,
    OrderResponsibility,
)
from domain.training.commands import DesignateKeyFunction, HoldSession, IdentifyTargetGroup, PlanSession
from domain.training.state import Training
from domain.values import Step
from workflows.facts import Looking
from workflows.ports import SetAside

# What fields of a command are to hold, as its form takes them.
Chosen = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Way:
    """A command that meets a condition, or is a step on the way to it; ``chosen``: what it is to be about."""

    command: type[Command]
    chosen: Chosen = field(default_factory=dict)


@dataclass(frozen=True)
class Goal(Condition):
    """A condition and the ways to it, the last step first; ``awaited_on``: the day planned for what will meet it."""

    ways: tuple[Way, ...] = ()
    awaited_on: date | None = None


# The commands that meet a condition, or are a step on the way to it, the last step first. Those of R7 depend on whom
# the training lacks.
WAYS: Mapping[tuple[str, str], tuple[type[Command], ...]] = {
    ("E1", "published"): (PublishPictureVersion, AnswerQuestion, CommissionPicture),
    ("E1", "current"): (ReviewPictureUnchanged, PublishPictureVersion, AnswerQuestion, CommissionPicture),
    ("E2", "host-structure"): (ChooseHostStructure, IdentifyExistingStructure, CreateNewGroup, OpenReview),
    ("E2", "responsibility"): (OrderResponsibility, OpenReview),
    ("R4", "plan"): (AdoptPlan, IntegratePlanIn, OpenPlanWork, DeclinePlan),
    ("R7", "key-functions"): (DesignateKeyFunction,),
}


def conditions_of(looking: Looking, today: date) -> Mapping[Step, Sequence[Goal]]:
    """Return what closing each step asks for now, met or not. Raises SetAside."""
    with suppress(SetAside):
        looking.working.load(looking.streams(JOURNEY, RULES[CompleteStep]))
    facts = looking.facts(JOURNEY, RULES[CompleteStep], today, today)
    return {step: [_goal(each, facts, today) for each in conditions(facts, step)] for step in Step}


def _goal(condition: Condition, facts: Facts, today: date) -> Goal:
    known = WAYS.get((condition.rule_id, condition.what))
    if known is not None:
        return _with_ways(condition, *map(Way, known))
    training = facts.state(Training)
    if condition.what == "early-contact":
        return _trained(condition, training, training.wanted_early, ("basic",), today)
    return _trained(condition, training, frozenset({condition.what}), ("deep", "basic"), today)


def _trained(
    condition: Condition, training: Training, groups: frozenset[str], stages: tuple[str, ...], today: date
) -> Goal:
    """Return the way to the training of some of these groups: name one, plan a session for it, hold that session."""
    if condition.is_met:
        return _with_ways(condition)
    if not groups:
        return _with_ways(condition, Way(IdentifyTargetGroup, {"early_contact": "true"}))
    planned = training.planned_for(groups, *stages)
    session = min(planned, key=lambda each: planned[each], default=None)
    if session is None:
        return _with_ways(condition, Way(PlanSession, {"stage": stages[0], "groups": tuple(sorted(groups))}))
    if planned[session] > today:
        return _with_ways(condition, awaited_on=planned[session])
    return _with_ways(condition, Way(HoldSession, {"session_id": session}))


def _with_ways(condition: Condition, *ways: Way, awaited_on: date | None = None) -> Goal:
    return Goal(condition.rule_id, condition.what, condition.is_met, ways, awaited_on)

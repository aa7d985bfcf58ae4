"""What a municipality waits for: acts that matter next and may not be done yet, each with what clears the way.

Those that a coordinator may do all the same, with a reason, wait as well: a rule stands in their way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from domain.action_plan.commands import AdoptPlan, OpenPlanWork
from domain.journey.commands import CompleteStep, MoveIntoEverydayWork, ResumeJourney, StartStep
from domain.messages import Command
from domain.situation_picture.commands import (
    AnswerQuestion,
    CommissionPicture,
    PublishPictureVersion,
    ReviewPictureUnchanged,
)
from domain.values import Step
from workflows.actions.action import Action
from workflows.conditions import Chosen, Way
from workflows.suggestions import Situation, going_on

MOST = 5
# What is done already, or is somebody else's, is not waited for.
_NOT_AWAITED = {"L3", "L8", "R8"}
_PICTURE = (ReviewPictureUnchanged, PublishPictureVersion, AnswerQuestion, CommissionPicture)
_CONTENT: tuple[tuple[Step, type[Command], tuple[type[Command], ...]], ...] = (
    (Step.SITUATION_PICTURE, PublishPictureVersion, _PICTURE[2:]),
    (Step.ACTION_PLAN, AdoptPlan, (OpenPlanWork, *_PICTURE)),
)


# What is asked about, whatever its conditions are.
AWAITABLE = frozenset(
    {CompleteStep, MoveIntoEverydayWork, ResumeJourney, StartStep, AdoptPlan, OpenPlanWork, *_PICTURE}
)


@dataclass(frozen=True)
class Awaited:
    """A refused act, the step that it is about, and the nearest act that clears the way, if one may be done.

    ``chosen``: what that act is to be about.
    """

    action: Action
    step: Step
    way: Action | None
    chosen: Chosen = field(default_factory=dict)


def awaited(situation: Situation) -> list[Awaited]:
    """Return the refused acts that matter next, those of steps in progress first, in the order of the steps."""
    found = [each for each in _refused(situation) if not _NOT_AWAITED & {rule.rule_id for rule in each.action.refusals}]
    return sorted(found, key=lambda each: not _is_in_progress(situation, each.step))[:MOST]


def _is_in_progress(situation: Situation, step: Step) -> bool:
    return situation.standing.cell(step).status == "in_progress"


def _refused(situation: Situation) -> Iterator[Awaited]:
    for step in going_on(situation.standing):
        for of, command, leading in _CONTENT:
            if of is step and _is_in_progress(situation, step):
                yield from _one(situation, command, step, map(Way, leading))
        yield from _one(situation, CompleteStep, step, _closing(situation, step))
    yield from _one(situation, MoveIntoEverydayWork, Step.ONGOING_SUPPORT, ())


def _closing(situation: Situation, step: Step) -> Sequence[Way]:
    """Return the ways to the closing of a step: those of its first condition that is not met."""
    if not _is_in_progress(situation, step):
        return (Way(StartStep),)
    lacking = next((each for each in situation.conditions.get(step, ()) if not each.is_met), None)
    return lacking.ways if lacking else ()


def _one(situation: Situation, command: type[Command], step: Step, leading: Iterable[Way]) -> Iterator[Awaited]:
    clearing = [Way(ResumeJourney), *leading]
    for action in situation.actions:
        if action.command is command and action.verdict != "allowed" and action.fixed.get("step", step) == step:
            open_ones = ((each, found) for each in clearing if (found := situation.may(each.command, step)))
            way, found = next(open_ones, (Way(command), None))
            yield Awaited(action, step, found, way.chosen)

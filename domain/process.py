"""A process definition as values: steps, criteria, terms and thresholds that the rules are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from domain.messages import Message
from domain.values import Code, DefinitionVersion, Role, RuleId, Step, Version

Days = Annotated[int, Field(ge=1, le=3650)]
Months = Annotated[int, Field(ge=1, le=120)]


class StepDefinition(Message):
    """One step: who answers for it, how long it is meant to take, and how it may end."""

    step: Step
    responsible: Role
    target_days: Days | None = None
    exit_criteria: tuple[RuleId, ...] = ()
    outcomes: tuple[str, ...] = ()
    ends: bool = True


class Thresholds(Message):
    """The figures behind due, stale and silent."""

    picture_review_months: Months
    plan_review_months: Months
    contact_silence_amber_days: Days
    contact_silence_red_days: Days
    visit_gap_amber_days: Days
    visit_gap_red_days: Days
    training_fresh_months: Months
    guidance_working_days: Days
    guidance_acute_working_days: Days
    step_idle_amber_days: Days
    backdating_days: Days


class ProcessDefinition(Message):
    """A versioned process that journeys are pinned to."""

    name: DefinitionVersion
    steps: tuple[StepDefinition, ...]
    thresholds: Thresholds

    def step(self, step: Step) -> StepDefinition:
        """Return the definition of one step."""
        return next(each for each in self.steps if each.step is step)


class QuestionSet(Message):
    """The questions of a situation picture, in order, under a version that answers keep.

    ``assessments``: those that fit a question; all fit one that is not named.
    """

    version: Version
    questions: tuple[Code, ...]
    assessments: Mapping[Code, tuple[str, ...]] = {}

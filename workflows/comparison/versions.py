"""What differs between two versions of the process, or of the questions of a situation picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from domain.process import ProcessDefinition, QuestionSet, Thresholds
from domain.values import Step

What = Literal[
    "threshold",
    "target",
    "criteria",
    "outcomes",
    "responsible",
    "ends",
    "question-added",
    "question-removed",
    "question-order",
    "assessments",
]


@dataclass(frozen=True)
class Difference:
    """One thing that is other; ``name``: of the threshold or question. Figures and codes as they are held."""

    what: What
    step: Step | None = None
    name: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def of_definitions(before: ProcessDefinition, after: ProcessDefinition) -> Iterator[Difference]:
    """Yield what is other in the later version: thresholds, then steps in their order."""
    for name in Thresholds.model_fields:
        was, now = getattr(before.thresholds, name), getattr(after.thresholds, name)
        if was != now:
            yield Difference("threshold", None, name, (str(was),), (str(now),))
    for step in Step:
        one, other = before.step(step), after.step(step)
        if one.target_days != other.target_days:
            yield Difference("target", step, "", _figure(one.target_days), _figure(other.target_days))
        if one.exit_criteria != other.exit_criteria:
            yield Difference("criteria", step, "", one.exit_criteria, other.exit_criteria)
        if one.outcomes != other.outcomes:
            yield Difference("outcomes", step, "", one.outcomes, other.outcomes)
        if one.responsible != other.responsible:
            yield Difference("responsible", step, "", (one.responsible,), (other.responsible,))
        if one.ends != other.ends:
            yield Difference("ends", step)


def of_question_sets(before: QuestionSet, after: QuestionSet) -> Iterator[Difference]:
    """Yield what is other in the later set: questions, their order, and the answers that fit them."""
    for each in after.questions:
        if each not in before.questions:
            yield Difference("question-added", name=each)
    for each in before.questions:
        if each not in after.questions:
            yield Difference("question-removed", name=each)
    kept = [each for each in before.questions if each in after.questions]
    if kept != [each for each in after.questions if each in before.questions]:
        yield Difference("question-order")
    for each in kept:
        one, other = before.assessments.get(each, ()), after.assessments.get(each, ())
        if one != other:
            yield Difference("assessments", name=each, before=one, after=other)


def _figure(days: int | None) -> tuple[str, ...]:
    return () if days is None else (str(days),)

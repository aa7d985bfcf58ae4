"""Process definitions and question sets: versioned data, refused when it does not hold together."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, get_args

from domain.journey.criteria import CRITERIA
from domain.journey.events import Outcome
from domain.process import ProcessDefinition, QuestionSet, StepDefinition
from domain.situation_picture.events import Assessment
from domain.values import Step

CURRENT = "five_steps.v1"
_ASSESSMENTS = frozenset(get_args(Assessment))
_OUTCOMES = frozenset(get_args(Outcome))


class InvalidDefinition(ValueError):
    """A definition or question set that does not hold together; carries every fault found."""

    def __init__(self, name: str, faults: Collection[str]) -> None:
        super().__init__(f"{name}: {'; '.join(faults)}")
        self.faults = tuple(faults)


@cache
def load_definition(name: str = CURRENT) -> ProcessDefinition:
    """Return a version of the process.

    Raises KeyError for a name that we have no file of, InvalidDefinition or pydantic's ValidationError for a
    bad one.
    """
    tables = _tables("processes")
    definition = read_definition(tables[name])
    if definition.name != name:
        raise InvalidDefinition(name, [f"names itself {definition.name}"])
    return definition


@cache
def load_definitions() -> Mapping[str, ProcessDefinition]:
    """Return every version of the process that journeys may follow, by name."""
    return MappingProxyType({name: load_definition(name) for name in sorted(_tables("processes"))})


def read_definition(table: Mapping[str, Any], criteria: Collection[str] = CRITERIA) -> ProcessDefinition:
    """Return the definition that a parsed file holds.

    Raises InvalidDefinition, or pydantic's ValidationError for a wrong type or field.
    """
    definition = ProcessDefinition.model_validate(table)
    if faults := list(_faults(definition, criteria)):
        raise InvalidDefinition(definition.name, faults)
    return definition


@cache
def question_sets() -> Mapping[int, QuestionSet]:
    """Return every version of the situation picture's questions."""
    sets = [QuestionSet.model_validate(table) for table in _tables("question_sets").values()]
    by_version = {each.version: each for each in sets}
    if len(by_version) != len(sets):
        raise InvalidDefinition("question_sets", ["a version twice"])
    for each in sets:
        if faults := list(_set_faults(each)):
            raise InvalidDefinition(f"question_sets/v{each.version}", faults)
    return MappingProxyType(by_version)


def _tables(folder: str) -> dict[str, dict[str, Any]]:
    found = (each for each in (files("workflows.reference") / folder).iterdir() if each.name.endswith(".toml"))
    return {each.name.removesuffix(".toml"): tomllib.loads(each.read_text(encoding="utf-8")) for each in found}


def _faults(definition: ProcessDefinition, criteria: Collection[str]) -> Iterator[str]:
    present = [each.step for each in definition.steps]
    for step in Step:
        if (times := present.count(step)) != 1:
            yield f"{step} is there {times} times"
    for each in definition.steps:
        yield from _step_faults(each, criteria)


def _set_faults(questions: QuestionSet) -> Iterator[str]:
    if unknown := sorted({*questions.assessments} - {*questions.questions}):
        yield f"assessments of unknown questions {', '.join(unknown)}"
    for question, fitting in questions.assessments.items():
        if unknown := sorted({*fitting} - _ASSESSMENTS):
            yield f"{question} has unknown assessments {', '.join(unknown)}"
        if not {*fitting} - {"not_assessed"}:
            yield f"{question} cannot be answered"


def _step_faults(step: StepDefinition, criteria: Collection[str]) -> Iterator[str]:
    if unknown := sorted({*step.exit_criteria} - {*criteria}):
        yield f"{step.step} has unknown criteria {', '.join(unknown)}"
    if unknown := sorted({*step.outcomes} - _OUTCOMES):
        yield f"{step.step} has unknown outcomes {', '.join(unknown)}"
    if step.ends and not step.outcomes:
        yield f"{step.step} ends without outcomes"
    if not step.ends and (step.outcomes or step.exit_criteria):
        yield f"{step.step} never ends but has outcomes or exit criteria"

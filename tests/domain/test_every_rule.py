"""A registry: for every rule of the domain one request that it refuses, and no rule without one."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import domain
from domain.action_plan.commands import AdoptPlan, DeclinePlan
from domain.journey.commands import CompleteStep, StartStep
from domain.messages import Event
from domain.municipality.commands import JoinMunicipality, RegisterMunicipality
from domain.municipality.events import MunicipalityLeft
from domain.situation_picture.commands import AnswerQuestion, CorrectEntry, PublishPictureVersion, RecordFinding
from domain.situation_picture.events import PictureCommissioned
from domain.structure_review.commands import CreateNewGroup
from domain.support.commands import MeetNeed
from domain.values import Step
from tests.support.deciding import Specification
from tests.support.given import Story
from tests.support.histories import (
    JOINED,
    OPENED,
    PAUSED,
    PICTURE_AT_WORK,
    PICTURE_READY,
    PLAN_AT_WORK,
    REGISTERED,
    UNKNOWN,
    WITH_STRUCTURE,
    ask,
    ask_handler,
    in_step,
)
from tests.support.people import MANAGER, TODAY

LEFT: list[Event] = [*JOINED, MunicipalityLeft()]
REFUSED_BY: dict[str, Callable[[], Specification | Story]] = {
    "R1": lambda: ask(PublishPictureVersion, PICTURE_AT_WORK),
    "R2": lambda: ask(AdoptPlan, PLAN_AT_WORK),
    "R3": lambda: ask(CreateNewGroup, WITH_STRUCTURE, structure_id=UNKNOWN),
    "R4": lambda: ask(DeclinePlan, revisit_on=None),
    "R7": lambda: ask(CompleteStep, in_step(Step.STAFF_TRAINING), step=Step.STAFF_TRAINING),
    "R8": lambda: ask(CompleteStep, in_step(Step.ONGOING_SUPPORT), step=Step.ONGOING_SUPPORT),
    "R13": lambda: ask(RecordFinding, milieu="white-power"),
    "E1": lambda: ask(CompleteStep, in_step(Step.SITUATION_PICTURE)),
    "E2": lambda: ask(CompleteStep, in_step(Step.STRUCTURE_REVIEW), step=Step.STRUCTURE_REVIEW),
    "E5": lambda: ask(StartStep, OPENED, step=Step.ONGOING_SUPPORT),
    "L1": lambda: ask(PublishPictureVersion, REGISTERED),
    "L2": lambda: ask(StartStep, JOINED),
    "L3": lambda: ask(JoinMunicipality, JOINED),
    "L4": lambda: ask(MeetNeed, []),
    "L5": lambda: ask(DeclinePlan, revisit_on=TODAY),
    "L6": lambda: ask(StartStep, PAUSED),
    "L7": lambda: ask(StartStep, LEFT),
    "L8": lambda: ask_handler(RegisterMunicipality, [], by=MANAGER),
    "L10": lambda: ask(
        AnswerQuestion,
        [*JOINED, PictureCommissioned(question_set_version=2)],
        question_code="crime-types",
        assessment="strength",
    ),
    "L9": lambda: ask_handler(CorrectEntry, PICTURE_READY),
}


def ids_in_the_source() -> Iterator[str]:
    """Yield the ids that ``Refusal`` and ``rejected`` are called with, anywhere in the domain."""
    for path in Path(domain.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Refusal" | "rejected"), args=[rule_id, *_]):
                    strings = (each.value for each in ast.walk(rule_id) if isinstance(each, ast.Constant))
                    yield from (each for each in strings if isinstance(each, str))
                case _:
                    pass


class TestEveryRule:
    @pytest.mark.parametrize("rule_id", REFUSED_BY)
    def test_strikes(self, rule_id: str) -> None:
        assert rule_id in [each.rule_id for each in REFUSED_BY[rule_id]().refusals]

    def test_of_the_source_is_in_this_registry(self) -> None:
        in_workflows = {"L8", "L9"}

        assert {each for each in ids_in_the_source() if each != "left"} | in_workflows == set(REFUSED_BY)

import tomllib
from importlib.resources import files
from typing import Any

import pytest
from pydantic import ValidationError

from domain.journey.criteria import CRITERIA
from domain.process import Thresholds
from domain.values import Role, Step
from workflows.reference.definitions import (
    CURRENT,
    InvalidDefinition,
    load_definition,
    load_definitions,
    question_sets,
    read_definition,
)

NEVER_MADE = "five_steps.v9999"


@pytest.fixture
def five_steps() -> dict[str, Any]:
    return tomllib.loads((files("workflows.reference") / "processes/five_steps.v1.toml").read_text(encoding="utf-8"))


CURRENT_DEFINITION = load_definitions()[CURRENT]


class TestFiveSteps:
    def test_is_what_a_new_journey_follows(self) -> None:
        assert CURRENT_DEFINITION == load_definition("five_steps.v1")
        assert CURRENT_DEFINITION.name == "five_steps.v1"

    def test_has_the_steps_in_their_recommended_order_under_the_coordinator(self) -> None:
        assert [each.step for each in CURRENT_DEFINITION.steps] == list(Step)
        assert {each.responsible for each in CURRENT_DEFINITION.steps} == {Role.COORDINATOR}

    def test_may_end_each_step_in_its_own_ways_but_never_the_last(self) -> None:
        assert [each.outcomes for each in CURRENT_DEFINITION.steps] == [
            ("achieved",),
            ("achieved",),
            ("achieved", "declined"),
            ("achieved", "not_applicable"),
            (),
        ]
        assert [each.ends for each in CURRENT_DEFINITION.steps] == [True, True, True, True, False]

    def test_asks_one_criterion_of_each_step_that_ends(self) -> None:
        assert [each.exit_criteria for each in CURRENT_DEFINITION.steps] == [("E1",), ("E2",), ("R4",), ("R7",), ()]

    def test_takes_the_time_that_was_agreed(self) -> None:
        assert [each.target_days for each in CURRENT_DEFINITION.steps] == [90, 60, 120, 180, None]
        assert CURRENT_DEFINITION.thresholds == Thresholds(
            picture_review_months=24,
            plan_review_months=24,
            contact_silence_amber_days=90,
            contact_silence_red_days=180,
            visit_gap_amber_days=180,
            visit_gap_red_days=365,
            training_fresh_months=24,
            guidance_working_days=5,
            guidance_acute_working_days=1,
            step_idle_amber_days=90,
            backdating_days=30,
        )


class TestCriteria:
    def test_of_every_version_are_judged_and_each_that_can_be_is_asked_for(self) -> None:
        asked = {
            each for version in load_definitions().values() for step in version.steps for each in step.exit_criteria
        }

        assert set(CRITERIA) == asked


class TestADefinition:
    def test_that_nobody_made_is_not_found(self) -> None:
        with pytest.raises(KeyError):
            load_definition(NEVER_MADE)

    def test_without_one_of_the_steps_is_refused(self, five_steps: dict[str, Any]) -> None:
        five_steps["steps"].pop(1)

        with pytest.raises(InvalidDefinition, match="STRUCTURE_REVIEW is there 0 times"):
            read_definition(five_steps)

    def test_with_a_step_twice_is_refused(self, five_steps: dict[str, Any]) -> None:
        five_steps["steps"].append(five_steps["steps"][0])

        with pytest.raises(InvalidDefinition, match="SITUATION_PICTURE is there 2 times"):
            read_definition(five_steps)

    def test_with_a_criterion_that_no_rule_judges_is_refused(self, five_steps: dict[str, Any]) -> None:
        five_steps["steps"][0]["exit_criteria"] = ["E1", "E9"]

        with pytest.raises(InvalidDefinition, match="unknown criteria E9"):
            read_definition(five_steps)

    def test_is_held_to_the_criteria_that_it_is_given(self, five_steps: dict[str, Any]) -> None:
        with pytest.raises(InvalidDefinition) as refused:
            read_definition(five_steps, criteria={"E1", "E2"})

        assert refused.value.faults == (
            "ACTION_PLAN has unknown criteria R4",
            "STAFF_TRAINING has unknown criteria R7",
        )

    def test_with_a_step_that_ends_without_outcomes_is_refused(self, five_steps: dict[str, Any]) -> None:
        five_steps["steps"][2]["outcomes"] = []

        with pytest.raises(InvalidDefinition, match="ACTION_PLAN ends without outcomes"):
            read_definition(five_steps)

    def test_with_an_outcome_that_no_event_can_hold_is_refused(self, five_steps: dict[str, Any]) -> None:
        five_steps["steps"][0]["outcomes"] = ["abandoned"]

        with pytest.raises(InvalidDefinition, match="unknown outcomes abandoned"):
            read_definition(five_steps)

    def test_with_outcomes_for_a_step_that_never_ends_is_refused(self, five_steps: dict[str, Any]) -> None:
        five_steps["steps"][4]["outcomes"] = ["achieved"]

        with pytest.raises(InvalidDefinition, match="ONGOING_SUPPORT never ends"):
            read_definition(five_steps)

    def test_without_a_threshold_is_refused(self, five_steps: dict[str, Any]) -> None:
        del five_steps["thresholds"]["backdating_days"]

        with pytest.raises(ValidationError, match="backdating_days"):
            read_definition(five_steps)


class TestQuestions:
    def test_of_the_first_set_are_the_seven_in_order(self) -> None:
        assert question_sets()[1].questions == (
            "strengths",
            "weaknesses",
            "exposed-areas",
            "school-results",
            "associations",
            "graffiti-message",
            "crime-types",
        )

from datetime import timedelta
from typing import Any

import pytest

from domain.action_plan.commands import (
    AddMeasure,
    AdoptPlan,
    CorrectEntry,
    DeclinePlan,
    DropMeasure,
    IntegratePlanIn,
    NoteLocalAdaptation,
    OpenPlanWork,
    ReceiveComment,
    RecordMeasureResult,
    ReferForComment,
    ReviewPlan,
    WriteSection,
)
from domain.action_plan.events import (
    CommentReceived,
    LocalAdaptationNoted,
    MeasureDropped,
    PlanAdopted,
    PlanIntegratedIn,
    PlanWorkOpened,
)
from domain.journey.events import GuardOverridden
from domain.messages import Command, Event
from domain.situation_picture.events import FindingClosed, PictureVersionPublished
from tests.support.given import at
from tests.support.given import given as given_log
from tests.support.histories import (
    ADOPTED,
    DECLINED,
    DIGEST,
    FINDING,
    JOINED,
    MEASURE,
    PICTURE_PUBLISHED,
    PICTURE_READY,
    PLAN_AT_WORK,
    REFERRED,
    STRUCTURE,
    UNKNOWN,
    WITH_FINDING,
    WITH_MEASURE,
    WITH_STRUCTURE,
    accepted,
    ask,
    ask_handler,
)
from tests.support.people import CONTACT, LONG_AGO, TODAY
from workflows.handling.act import Override

SETTLED_DECLINED: list[Event] = [*PLAN_AT_WORK, DECLINED]
INTEGRATED: list[Event] = [*PLAN_AT_WORK, PlanIntegratedIn(host_plan="youth-plan")]
IN_REVISION: list[Event] = [*ADOPTED, PlanWorkOpened()]
ON_A_FINDING: list[Event] = [*WITH_FINDING, PlanWorkOpened()]
DROPPED: list[Event] = [*WITH_MEASURE, MeasureDropped(measure_id=MEASURE)]


def picture_due(days: int) -> list[Event]:
    due = TODAY + timedelta(days=days)
    return [
        *PICTURE_READY,
        PictureVersionPublished(version=1, review_due_on=due, digest=DIGEST),
        PlanWorkOpened(based_on_picture_version=1),
    ]


class TestOpenPlanWork:
    def test_names_the_picture_that_it_rests_on(self) -> None:
        accepted(OpenPlanWork)

    @pytest.mark.parametrize("history", [JOINED, ADOPTED, INTEGRATED, SETTLED_DECLINED])
    def test_is_accepted_anew_of_a_settled_plan(self, history: list[Event]) -> None:
        ask(OpenPlanWork, history).then(PlanWorkOpened())

    def test_is_refused_while_the_plan_is_worked_on(self) -> None:
        ask(OpenPlanWork, PLAN_AT_WORK).refused("L3")


class TestDeclinePlan:
    @pytest.mark.parametrize("history", [JOINED, PLAN_AT_WORK, IN_REVISION])
    def test_is_accepted_before_and_during_work(self, history: list[Event]) -> None:
        accepted(DeclinePlan, history)

    @pytest.mark.parametrize("field", ["decided_by_function", "revisit_on"])
    def test_is_refused_without_a_decider_and_a_day_to_look_again(self, field: str) -> None:
        changes: dict[str, Any] = {field: None}

        ask(DeclinePlan, **changes).refused("R4", field=field)

    def test_is_told_all_that_is_missing_at_once(self) -> None:
        ask(DeclinePlan, reason=None, decided_by_function=None, revisit_on=None).refused("R4", "R4", "R4")

    def test_is_refused_without_a_reason(self) -> None:
        ask(DeclinePlan, reason=None).refused("R4", field="reason")

    def test_is_refused_with_a_day_that_is_not_to_come(self) -> None:
        ask(DeclinePlan, revisit_on=TODAY).refused("L5", field="revisit_on")

    def test_is_refused_a_second_time(self) -> None:
        ask(DeclinePlan, SETTLED_DECLINED).refused("L3")

    @pytest.mark.parametrize("history", [ADOPTED, INTEGRATED])
    def test_is_refused_of_a_plan_in_force_that_is_not_being_revised(self, history: list[Event]) -> None:
        ask(DeclinePlan, history).refused("L2")


class TestWriteSection:
    def test_is_accepted_while_the_plan_is_worked_on(self) -> None:
        accepted(WriteSection, IN_REVISION)

    @pytest.mark.parametrize("history", [JOINED, ADOPTED])
    def test_is_refused_otherwise(self, history: list[Event]) -> None:
        ask(WriteSection, history).refused("L2")


class TestNoteLocalAdaptation:
    def test_may_rest_on_a_finding(self) -> None:
        accepted(NoteLocalAdaptation)

    def test_may_rest_on_a_structure(self) -> None:
        noted = LocalAdaptationNoted(adapts_to="structure", target_id=STRUCTURE)

        ask(NoteLocalAdaptation, [*WITH_STRUCTURE, PlanWorkOpened()], adapts_to="structure", target_id=STRUCTURE).then(
            noted
        )

    def test_is_refused_where_nothing_local_is_known(self) -> None:
        ask(NoteLocalAdaptation, PLAN_AT_WORK).refused("L4", field="target_id")

    def test_is_refused_of_what_is_unknown_or_of_another_kind(self) -> None:
        ask(NoteLocalAdaptation, ON_A_FINDING, target_id=UNKNOWN).refused("L4", field="target_id")
        ask(NoteLocalAdaptation, ON_A_FINDING, adapts_to="structure").refused("L4", field="target_id")

    def test_is_refused_of_a_finding_that_was_closed(self) -> None:
        gone = FindingClosed(finding_id=FINDING, cause="no-longer-seen")

        ask(NoteLocalAdaptation, [*ON_A_FINDING, gone]).refused("L4", field="target_id")

    def test_is_refused_while_the_plan_is_not_worked_on(self) -> None:
        ask(NoteLocalAdaptation, WITH_FINDING).refused("L2")


class TestAddMeasure:
    def test_is_accepted_while_the_plan_is_worked_on(self) -> None:
        accepted(AddMeasure)

    def test_may_answer_a_finding(self) -> None:
        story = ask(AddMeasure, ON_A_FINDING, addresses_findings=(FINDING,))

        assert not story.refusals

    def test_is_refused_of_an_unknown_finding(self) -> None:
        ask(AddMeasure, ON_A_FINDING, addresses_findings=(UNKNOWN,)).refused("L4", field="addresses_findings")

    def test_is_refused_under_an_id_that_is_taken(self) -> None:
        ask(AddMeasure, WITH_MEASURE).refused("L3", field="measure_id")

    def test_is_refused_with_a_day_that_is_not_to_come(self) -> None:
        ask(AddMeasure, due_on=TODAY).refused("L5", field="due_on")

    def test_is_refused_while_the_plan_is_not_worked_on(self) -> None:
        ask(AddMeasure, JOINED).refused("L2")


class TestRecordMeasureResult:
    def test_is_accepted_of_a_plan_in_force_too(self) -> None:
        accepted(RecordMeasureResult, [*WITH_MEASURE, PlanAdopted(body="municipal-council")])

    @pytest.mark.parametrize("history", [PLAN_AT_WORK, DROPPED])
    def test_is_refused_where_no_measure_is_in_the_plan(self, history: list[Event]) -> None:
        ask(RecordMeasureResult, history).refused("L4", field="measure_id")

    def test_is_refused_of_an_unknown_measure(self) -> None:
        ask(RecordMeasureResult, WITH_MEASURE, measure_id=UNKNOWN).refused("L4", field="measure_id")

    def test_is_refused_before_any_work_on_a_plan(self) -> None:
        ask(RecordMeasureResult, JOINED).refused("L2")


class TestDropMeasure:
    def test_is_accepted_of_a_measure_in_the_plan(self) -> None:
        accepted(DropMeasure)

    def test_is_refused_a_second_time(self) -> None:
        ask(DropMeasure, DROPPED).refused("L4", field="measure_id")

    def test_is_refused_before_any_work_on_a_plan(self) -> None:
        ask(DropMeasure, JOINED).refused("L2")


class TestReferForComment:
    def test_is_accepted_while_the_plan_is_worked_on(self) -> None:
        accepted(ReferForComment)

    def test_is_refused_with_a_day_that_is_not_to_come(self) -> None:
        ask(ReferForComment, due_on=TODAY).refused("L5", field="due_on")

    def test_is_refused_while_the_plan_is_not_worked_on(self) -> None:
        ask(ReferForComment, ADOPTED).refused("L2")


class TestReceiveComment:
    def test_is_accepted_of_a_body_that_was_asked(self) -> None:
        accepted(ReceiveComment)

    def test_is_refused_of_a_body_that_was_not_asked(self) -> None:
        ask(ReceiveComment, REFERRED, body="region").refused("L4", field="body")

    def test_is_refused_a_second_time(self) -> None:
        received = CommentReceived(body="police", stance="supports")

        ask(ReceiveComment, [*REFERRED, received]).refused("L4", field="body")

    def test_is_refused_while_the_plan_is_not_worked_on(self) -> None:
        ask(ReceiveComment, JOINED).refused("L2")


class TestADay:
    """Work on a plan begins and is settled in the order of days."""

    @pytest.mark.parametrize("kind", [AdoptPlan, IntegratePlanIn, DeclinePlan])
    def test_before_the_work_began_settles_nothing(self, kind: type[Command]) -> None:
        begun = [*at(LONG_AGO, *PICTURE_PUBLISHED), *at(TODAY - timedelta(days=3), PlanWorkOpened())]

        ask(kind, begun, on=TODAY - timedelta(days=4)).refused("L5", field="occurred_on")
        assert not ask(kind, begun, on=TODAY - timedelta(days=3)).refusals

    @pytest.mark.parametrize("settled", [ADOPTED, INTEGRATED, SETTLED_DECLINED])
    def test_before_it_was_settled_begins_no_revision(self, settled: list[Event]) -> None:
        history = [*at(LONG_AGO, *settled[:-1]), *at(TODAY - timedelta(days=3), settled[-1])]

        ask(OpenPlanWork, history, on=TODAY - timedelta(days=4)).refused("L5", field="occurred_on")


class TestAdoptPlan:
    def test_is_accepted_on_a_current_picture(self) -> None:
        accepted(AdoptPlan, picture_due(0))

    def test_is_refused_with_a_picture_past_its_review(self) -> None:
        story = ask(AdoptPlan, picture_due(-1))

        story.refused("R2")
        assert story.refusals[0].params["why"] == "past-review"

    def test_is_refused_without_a_picture(self) -> None:
        story = ask(AdoptPlan, PLAN_AT_WORK)

        story.refused("R2")
        assert story.refusals[0].params["why"] == "none"

    def test_may_go_past_that_by_a_coordinators_override(self) -> None:
        overrides = [Override("R2", "decision-already-made")]
        command = AdoptPlan(body="municipal-council")

        given_log(*PLAN_AT_WORK).when(command, overrides=overrides).then(
            PlanAdopted(body="municipal-council"),
            GuardOverridden(rule_id="R2", command="action-plan.adopt-plan"),
        )
        given_log(*PLAN_AT_WORK).when(command, overrides=overrides, by=CONTACT).refused("L8")

    def test_is_refused_with_an_override_for_a_reason_on_no_list(self) -> None:
        command = AdoptPlan(body="municipal-council")

        given_log(*PLAN_AT_WORK).when(command, overrides=[Override("R2", "no-such-code")]).refused(
            "L4", field="override"
        )

    def test_is_refused_with_an_end_that_is_not_to_come(self) -> None:
        ask(AdoptPlan, valid_until=TODAY).refused("L5", field="valid_until")

    def test_is_refused_while_the_plan_is_not_worked_on(self) -> None:
        ask(AdoptPlan, [*picture_due(0), PlanAdopted(body="municipal-council")]).refused("L2")


class TestIntegratePlanIn:
    def test_is_accepted_without_a_picture(self) -> None:
        accepted(IntegratePlanIn)

    def test_is_refused_while_the_plan_is_not_worked_on(self) -> None:
        ask(IntegratePlanIn, INTEGRATED).refused("L2")


class TestReviewPlan:
    @pytest.mark.parametrize("history", [ADOPTED, INTEGRATED])
    def test_is_accepted_of_a_plan_in_force(self, history: list[Event]) -> None:
        accepted(ReviewPlan, history)

    @pytest.mark.parametrize("history", [JOINED, PLAN_AT_WORK, SETTLED_DECLINED, IN_REVISION])
    def test_is_refused_of_any_other(self, history: list[Event]) -> None:
        ask(ReviewPlan, history).refused("L2")


class TestCorrectEntry:
    def test_is_accepted_while_nothing_depends_on_the_entry(self) -> None:
        accepted(CorrectEntry)

    def test_is_refused_while_the_adoption_depends_on_the_work(self) -> None:
        ask_handler(CorrectEntry, ADOPTED).refused("L9")

from datetime import timedelta

import pytest

from domain.action_plan.events import PlanAdopted, PlanIntegratedIn, PlanWorkOpened
from domain.journey.commands import (
    BlockStep,
    CompleteStep,
    CorrectEntry,
    MoveIntoEverydayWork,
    OpenCycle,
    OpenJourney,
    PauseJourney,
    RemindOfPauseEnd,
    ReopenStep,
    ResumeJourney,
    SetDueDate,
    StartStep,
    UnblockStep,
)
from domain.journey.events import (
    CycleOpened,
    EntryCorrected,
    GuardOverridden,
    JourneyPaused,
    JourneyResumed,
    MovedIntoEverydayWork,
    PauseEndReminded,
    StepBlocked,
    StepCompleted,
    StepReopened,
    StepStarted,
)
from domain.messages import Event
from domain.situation_picture.events import PictureVersionPublished
from domain.structure_review.events import HostStructureChosen, ReviewOpened
from domain.training.events import SessionHeld
from domain.values import Step
from tests.support.deciding import given
from tests.support.given import Dated, at, event_id
from tests.support.histories import (
    DECLINED,
    DIGEST,
    JOINED,
    NONE_RELEVANT,
    OPENED,
    ORDERED,
    PAUSE_END,
    PAUSE_OVERDUE,
    PAUSED,
    PICTURE_PUBLISHED,
    PLAN_AT_WORK,
    STRUCTURE,
    STRUCTURE_DONE,
    TRAINED,
    accepted,
    ask,
    ask_handler,
    closed,
    in_step,
    structure,
)
from tests.support.people import TODAY

PICTURE, REVIEW, PLAN, TRAINING, SUPPORT = Step
YESTERDAY = TODAY - timedelta(days=1)
BLOCKED = StepBlocked(step=PICTURE, cause_code="no-mandate")
IN_EVERYDAY_WORK: list[Event] = [*OPENED, MovedIntoEverydayWork()]
STEPS_THAT_END = [PICTURE, REVIEW, PLAN, TRAINING]
HOST = HostStructureChosen(structure_id=STRUCTURE, existing=True)
ADOPTED = PlanAdopted(body="municipal-council")
INTEGRATED = PlanIntegratedIn(host_plan="youth-plan")


class TestOpenJourney:
    def test_is_accepted_of_a_member(self) -> None:
        accepted(OpenJourney, JOINED)

    def test_is_refused_a_second_time(self) -> None:
        ask(OpenJourney, OPENED).refused("L3")


class TestStartStep:
    @pytest.mark.parametrize("step", STEPS_THAT_END)
    def test_is_accepted_in_any_order(self, step: Step) -> None:
        ask(StartStep, OPENED, step=step).then(StepStarted(step=step))

    def test_is_refused_before_the_journey_is_opened(self) -> None:
        ask(StartStep, JOINED).refused("L2")

    def test_is_refused_a_second_time(self) -> None:
        ask(StartStep, in_step(PICTURE)).refused("L3")
        ask(StartStep, closed(PICTURE)).refused("L3")

    def test_is_accepted_again_in_a_new_cycle(self) -> None:
        accepted(StartStep, [*closed(PICTURE), CycleOpened(cycle=2)])

    def test_is_refused_of_ongoing_support_which_everyday_work_begins(self) -> None:
        ask(StartStep, OPENED, step=SUPPORT).refused("E5")

    def test_is_refused_while_the_journey_rests(self) -> None:
        ask(StartStep, PAUSED).refused("L6")


class TestCompleteStep:
    @pytest.mark.parametrize(
        ("step", "work", "outcome"),
        [
            (PICTURE, PICTURE_PUBLISHED, "achieved"),
            (REVIEW, STRUCTURE_DONE, "achieved"),
            (PLAN, [*PLAN_AT_WORK, ADOPTED], "achieved"),
            (PLAN, [*PLAN_AT_WORK, INTEGRATED], "achieved"),
            (PLAN, [*PLAN_AT_WORK, DECLINED], "declined"),
            (TRAINING, TRAINED, "achieved"),
            (TRAINING, NONE_RELEVANT, "not_applicable"),
        ],
    )
    def test_is_accepted_once_its_criterion_is_met(self, step: Step, work: list[Event], outcome: str) -> None:
        done = StepCompleted.model_validate({"step": step, "outcome": outcome, "evidence": ()})

        ask(CompleteStep, [*in_step(step), *work[2:]], step=step, outcome=outcome).then(done)

    @pytest.mark.parametrize(
        ("step", "work", "outcome"),
        [(PLAN, [*PLAN_AT_WORK, DECLINED], "declined"), (TRAINING, NONE_RELEVANT, "not_applicable")],
    )
    def test_needs_no_start_where_it_was_decided_to_do_nothing(
        self, step: Step, work: list[Event], outcome: str
    ) -> None:
        done = StepCompleted.model_validate({"step": step, "outcome": outcome, "evidence": ()})
        history = [*OPENED, *work[2:]]

        ask(CompleteStep, history, step=step, outcome=outcome).then(done)
        ask(ReopenStep, [*history, done], step=step).then(StepReopened(step=step))

    def test_needs_a_start_otherwise(self) -> None:
        ask(CompleteStep, [*OPENED, *PLAN_AT_WORK[2:], ADOPTED], step=PLAN).refused("L2")

    @pytest.mark.parametrize(
        ("step", "work", "rule"),
        [
            (PICTURE, [], "E1"),
            (REVIEW, [], "E2"),
            (REVIEW, [ReviewOpened(), structure(), HOST], "E2"),
            (REVIEW, [ReviewOpened(), ORDERED], "E2"),
            (PLAN, [], "R4"),
            (PLAN, [PlanWorkOpened()], "R4"),
            (TRAINING, [], "R7"),
            (TRAINING, TRAINED[2:4], "R7"),
            (TRAINING, NONE_RELEVANT[2:3], "R7"),
        ],
    )
    def test_is_refused_until_then(self, step: Step, work: list[Event], rule: str) -> None:
        ask(CompleteStep, [*in_step(step), *work], step=step).refused(rule)

    def test_is_refused_with_a_picture_past_its_review(self) -> None:
        def published(days: int) -> PictureVersionPublished:
            return PictureVersionPublished(version=1, review_due_on=TODAY + timedelta(days=days), digest=DIGEST)

        accepted(CompleteStep, [*in_step(PICTURE), *PICTURE_PUBLISHED[2:-1], published(0)])
        ask(CompleteStep, [*in_step(PICTURE), *PICTURE_PUBLISHED[2:-1], published(-1)]).refused("E1")

    def test_is_refused_while_a_key_function_is_not_served(self) -> None:
        held = SessionHeld.model_validate(
            {**TRAINED[-1].model_dump(), "headcount_by_group": {"school-staff": "1-4", "student-health": "0"}}
        )

        ask(CompleteStep, [*in_step(TRAINING), *TRAINED[2:-1], held], step=TRAINING).refused("R7")

    @pytest.mark.parametrize(("step", "rule"), [(PICTURE, "E1"), (REVIEW, "E2"), (TRAINING, "R7")])
    def test_may_go_past_its_criterion_by_an_override(self, step: Step, rule: str) -> None:
        command = CompleteStep(step=step, outcome="achieved")

        given(*in_step(step)).when(command, overrides=[rule]).then(
            StepCompleted(step=step, outcome="achieved", evidence=()),
        )

    def test_may_not_go_past_an_unsettled_plan(self) -> None:
        story = given(*in_step(PLAN))

        story.when(CompleteStep(step=PLAN, outcome="achieved"), overrides=["R4"]).refused("R4")

    def test_is_refused_with_an_outcome_that_the_work_does_not_show(self) -> None:
        declined = [*in_step(PLAN), PlanWorkOpened(), DECLINED]

        ask(CompleteStep, declined, step=PLAN).refused("L4", field="outcome")

    def test_is_refused_before_the_step_is_started(self) -> None:
        ask(CompleteStep, OPENED).refused("L2")

    def test_is_refused_a_second_time(self) -> None:
        ask(CompleteStep, closed(PICTURE)).refused("L3")

    def test_is_never_accepted_of_ongoing_support(self) -> None:
        ask(CompleteStep, IN_EVERYDAY_WORK, step=SUPPORT).refused("R8")

    def test_is_refused_while_the_journey_rests(self) -> None:
        ask(CompleteStep, [*in_step(PICTURE), *PICTURE_PUBLISHED[2:], JourneyPaused()]).refused("L6")

    def test_is_refused_on_a_day_before_the_step_was_started(self) -> None:
        story = given(*OPENED, *PICTURE_PUBLISHED[2:], *at(TODAY, StepStarted(step=PICTURE)))

        story.when(CompleteStep(step=PICTURE, outcome="achieved"), on=YESTERDAY).refused("L5", field="occurred_on")


class TestBlockStep:
    def test_is_accepted_before_the_step_is_started_too(self) -> None:
        accepted(BlockStep, OPENED)

    def test_is_accepted_while_the_journey_rests(self) -> None:
        accepted(BlockStep, PAUSED)

    def test_is_refused_a_second_time(self) -> None:
        ask(BlockStep, [*OPENED, BLOCKED]).refused("L3")

    def test_is_refused_of_a_closed_step(self) -> None:
        ask(BlockStep, closed(PICTURE)).refused("L3")

    def test_is_refused_before_the_journey_is_opened(self) -> None:
        ask(BlockStep, JOINED).refused("L2")


class TestUnblockStep:
    def test_is_accepted_of_a_blocked_step(self) -> None:
        accepted(UnblockStep)

    def test_is_refused_of_a_step_that_nothing_blocks(self) -> None:
        ask(UnblockStep, OPENED).refused("L3")

    def test_is_refused_before_the_journey_is_opened(self) -> None:
        ask(UnblockStep, JOINED).refused("L2", "L3")


class TestReopenStep:
    def test_is_accepted_of_a_closed_step(self) -> None:
        accepted(ReopenStep)

    def test_is_refused_of_a_step_that_is_not_closed(self) -> None:
        ask(ReopenStep, in_step(PICTURE)).refused("L2")

    def test_is_refused_while_the_journey_rests(self) -> None:
        ask(ReopenStep, [*closed(PICTURE), JourneyPaused()]).refused("L6")

    def test_is_followed_by_no_end_on_an_earlier_day(self) -> None:
        reopened: list[Event | Dated] = [
            *closed(PICTURE),
            *PICTURE_PUBLISHED[2:],
            *at(TODAY, StepReopened(step=PICTURE)),
        ]

        ask(CompleteStep, reopened, on=TODAY - timedelta(days=1)).refused("L5", field="occurred_on")
        accepted(CompleteStep, reopened)


class TestPauseJourney:
    def test_is_accepted_of_an_open_journey(self) -> None:
        accepted(PauseJourney, OPENED)

    def test_is_refused_while_the_journey_rests(self) -> None:
        ask(PauseJourney, PAUSED).refused("L3")

    def test_is_refused_before_the_journey_is_opened(self) -> None:
        ask(PauseJourney, JOINED).refused("L2")

    def test_is_refused_with_an_end_that_is_not_to_come(self) -> None:
        ask(PauseJourney, OPENED, expected_until=TODAY).refused("L5", field="expected_until")


class TestResumeJourney:
    def test_is_accepted_of_a_resting_journey(self) -> None:
        accepted(ResumeJourney, PAUSED)

    def test_is_refused_of_one_that_does_not_rest(self) -> None:
        ask(ResumeJourney, OPENED).refused("L3")

    def test_is_refused_on_a_day_before_the_pause(self) -> None:
        story = given(*OPENED, *at(TODAY, JourneyPaused()))

        story.when(ResumeJourney(), on=YESTERDAY).refused("L5", field="occurred_on")


class TestRemindOfPauseEnd:
    def test_is_accepted_on_the_day_after_the_expected_end(self) -> None:
        ask(RemindOfPauseEnd, on=PAUSE_END + timedelta(days=1), reason="entered-late").then(
            PauseEndReminded(expected_until=PAUSE_END)
        )

    def test_is_refused_on_the_last_day_of_the_pause(self) -> None:
        ask(RemindOfPauseEnd, on=PAUSE_END, reason="entered-late").refused("L5", field="occurred_on")

    def test_is_refused_while_the_journey_goes_on(self) -> None:
        ask(RemindOfPauseEnd, [*PAUSE_OVERDUE, JourneyResumed()]).refused("L3")

    def test_is_refused_of_a_pause_without_an_expected_end(self) -> None:
        ask(RemindOfPauseEnd, PAUSED).refused("L2")

    def test_is_refused_a_second_time(self) -> None:
        ask(RemindOfPauseEnd, [*PAUSE_OVERDUE, PauseEndReminded(expected_until=PAUSE_END)]).refused("L3")

    def test_is_accepted_of_the_next_pause(self) -> None:
        before = [*PAUSE_OVERDUE, PauseEndReminded(expected_until=PAUSE_END), JourneyResumed()]

        accepted(RemindOfPauseEnd, [*before, JourneyPaused(expected_until=PAUSE_END)])

    def test_is_accepted_again_once_the_expected_end_was_corrected_to_a_later_day(self) -> None:
        later = PAUSE_END + timedelta(days=9)
        corrected = EntryCorrected(
            target_event_id=event_id(len(PAUSE_OVERDUE)),
            voids=False,
            correction={"expected_until": later.isoformat()},
        )
        story = ask(RemindOfPauseEnd, [*PAUSE_OVERDUE, PauseEndReminded(expected_until=PAUSE_END), corrected])

        story.then(PauseEndReminded(expected_until=later))

    def test_keeps_nobody_from_correcting_the_pause(self) -> None:
        reminded = [*PAUSE_OVERDUE, PauseEndReminded(expected_until=PAUSE_END)]

        ask(CorrectEntry, reminded, target_event_id=event_id(len(PAUSE_OVERDUE))).then(
            EntryCorrected(target_event_id=event_id(len(PAUSE_OVERDUE)), voids=True)
        )

    def test_is_no_entry_that_a_person_may_correct(self) -> None:
        reminded = [*PAUSE_OVERDUE, PauseEndReminded(expected_until=PAUSE_END)]

        ask_handler(CorrectEntry, reminded, target_event_id=event_id(len(reminded))).refused("L8")


class TestSetDueDate:
    def test_is_accepted_of_a_step_that_is_not_closed(self) -> None:
        accepted(SetDueDate, OPENED)

    def test_is_refused_of_a_closed_step(self) -> None:
        ask(SetDueDate, closed(PICTURE)).refused("L3")

    def test_is_refused_of_ongoing_support_which_never_ends(self) -> None:
        ask(SetDueDate, IN_EVERYDAY_WORK, step=SUPPORT).refused("R8")

    def test_is_refused_with_a_day_that_is_not_to_come(self) -> None:
        ask(SetDueDate, OPENED, due_on=TODAY).refused("L5", field="due_on")

    def test_is_refused_before_the_journey_is_opened(self) -> None:
        ask(SetDueDate, JOINED).refused("L2")


class TestMoveIntoEverydayWork:
    def test_is_accepted_at_any_time(self) -> None:
        accepted(MoveIntoEverydayWork, OPENED)

    def test_is_refused_a_second_time_even_in_a_new_cycle(self) -> None:
        ask(MoveIntoEverydayWork, IN_EVERYDAY_WORK).refused("L3")
        ask(MoveIntoEverydayWork, [*IN_EVERYDAY_WORK, CycleOpened(cycle=2)]).refused("L3")

    def test_is_refused_while_the_journey_rests(self) -> None:
        ask(MoveIntoEverydayWork, PAUSED).refused("L6")


class TestOpenCycle:
    def test_counts_on(self) -> None:
        ask(OpenCycle, [*OPENED, CycleOpened(cycle=2)]).then(CycleOpened(cycle=3))

    def test_is_refused_while_the_journey_rests(self) -> None:
        ask(OpenCycle, PAUSED).refused("L6")

    def test_is_refused_before_the_journey_is_opened(self) -> None:
        ask(OpenCycle, JOINED).refused("L2")


class TestCorrectEntry:
    def test_is_accepted_while_nothing_depends_on_the_entry(self) -> None:
        accepted(CorrectEntry)

    def test_is_refused_while_a_step_depends_on_the_opening(self) -> None:
        ask_handler(CorrectEntry, in_step(PICTURE)).refused("L9")

    def test_is_refused_of_an_override_which_belongs_to_another_entry(self) -> None:
        overridden = GuardOverridden(rule_id="E1", command="journey.complete-step")

        ask_handler(CorrectEntry, [*OPENED, overridden], target_event_id=event_id(4)).refused("L4")

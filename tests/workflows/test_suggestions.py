"""What comes next: acts that may be done now, acute guidance first, then what blocks, then by step; and what waits."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest

from adapters.memory.views import empty_views
from domain.aggregates import USER_RULES
from domain.contact.commands import AppointContact
from domain.journey.commands import (
    CompleteStep,
    MoveIntoEverydayWork,
    OpenJourney,
    ResumeJourney,
    StartStep,
    UnblockStep,
)
from domain.journey.events import JourneyPaused, MovedIntoEverydayWork, StepBlocked, StepCompleted, StepStarted
from domain.messages import Command, Event
from domain.municipality.commands import DecideFormalisation, JoinMunicipality, MakeOutreach
from domain.municipality.events import FormalisationDecided, OutreachMade
from domain.people import Actor
from domain.scope import Scope
from domain.situation_picture.commands import AnswerQuestion, CommissionPicture, PublishPictureVersion
from domain.situation_picture.events import PictureCommissioned
from domain.structure_review.commands import OpenReview
from domain.support.commands import DeliverGuidance, HoldVisit, LogContact, PlanVisit
from domain.support.events import ContactHad, GuidanceRequested, VisitPlanned
from domain.training.commands import DesignateKeyFunction, HoldSession, IdentifyTargetGroup, PlanSession
from domain.training.events import KeyFunctionDesignated, SessionPlanned, TargetGroupIdentified
from domain.values import Step
from projections.county import COUNTY, StandingRow
from projections.engine.running import follow
from projections.engine.views import Query
from projections.work_queue import WORK_QUEUE, OpenItemRow
from tests.support.given import REFERENCE, Dated, at, given
from tests.support.histories import (
    JOINED,
    LEFT,
    OPENED,
    PICTURE_AT_WORK,
    PICTURE_READY,
    PUBLISHED,
    QUESTIONS,
    REGISTERED,
    REQUEST,
    SESSION,
    VISIT,
    answered,
    appointed,
    held_session,
    planned_session,
)
from tests.support.people import CONTACT, COORDINATOR, HERE, TODAY
from workflows.actions.actions import Actions
from workflows.attention.attention import attention
from workflows.awaited import AWAITABLE, awaited
from workflows.freshness import chain
from workflows.suggestions import Situation, Suggestion, suggestable, suggestions, visit_ahead

SCOPE = Scope.of(HERE.scb_code)
PICTURE, STRUCTURE, PLAN, TRAINING, SUPPORT = Step
STAFFED = [*OPENED, appointed()]
EARLY = TargetGroupIdentified(group_code="school-staff", early_contact=True, estimated_headcount_band="20-49")
KEY = KeyFunctionDesignated(function_code="student-health", depth="broad_and_deep")
HELD = held_session()
ACUTE = GuidanceRequested(request_id=REQUEST, unit_kind="school_team", urgency="acute")


def session(planned_on: date) -> SessionPlanned:
    return SessionPlanned(**planned_session().model_dump() | {"planned_on": planned_on})


def situation(events: Sequence[Event | Dated], by: Actor = COORDINATOR) -> Situation:
    """Return where the municipality stands after these events, as the views and the guards tell.

    Nothing else comes next, or is waited for, where all that may be done is judged.
    """
    story = given(*events)
    views = empty_views()
    for each in (COUNTY, WORK_QUEUE):
        follow(each, story.store, views)
    standing = next(row.standing for row in views.select(COUNTY, Query(StandingRow)) if isinstance(row, StandingRow))
    items = [row.item for row in views.select(WORK_QUEUE, Query(OpenItemRow)) if isinstance(row, OpenItemRow)]
    definition = REFERENCE.definition(standing.definition)
    reasons = attention(standing, items, definition, TODAY)
    actions = Actions(story.store, story.clock, REFERENCE)
    conditions, links = actions.conditions(SCOPE), chain(standing, definition)
    wanted = AWAITABLE | suggestable(reasons, conditions)
    of_some, of_all = (
        Situation(standing, reasons, conditions, links, actions.told(SCOPE, by, asked).actions, TODAY, items)
        for asked in ([each for each in USER_RULES if each in wanted], USER_RULES)
    )
    assert suggestions(of_some) == suggestions(of_all)
    assert awaited(of_some) == awaited(of_all)
    return of_some


def next_acts(*events: Event | Dated, by: Actor = COORDINATOR) -> list[Suggestion]:
    return suggestions(situation(events, by))


def commands(*events: Event | Dated, by: Actor = COORDINATOR) -> list[type[Command]]:
    return [each.action.command for each in next_acts(*events, by=by)]


class TestTheWayIntoTheProgramme:
    def test_begins_with_a_first_contact(self) -> None:
        assert commands(*REGISTERED) == [MakeOutreach]

    def test_goes_on_to_the_decision_of_the_municipality(self) -> None:
        reached = OutreachMade(kind="visit", initiated_by="regional")

        assert commands(*REGISTERED, reached) == [DecideFormalisation, JoinMunicipality]

    def test_ends_where_it_joins(self) -> None:
        assert commands(*REGISTERED, FormalisationDecided(trigger="own")) == [JoinMunicipality]

    def test_of_one_that_left_is_not_begun_again_for_it(self) -> None:
        assert commands(*LEFT) == []


class TestWhatIsNext:
    def test_is_what_keeps_the_rest_from_going_on(self) -> None:
        assert commands(*JOINED)[:2] == [AppointContact, OpenJourney]

    def test_is_an_acute_question_before_all_else(self) -> None:
        first, *rest = next_acts(*JOINED, ACUTE)

        assert (first.action.command, first.chosen) == (DeliverGuidance, {"request_id": str(REQUEST)})
        assert [each.action.command for each in rest] == [AppointContact, OpenJourney]

    def test_is_an_obstacle_before_what_is_late(self) -> None:
        blocked = [StepStarted(step=PICTURE), StepBlocked(step=PICTURE, cause_code="no-mandate")]

        assert commands(*STAFFED, *blocked)[0] is UnblockStep

    def test_is_the_first_step_that_has_not_begun(self) -> None:
        acts = next_acts(*STAFFED)

        assert [(each.action.command, each.step) for each in acts if each.why == "start"] == [(StartStep, PICTURE)]

    def test_is_what_the_step_in_progress_lacks(self) -> None:
        lacking = next_acts(*STAFFED, StepStarted(step=PICTURE))

        assert [(CommissionPicture, "published")] == [
            (each.action.command, each.condition.what) for each in lacking if each.condition
        ]

    def test_goes_on_with_the_questions_until_they_are_answered_and_then_publishes(self) -> None:
        begun = [*STAFFED, StepStarted(step=PICTURE), PictureCommissioned(question_set_version=1)]
        answers = [answered(each, "unknown") for each in QUESTIONS]

        assert AnswerQuestion in commands(*begun)
        assert PublishPictureVersion in commands(*begun, *answers)

    def test_closes_a_step_whose_conditions_are_met(self) -> None:
        done = [*STAFFED, StepStarted(step=PICTURE), *PICTURE_READY[len(JOINED) :], PUBLISHED]

        assert [(CompleteStep, PICTURE)] == [
            (each.action.command, each.step) for each in next_acts(*done) if each.why == "complete"
        ]

    @pytest.mark.parametrize(
        ("events", "command", "chosen"),
        [
            ([], IdentifyTargetGroup, {"early_contact": "true"}),
            ([EARLY, KEY], PlanSession, {"stage": "basic", "groups": ("school-staff",)}),
            ([EARLY, KEY, session(TODAY)], HoldSession, {"session_id": str(SESSION)}),
            ([EARLY, KEY, session(TODAY), HELD], PlanSession, {"stage": "deep", "groups": ("student-health",)}),
            ([EARLY, session(TODAY), HELD], DesignateKeyFunction, {}),
            (
                [EARLY, KEY, session(TODAY + timedelta(days=9))],
                PlanSession,
                {"stage": "deep", "groups": ("student-health",)},
            ),
        ],
        ids=["nobody", "early group", "its day has come", "function", "no function", "its day is to come"],
    )
    def test_is_the_training_of_those_whom_it_lacks(
        self, events: list[Event], command: type[Command], chosen: dict[str, object]
    ) -> None:
        lacking = [each for each in next_acts(*STAFFED, StepStarted(step=TRAINING), *events) if each.condition]

        assert [(command, chosen)] == [(each.action.command, each.chosen) for each in lacking]

    def test_of_ongoing_support_is_its_first_visit_and_contact(self) -> None:
        begun = [*STAFFED, MovedIntoEverydayWork()]
        planned = VisitPlanned(visit_id=VISIT, planned_on=TODAY)

        assert {PlanVisit, LogContact} <= set(commands(*begun))
        assert (HoldVisit, {"visit_id": str(VISIT)}) in [
            (each.action.command, each.chosen) for each in next_acts(*begun, planned)
        ]
        assert PlanVisit not in commands(*begun, VisitPlanned(visit_id=VISIT, planned_on=TODAY + timedelta(days=9)))

    def test_is_to_prepare_the_nearest_visit_that_is_planned_for_soon(self) -> None:
        def planned(days: int, number: int) -> VisitPlanned:
            return VisitPlanned(visit_id=UUID(int=number), planned_on=TODAY + timedelta(days=days))

        def prepared(*days: int, by: Actor = COORDINATOR) -> str:
            visits = [planned(each, number) for number, each in enumerate(days)]
            found = visit_ahead(situation([*STAFFED, *visits], by))
            return found.ref if found else ""

        assert prepared(30, 9, 40) == str(UUID(int=1))
        assert prepared(0) == str(UUID(int=0))
        assert [prepared(), prepared(31), prepared(-1), prepared(9, by=CONTACT)] == [""] * 4

    def test_is_ongoing_support_once_the_others_are_closed(self) -> None:
        closed = [
            StepCompleted(step=step, outcome="achieved", evidence=()) for step in (PICTURE, STRUCTURE, PLAN, TRAINING)
        ]

        assert MoveIntoEverydayWork in commands(*STAFFED, *closed)

    def test_is_a_contact_before_its_limit_is_passed(self) -> None:
        had = TODAY - timedelta(days=80)
        events = [*at(TODAY - timedelta(days=300), *STAFFED), *at(had, ContactHad(direction="both"))]
        found = [each for each in next_acts(*events) if each.link]

        assert [(LogContact, "contact")] == [(each.action.command, each.link.name) for each in found if each.link]

    def test_is_nothing_that_puts_a_late_step_off(self) -> None:
        long_ago = TODAY - timedelta(days=400)
        events: list[Event | Dated] = [*at(long_ago, *STAFFED, StepStarted(step=PICTURE)), ContactHad(direction="both")]
        first = next(each for each in next_acts(*events) if each.step is PICTURE)

        assert first.attention is not None
        assert first.attention.reason in {"step-overdue", "step-idle"}
        assert first.action.command is CommissionPicture

    def test_is_three_acts_at_most_and_each_once(self) -> None:
        for events in ([], JOINED, STAFFED, [*JOINED, ACUTE], PICTURE_AT_WORK):
            found = [
                (each.action.command, tuple(each.action.fixed.items())) for each in next_acts(*REGISTERED, *events[1:])
            ]
            assert len(found) == len(set(found)) <= 3

    def test_is_for_a_contact_person_what_they_may_do_themselves(self) -> None:
        found = next_acts(*STAFFED, StepStarted(step=PICTURE), by=CONTACT)

        assert [CommissionPicture] == [each.action.command for each in found]

    def test_is_going_on_while_the_journey_rests(self) -> None:
        rests = [*STAFFED, StepStarted(step=PICTURE), JourneyPaused(expected_until=TODAY - timedelta(days=5))]

        assert commands(*rests)[0] is ResumeJourney


class TestWhatWaits:
    def test_is_the_closing_of_the_step_in_progress_and_the_way_to_it(self) -> None:
        found = awaited(situation([*STAFFED, StepStarted(step=STRUCTURE)]))
        closing = next(each for each in found if each.step is STRUCTURE)

        assert (closing.action.command, closing.action.refusals[0].rule_id) == (CompleteStep, "E2")
        assert closing.way is not None
        assert closing.way.command is OpenReview

    def test_is_publishing_until_all_questions_are_answered(self) -> None:
        found = awaited(situation([*STAFFED, StepStarted(step=PICTURE), PictureCommissioned(question_set_version=1)]))

        assert (PublishPictureVersion, "R1", AnswerQuestion) in [
            (each.action.command, each.action.refusals[0].rule_id, each.way and each.way.command) for each in found
        ]

    def test_is_cleared_by_going_on_where_the_journey_rests(self) -> None:
        found = awaited(situation([*STAFFED, StepStarted(step=PICTURE), JourneyPaused()]))

        assert {ResumeJourney} == {each.way.command for each in found if each.way}
        assert found

    def test_is_nothing_that_is_done_already_or_somebody_else_s(self) -> None:
        for by in (COORDINATOR, CONTACT):
            found = awaited(situation([*STAFFED, MovedIntoEverydayWork()], by))
            assert not {"L3", "L8", "R8"} & {rule.rule_id for each in found for rule in each.action.refusals}

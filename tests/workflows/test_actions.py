"""What may be done now, for whom, and why the rest may not (C3)."""

from typing import Any

import pytest

from domain.action_plan.commands import AdoptPlan
from domain.aggregates import RULES, USER_RULES
from domain.audit_case.commands import OpenAuditCase
from domain.contact.commands import AppointContact, EndContact, HandOverContact
from domain.journey.commands import CompleteStep, RemindOfPauseEnd, StartStep
from domain.messages import COMMANDS, Command, Event
from domain.municipality.commands import CorrectEntry, JoinMunicipality, RegisterMunicipality
from domain.people import Actor
from domain.scope import Scope
from domain.situation_picture.commands import AnswerQuestion, CommissionPicture, PublishPictureVersion
from domain.support.commands import LogContact, PlanVisit
from domain.training.commands import MarkTargetGroupNotRelevant
from domain.values import Step
from tests.support.given import REFERENCE, event_id, given
from tests.support.histories import (
    ASSIGNMENT,
    CASE_ID,
    EXAMPLES,
    JOINED,
    LEFT,
    OPENED,
    OTHER_ASSIGNMENT,
    PAUSE_OVERDUE,
    PICTURE_AT_WORK,
    PLAN_AT_WORK,
    QUESTIONS,
    appointed,
    giver,
)
from tests.support.people import ADMINISTRATOR, AUDITOR, BY_ROLE, CONTACT, COORDINATOR, ELSEWHERE, HERE, MANAGER
from workflows.actions.action import Action
from workflows.actions.actions import Actions

TWO = [*JOINED, appointed(), appointed(OTHER_ASSIGNMENT)]


def actions(history: list[Event], by: Actor = COORDINATOR) -> list[Action]:
    """Return what may be done in the municipality, then in the county."""
    story = given(*history)
    offered = Actions(story.store, story.clock, REFERENCE).offered
    return [*offered(Scope.of(HERE.scb_code), by), *offered(Scope.of(HERE.county_code), by)]


def action(kind: type[Command], history: list[Event], by: Actor = COORDINATOR, **fixed: str) -> Action:
    return next(each for each in actions(history, by) if each.command is kind and dict(each.fixed) == fixed)


class TestActions:
    def test_list_every_command_but_those_of_contacts_and_cases_that_do_not_exist(self) -> None:
        missing = {each for each in COMMANDS.values() if each.aggregate in {"contact", "audit-case"}}
        missing -= {AppointContact, OpenAuditCase}

        assert {each.command for each in actions([])} == {*USER_RULES} - missing

    def test_begin_with_the_municipality_itself(self) -> None:
        allowed = [each.command for each in actions([]) if each.verdict == "allowed"]

        assert allowed[0] is RegisterMunicipality
        assert {each.aggregate for each in allowed} == {"municipality", "contact", "support", "programme"}

    def test_list_a_step_at_a_time(self) -> None:
        listed = [each for each in actions(OPENED) if each.command is StartStep]

        assert [each.fixed for each in listed] == [{"step": step.value} for step in Step]
        assert [each.verdict for each in listed] == ["allowed"] * 4 + ["refused"]

    def test_list_an_assignment_at_a_time(self) -> None:
        listed = [each for each in actions(TWO) if each.command is EndContact]

        assert [each.fixed["assignment_id"] for each in listed] == [str(ASSIGNMENT), str(OTHER_ASSIGNMENT)]
        assert [each.stream for each in listed] == [
            f"contact/1715/{ASSIGNMENT}",
            f"contact/1715/{OTHER_ASSIGNMENT}",
        ]

    @pytest.mark.parametrize("command", [StartStep, EndContact, PublishPictureVersion])
    def test_of_one_command_are_the_same_as_among_all(self, command: type[Command]) -> None:
        story = given(*TWO)
        alone = Actions(story.store, story.clock, REFERENCE).offered(Scope.of(HERE.scb_code), COORDINATOR, [command])

        assert alone
        assert alone == [each for each in actions(TWO) if each.command is command]

    def test_say_which_rules_refuse(self) -> None:
        refused = action(PublishPictureVersion, PICTURE_AT_WORK)

        assert refused.verdict == "refused"
        assert [each.rule_id for each in refused.refusals] == ["R1"]
        assert refused.refusals[0].params["count"] == len(QUESTIONS)

    def test_say_all_of_them(self) -> None:
        assert [each.rule_id for each in action(AdoptPlan, [], MANAGER).refusals] == ["L8", "L1", "L2", "R2"]

    def test_say_what_may_be_overridden_by_whom(self) -> None:
        assert action(AdoptPlan, PLAN_AT_WORK).verdict == "overridable"
        assert action(AdoptPlan, PLAN_AT_WORK, CONTACT).verdict == "refused"

    def test_say_what_may_be_chosen(self) -> None:
        assert action(AnswerQuestion, PICTURE_AT_WORK).choices == {"question_code": QUESTIONS}
        assert action(CommissionPicture, JOINED).choices == {"question_set_version": ("2", "1")}
        assert action(HandOverContact, TWO, assignment_id=str(ASSIGNMENT)).choices == {
            "to_assignment": (str(OTHER_ASSIGNMENT),)
        }

    def test_offer_no_choices_where_the_command_is_refused(self) -> None:
        assert action(AnswerQuestion, JOINED).choices == {}

    def test_offer_the_streams_entries_for_correction(self) -> None:
        assert action(CorrectEntry, JOINED).choices == {"target_event_id": (str(event_id(1)), str(event_id(2)))}

    def test_say_from_which_list_the_reason_comes(self) -> None:
        assert action(MarkTargetGroupNotRelevant, JOINED).reasons == "not-relevant-reasons"
        assert action(LogContact, JOINED).reasons == "entry-reasons"

    def test_say_which_rules_the_fields_must_meet(self) -> None:
        assert action(PlanVisit, []).needs == ("L4", "L5", "L3")

    def test_say_the_version_that_they_were_judged_at(self) -> None:
        judged = action(JoinMunicipality, LEFT)

        assert (judged.stream, judged.version) == ("municipality/1715", 3)


class TestPeople:
    def test_without_commands_may_do_nothing(self) -> None:
        for actor in (MANAGER, AUDITOR):
            found = [each for each in actions(JOINED, actor) if each.command.aggregate != "audit-case"]
            assert {each.verdict for each in found} == {"refused"}

    def test_may_do_nothing_in_another_municipality(self) -> None:
        stranger = CONTACT.model_copy(update={"municipality": ELSEWHERE.scb_code})

        assert {each.verdict for each in actions(JOINED, stranger)} == {"refused"}

    def test_who_read_nothing_of_the_work_are_not_told_how_it_stands(self) -> None:
        def told(history: list[Event]) -> list[Action]:
            return [
                each for each in actions(history, ADMINISTRATOR) if ADMINISTRATOR.role not in RULES[each.command].roles
            ]

        assert told(OPENED)
        assert told([]) == told(OPENED) == told(PLAN_AT_WORK) == told(LEFT)

    def test_who_may_give_a_command_are_told_why_it_is_refused(self) -> None:
        assert [each.rule_id for each in action(RegisterMunicipality, OPENED, ADMINISTRATOR).refusals] == ["L3"]


class TestTheSystemsOwn:
    def test_is_in_nobody_s_list(self) -> None:
        own = RULES.keys() - USER_RULES.keys()

        assert RemindOfPauseEnd in own
        for actor in BY_ROLE.values():
            assert not own & {each.command for each in actions(PAUSE_OVERDUE, actor)}


class TestTheExamples:
    @pytest.mark.parametrize("kind", [each for each in EXAMPLES if each in USER_RULES], ids=lambda kind: kind.name)
    def test_are_listed_as_allowed(self, kind: type[Command]) -> None:
        example = EXAMPLES[kind]
        subject = RULES[kind].subject
        fixed: dict[str, Any] = {subject: str(getattr(example.command, subject))} if subject else {}
        if kind.aggregate == "contact" and kind is not AppointContact:
            fixed = {"assignment_id": str(ASSIGNMENT)}
        if kind.aggregate == "audit-case" and kind is not OpenAuditCase:
            fixed = {"case_id": str(CASE_ID)}

        assert action(kind, example.history, giver(kind), **fixed).verdict == "allowed"

    def test_of_a_criterion_not_met_is_listed_as_overridable(self) -> None:
        started = [*OPENED, *EXAMPLES[StartStep].events]

        assert action(CompleteStep, started, step=Step.SITUATION_PICTURE.value).verdict == "overridable"

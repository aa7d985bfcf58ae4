from functools import reduce

import pytest

from domain.messages import Event
from domain.training.commands import (
    AgreeCascade,
    CancelSession,
    CorrectEntry,
    DesignateKeyFunction,
    HoldSession,
    IdentifyTargetGroup,
    MarkTargetGroupNotRelevant,
    PlanSession,
    SetStagePlan,
)
from domain.training.events import SessionCancelled, StagePlanSet, TargetGroupIdentified, TargetGroupMarkedNotRelevant
from domain.training.state import Training, evolve
from tests.support.histories import (
    EARLY_GROUP,
    EXAMPLES,
    JOINED,
    KEY_FUNCTION,
    REGISTERED,
    SESSION,
    UNKNOWN,
    WITH_SESSION,
    accepted,
    ask,
    ask_handler,
    held_session,
)
from tests.support.people import TODAY

CANCELLED: list[Event] = [*WITH_SESSION, SessionCancelled(session_id=SESSION, cause="moved")]
HELD: list[Event] = [*WITH_SESSION, held_session()]


class TestSetStagePlan:
    def test_may_be_set_anew(self) -> None:
        accepted(SetStagePlan, [*JOINED, StagePlanSet(stages=("deep",))])

    def test_is_refused_to_one_that_has_not_joined(self) -> None:
        ask(SetStagePlan, REGISTERED).refused("L1")


class TestIdentifyTargetGroup:
    def test_may_be_identified_anew(self) -> None:
        late = TargetGroupIdentified.model_validate({**EARLY_GROUP.model_dump(), "early_contact": False})

        accepted(IdentifyTargetGroup, [*JOINED, late])

    def test_is_refused_to_one_that_has_not_joined(self) -> None:
        ask(IdentifyTargetGroup, REGISTERED).refused("L1")


class TestMarkTargetGroupNotRelevant:
    def test_is_accepted_with_a_reason(self) -> None:
        accepted(MarkTargetGroupNotRelevant)

    def test_is_refused_without_one(self) -> None:
        ask(MarkTargetGroupNotRelevant, reason=None).refused("L4", field="reason")

    def test_is_refused_a_second_time_in_the_same_part(self) -> None:
        marked = [*JOINED, *EXAMPLES[MarkTargetGroupNotRelevant].events]

        ask(MarkTargetGroupNotRelevant, marked).refused("L3", field="group_code")
        assert not ask(MarkTargetGroupNotRelevant, marked, marked_as="early_contact_group").refusals

    def test_holds_until_the_group_is_identified_again(self) -> None:
        marked = TargetGroupMarkedNotRelevant(group_code=EARLY_GROUP.group_code, marked_as="early_contact_group")
        again = reduce(lambda state, event: evolve(state, event, TODAY), [EARLY_GROUP, marked, EARLY_GROUP], Training())

        assert "early-contact" in again.lacks()


class TestDesignateKeyFunction:
    def test_is_accepted(self) -> None:
        accepted(DesignateKeyFunction)

    def test_is_refused_a_second_time(self) -> None:
        ask(DesignateKeyFunction, [*JOINED, KEY_FUNCTION]).refused("L3", field="function_code")


class TestPlanSession:
    def test_is_accepted(self) -> None:
        accepted(PlanSession)

    @pytest.mark.parametrize("history", [WITH_SESSION, HELD, CANCELLED])
    def test_is_refused_under_an_id_that_is_taken(self, history: list[Event]) -> None:
        ask(PlanSession, history).refused("L3", field="session_id")


class TestHoldSession:
    def test_is_accepted_of_a_planned_session(self) -> None:
        accepted(HoldSession)

    @pytest.mark.parametrize("history", [JOINED, HELD, CANCELLED])
    def test_is_refused_where_none_is_planned(self, history: list[Event]) -> None:
        ask(HoldSession, history).refused("L4", field="session_id")

    def test_is_refused_of_an_unknown_session(self) -> None:
        ask(HoldSession, WITH_SESSION, session_id=UNKNOWN).refused("L4", field="session_id")

    def test_is_refused_where_nobody_came(self) -> None:
        ask(HoldSession, headcount_by_group={"school-staff": "0"}).refused("L4", field="headcount_by_group")


class TestCancelSession:
    def test_is_accepted_of_a_planned_session(self) -> None:
        accepted(CancelSession, WITH_SESSION)

    @pytest.mark.parametrize("history", [JOINED, HELD, CANCELLED])
    def test_is_refused_where_none_is_planned(self, history: list[Event]) -> None:
        ask(CancelSession, history).refused("L4", field="session_id")


class TestAgreeCascade:
    def test_is_accepted(self) -> None:
        accepted(AgreeCascade)

    def test_is_refused_to_one_that_has_not_joined(self) -> None:
        ask(AgreeCascade, REGISTERED).refused("L1")


class TestCorrectEntry:
    def test_is_accepted_while_nothing_depends_on_the_entry(self) -> None:
        accepted(CorrectEntry)

    def test_is_refused_while_a_held_session_depends_on_the_plan(self) -> None:
        ask_handler(CorrectEntry, HELD).refused("L9")

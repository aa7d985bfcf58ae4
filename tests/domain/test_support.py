from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.messages import Event
from domain.support.commands import (
    CorrectEntry,
    DeliverGuidance,
    HoldVisit,
    LogContact,
    MeetNeed,
    NoteNeed,
    PlanVisit,
    RequestGuidance,
)
from domain.support.events import ContactHad, GuidanceDelivered, NeedMet, NeedNoted, VisitHeld, VisitPlanned
from tests.support.deciding import given
from tests.support.given import at
from tests.support.histories import ASKED, NEXT_YEAR, REQUEST, UNKNOWN, VISIT, accepted, ask, ask_handler
from tests.support.people import TODAY

PLANNED: list[Event] = [VisitPlanned(visit_id=VISIT, planned_on=NEXT_YEAR)]
HELD: list[Event] = [VisitHeld(visit_id=VISIT, functions_met=(), needs=("basic-training",))]
NEEDED: list[Event] = [NeedNoted(need_code="basic-training")]
ANSWER = DeliverGuidance(request_id=REQUEST, form="telephone")


class TestPlanVisit:
    def test_is_accepted(self) -> None:
        accepted(PlanVisit)

    def test_is_refused_under_an_id_that_is_taken(self) -> None:
        ask(PlanVisit, PLANNED).refused("L3", field="visit_id")


class TestHoldVisit:
    def test_is_accepted_planned_or_not(self) -> None:
        accepted(HoldVisit, PLANNED)
        accepted(HoldVisit, [])

    def test_is_refused_a_second_time(self) -> None:
        ask(HoldVisit, HELD).refused("L3", field="visit_id")

    def test_is_of_somebody_since_it_ends_the_silence(self) -> None:
        with pytest.raises(ValidationError, match="functions_met"):
            HoldVisit(visit_id=VISIT, functions_met=())


class TestNoteNeed:
    def test_is_accepted_again_once_the_need_was_met(self) -> None:
        accepted(NoteNeed, [*NEEDED, NeedMet(need_code="basic-training")])

    def test_is_refused_while_the_need_is_known(self) -> None:
        ask(NoteNeed, NEEDED).refused("L3", field="need_code")


class TestMeetNeed:
    def test_is_accepted_of_a_need_that_a_visit_showed(self) -> None:
        accepted(MeetNeed, HELD)

    def test_is_refused_of_a_need_that_nobody_noted(self) -> None:
        ask(MeetNeed, []).refused("L4", field="need_code")
        ask(MeetNeed, NEEDED, need_code="deep-training").refused("L4", field="need_code")


class TestRequestGuidance:
    def test_is_accepted(self) -> None:
        accepted(RequestGuidance)

    def test_is_refused_under_an_id_that_is_taken(self) -> None:
        answered = GuidanceDelivered(request_id=REQUEST, response_band="same-day", form="telephone")

        ask(RequestGuidance, [ASKED]).refused("L3", field="request_id")
        ask(RequestGuidance, [ASKED, answered]).refused("L3", field="request_id")


class TestDeliverGuidance:
    @pytest.mark.parametrize(
        ("days", "band"),
        [
            (0, "same-day"),
            (1, "1-2-days"),
            (2, "1-2-days"),
            (3, "3-5-days"),
            (5, "3-5-days"),
            (7, "3-5-days"),
            (8, "6-10-days"),
            (14, "6-10-days"),
            (15, "over-10-days"),
        ],
    )
    def test_says_within_how_many_working_days(self, days: int, band: str) -> None:
        story = given(*at(TODAY - timedelta(days=28), ASKED))
        story.when(ANSWER, on=TODAY - timedelta(days=28 - days)).then(
            GuidanceDelivered.model_validate({"request_id": REQUEST, "response_band": band, "form": "telephone"})
        )

    def test_is_refused_without_a_request(self) -> None:
        ask(DeliverGuidance, []).refused("L4", field="request_id")
        ask(DeliverGuidance, [ASKED], request_id=UNKNOWN).refused("L4", field="request_id")

    def test_is_refused_before_the_request(self) -> None:
        given(*at(TODAY, ASKED)).when(ANSWER, on=TODAY - timedelta(days=1)).refused("L5", field="occurred_on")


class TestLogContact:
    def test_is_accepted(self) -> None:
        accepted(LogContact)

    def test_says_its_direction(self) -> None:
        with pytest.raises(ValidationError):
            LogContact.model_validate({})

    def test_is_refused_when_it_has_not_happened_yet(self) -> None:
        ask(LogContact, on=TODAY + timedelta(days=1)).refused("L5")


class TestCorrectEntry:
    def test_replaces_a_field(self) -> None:
        accepted(CorrectEntry)

    def test_is_refused_where_there_is_nothing_to_correct(self) -> None:
        ask_handler(CorrectEntry, []).refused("L4")

    def test_is_refused_with_a_field_that_the_entry_has_not(self) -> None:
        ask_handler(CorrectEntry, [ContactHad(direction="out")], correction={"colour": "red"}).refused("L4")

"""An entry was wrong: it and its correction both stay, and what is folded is the corrected (C7)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.action_plan.events import PlanAdopted
from domain.aggregates import AGGREGATES
from domain.calendar import add_months
from domain.contact.commands import CorrectEntry as CorrectContact
from domain.contact.commands import EndContact, HandOverContact
from domain.contact.events import ContactEnded, ContactFunctionChanged, ContactHandedOver
from domain.contact.rules import CONTACT as CONTACT_AGGREGATE
from domain.correction import CorrectionCommand, effective
from domain.facts import State
from domain.messages import Event
from domain.municipality.commands import CorrectEntry as CorrectMunicipality
from domain.situation_picture.commands import CorrectEntry as CorrectPicture
from domain.situation_picture.events import DigestForm, PictureVersionPublished
from domain.situation_picture.events import EntryCorrected as PictureEntryCorrected
from domain.situation_picture.state import SituationPicture
from domain.support.commands import CorrectEntry, HoldVisit
from domain.support.events import ContactHad, GuidanceDelivered, NeedNoted, VisitHeld
from domain.support.events import EntryCorrected as SupportEntryCorrected
from domain.support.state import Support
from tests.support.given import Dated, Story, at, event_id, given, recorded
from tests.support.histories import (
    ASKED,
    ASSIGNMENT,
    DIGEST,
    JOINED,
    OTHER_ASSIGNMENT,
    PICTURE_PUBLISHED,
    PICTURE_READY,
    PLAN_READY,
    REQUEST,
    REVIEW_DUE,
    UNKNOWN,
    VISIT,
    WITH_FINDING,
    answered,
    appointed,
)
from tests.support.people import LONG_AGO, TODAY

CALL = ContactHad(direction="out")
NEED = NeedNoted(need_code="plan-support")


def correct(story: Story, command: CorrectionCommand) -> Story:
    return story.when(command, reason="typing-error")


def void(number: int) -> CorrectEntry:
    return CorrectEntry(target_event_id=event_id(number), voids=True)


def support(story: Story) -> Support:
    history = story.store.load("support/1715")
    state = AGGREGATES["support"].fold(effective(history))
    assert isinstance(state, Support)
    return state


class TestVoiding:
    def test_takes_the_entry_out_of_what_is_folded_but_not_out_of_the_log(self) -> None:
        story = correct(given(NEED, CALL), void(1))

        assert support(story).needs == frozenset()
        assert [each.event for each in story.store.load("support/1715")][:2] == [NEED, CALL]

    def test_is_refused_a_second_time(self) -> None:
        correct(correct(given(NEED, CALL), void(1)), void(1)).refused("L3", field="target_event_id")

    def test_can_itself_be_voided_which_restores_the_entry(self) -> None:
        story = correct(given(NEED, CALL), void(1))
        voiding = story.store.load("support/1715")[-1].envelope.event_id
        correct(story, CorrectEntry(target_event_id=voiding, voids=True))

        assert support(story).needs == {"plan-support"}

    def test_of_the_only_entry_can_be_taken_back_too(self) -> None:
        story = correct(given(NEED), void(1))
        voiding = story.store.load("support/1715")[-1].envelope.event_id
        correct(story, CorrectEntry(target_event_id=voiding, voids=True)).then(
            SupportEntryCorrected(target_event_id=voiding, voids=True)
        )

        assert support(story).needs == {"plan-support"}

    def test_and_restoring_may_go_on_for_ever(self) -> None:
        story = given(NEED, CALL)
        target = event_id(1)
        for _ in range(4):
            correct(story, CorrectEntry(target_event_id=target, voids=True))
            target = story.store.load("support/1715")[-1].envelope.event_id
        correct(story, void(1))

        assert not story.refusals
        assert support(story).needs == frozenset()

    def test_of_a_correction_that_was_voided_is_refused(self) -> None:
        story = correct(given(NEED, CALL), void(1))
        voiding = story.store.load("support/1715")[-1].envelope.event_id
        correct(story, CorrectEntry(target_event_id=voiding, voids=True))

        correct(story, CorrectEntry(target_event_id=voiding, voids=True)).refused("L3")


class TestReplacing:
    def test_gives_the_entry_other_fields(self) -> None:
        command = CorrectEntry(target_event_id=event_id(1), correction={"need_code": "deep-training"})
        story = correct(given(NEED), command)

        assert support(story).needs == {"deep-training"}

    def test_gives_the_entry_another_day(self) -> None:
        day = LONG_AGO - timedelta(days=3)
        story = correct(given(CALL), CorrectEntry(target_event_id=event_id(1), corrected_on=day))

        assert [each.envelope.occurred_on for each in effective(story.store.load("support/1715"))] == [day]

    def test_gives_it_a_day_long_before_the_one_that_was_recorded(self) -> None:
        story = given(CALL)
        day = LONG_AGO - timedelta(days=100)

        correct(story, CorrectEntry(target_event_id=event_id(1), corrected_on=day)).then(
            SupportEntryCorrected(target_event_id=event_id(1), voids=False, corrected_on=day)
        )

    def test_gives_it_no_day_before_what_it_is_about(self) -> None:
        day = LONG_AGO - timedelta(days=3)
        story = given(
            *JOINED,
            ASKED,
            GuidanceDelivered(request_id=REQUEST, response_band="same-day", form="telephone"),
        )

        delivered = event_id(len(JOINED) + 2)
        correct(story, CorrectEntry(target_event_id=delivered, corrected_on=day)).refused("L5", field="corrected_on")

    def test_brings_along_what_the_rules_made_of_the_entry(self) -> None:
        review_due = add_months(LONG_AGO - timedelta(days=40), 24)
        published = len(PICTURE_PUBLISHED)
        story = given(*at(LONG_AGO - timedelta(days=60), *PICTURE_READY), PICTURE_PUBLISHED[-1])
        day = LONG_AGO - timedelta(days=40)

        correct(story, CorrectPicture(target_event_id=event_id(published), corrected_on=day)).then(
            PictureEntryCorrected(
                target_event_id=event_id(published),
                voids=False,
                correction={"review_due_on": review_due.isoformat()},
                corrected_on=day,
            )
        )

    def test_lets_the_last_word_stand(self) -> None:
        story = given(CALL)
        for direction in ("in", "both"):
            correct(story, CorrectEntry(target_event_id=event_id(1), correction={"direction": direction}))

        assert [each.event for each in effective(story.store.load("support/1715"))] == [ContactHad(direction="both")]

    def test_is_refused_with_a_day_to_come(self) -> None:
        day = TODAY + timedelta(days=1)

        correct(given(CALL), CorrectEntry(target_event_id=event_id(1), corrected_on=day)).refused("L5")

    @pytest.mark.parametrize(
        "correction",
        [{"colour": "red"}, {"need_code": 7}, {"need_code": "no-such-code"}, {"need_code": None}],
    )
    def test_is_refused_with_what_the_entry_cannot_hold(self, correction: dict[str, Any]) -> None:
        correct(given(NEED), CorrectEntry(target_event_id=event_id(1), correction=correction)).refused("L4")

    def test_is_refused_of_an_entry_that_is_not_there(self) -> None:
        correct(given(CALL), CorrectEntry(target_event_id=UNKNOWN, voids=True)).refused("L4", field="target_event_id")

    def test_is_refused_of_a_correction_which_can_only_be_voided(self) -> None:
        voided = SupportEntryCorrected(target_event_id=event_id(1), voids=True)
        command = CorrectEntry(target_event_id=event_id(2), correction={"voids": False})

        correct(given(CALL, voided), command).refused("L4")

    @pytest.mark.parametrize(
        "fields", [{}, {"voids": True, "correction": {"direction": "in"}}, {"voids": True, "corrected_on": TODAY}]
    )
    def test_goes_not_together_with_voiding_nor_does_nothing(self, fields: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            CorrectEntry(target_event_id=event_id(1), **fields)

    @pytest.mark.parametrize("text", ["Anna Andersson", "anna andersson", "Se anteckning", "a@b.se"])
    def test_has_no_room_for_a_name(self, text: str) -> None:
        with pytest.raises(ValidationError):
            CorrectEntry(target_event_id=event_id(1), correction={"direction": text})

    def test_is_refused_by_what_the_entry_s_own_command_would_not_take(self) -> None:
        story = given(VisitHeld(visit_id=VISIT, functions_met=("principal",), needs=()))
        nobody = CorrectEntry(target_event_id=event_id(1), correction={"functions_met": ()})

        correct(story, nobody).refused("L4", field="correction")


class TestDependants:
    def test_in_the_same_stream_are_named(self) -> None:
        story = correct(given(*PICTURE_PUBLISHED), CorrectPicture(target_event_id=event_id(3), voids=True))

        story.refused("L9", field="target_event_id")
        assert "situation-picture.picture-version-published.v2 2026-01-12" in story.refusals[0].params["dependants"]  # type: ignore[operator]

    @pytest.mark.parametrize("change", [{"voids": True}, {"correction": {"question_set_version": 9}}])
    def test_are_looked_for_also_where_the_entry_was_corrected_before(self, change: dict[str, Any]) -> None:
        earlier = CorrectPicture(target_event_id=event_id(3), corrected_on=LONG_AGO - timedelta(days=1))
        again = CorrectPicture.model_validate({"target_event_id": event_id(3), **change})
        early = at(LONG_AGO - timedelta(days=2), *PICTURE_READY[:2])
        correct(correct(given(*early, *PICTURE_READY[2:]), earlier), again).refused("L9", field="target_event_id")

    @pytest.mark.parametrize("form", get_args(DigestForm))
    def test_are_only_those_that_come_out_otherwise_whatever_form_their_digest_has(self, form: DigestForm) -> None:
        ready = list(PICTURE_READY)
        (place,) = [number for number, each in enumerate(ready, 1) if each == answered("weaknesses")]
        published = PictureVersionPublished(version=1, review_due_on=REVIEW_DUE, digest=DIGEST, digest_form=form)
        story = given(*ready, published)

        unseen = CorrectPicture(target_event_id=event_id(place), correction={"source_type": "police"})
        correct(story, unseen).then(
            PictureEntryCorrected(target_event_id=event_id(place), voids=False, correction={"source_type": "police"})
        )
        seen = CorrectPicture(target_event_id=event_id(place), correction={"assessment": "mixed"})
        correct(given(*ready, published), seen).refused("L9", field="target_event_id")

    def test_across_streams_are_named(self) -> None:
        story = given(*PLAN_READY, PlanAdopted(body="municipal-council"))
        published = len(PICTURE_PUBLISHED)
        corrected_story = correct(story, CorrectPicture(target_event_id=event_id(published), voids=True))

        corrected_story.refused("L9")
        assert "action-plan.plan-adopted.v1 2026-01-12" in corrected_story.refusals[0].params["dependants"]  # type: ignore[operator]

    def test_are_looked_for_in_a_time_that_grows_with_the_history_and_not_with_its_square(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        support = AGGREGATES["support"]
        folded: list[Event] = []

        def evolve(state: State, event: Event, on: date) -> State:
            folded.append(event)
            return support.evolve(state, event, on)

        monkeypatch.setitem(AGGREGATES, "support", replace(support, evolve=evolve))

        def folds(entries: int) -> int:
            folded.clear()
            correct(given(*[CALL] * entries), void(1))
            return len(folded)

        assert folds(200) < 3 * folds(100)

    def test_are_gone_once_they_are_voided_themselves(self) -> None:
        story = given(NEED, VisitHeld(visit_id=VISIT, functions_met=(), needs=()))

        correct(correct(story, void(2)), void(1))
        assert not story.refusals
        assert not story.when(HoldVisit(visit_id=VISIT, functions_met=("principal",))).refusals

    def test_are_not_refused_for_what_is_asked_of_new_ones_alone(self) -> None:
        story = given(NEED, VisitHeld(visit_id=VISIT, functions_met=(), needs=("deep-training",)))

        assert not correct(story, void(1)).refusals
        assert not correct(
            story, CorrectEntry(target_event_id=event_id(2), correction={"needs": ("basic-training",)})
        ).refusals

    def test_of_joining_are_everything_that_members_do(self) -> None:
        correct(given(*WITH_FINDING), CorrectMunicipality(target_event_id=event_id(2), voids=True)).refused("L9")

    def test_are_judged_by_what_was_known_when_they_were_entered(self) -> None:
        later: list[Event | Dated] = [*JOINED, *at(LONG_AGO, appointed(OTHER_ASSIGNMENT)), appointed()]
        story = given(*later, ContactHandedOver(to_assignment=OTHER_ASSIGNMENT, open_items=()))
        stream = CONTACT_AGGREGATE.stream("1715", str(ASSIGNMENT))
        assert len(story.store.load(stream)) == 2

        command = CorrectContact(
            assignment_id=ASSIGNMENT, target_event_id=event_id(4), correction={"function": "fire-chief"}
        )
        correct(story, command)
        assert not story.refusals

    def test_are_not_those_who_only_came_later(self) -> None:
        changed = ContactFunctionChanged(function="fire-chief", org_unit="rescue-service")
        story = given(*JOINED, appointed(), changed, ContactEnded(cause="retired"))
        command = CorrectContact(assignment_id=ASSIGNMENT, target_event_id=event_id(4), voids=True)

        correct(story, command)
        assert not story.refusals

    def test_are_not_the_handover_to_someone_whose_assignment_ended_later(self) -> None:
        story = given(*JOINED, appointed(OTHER_ASSIGNMENT), appointed())
        story.when(HandOverContact(assignment_id=ASSIGNMENT, to_assignment=OTHER_ASSIGNMENT))
        story.when(EndContact(assignment_id=OTHER_ASSIGNMENT, cause="retired"))
        command = CorrectContact(
            assignment_id=ASSIGNMENT, target_event_id=event_id(4), correction={"function": "fire-chief"}
        )

        assert not correct(story, command).refusals

    def test_are_the_handover_to_an_assignment_that_never_was(self) -> None:
        story = given(*JOINED, appointed(OTHER_ASSIGNMENT), appointed())
        story.when(HandOverContact(assignment_id=ASSIGNMENT, to_assignment=OTHER_ASSIGNMENT))
        command = CorrectContact(assignment_id=OTHER_ASSIGNMENT, target_event_id=event_id(3), voids=True)

        correct(story, command).refused("L9")


class TestEffective:
    @settings(derandomize=True, max_examples=100, deadline=None)
    @forall(
        number=st.integers(min_value=0, max_value=len(PICTURE_READY) - len(JOINED) - 2),
        restore=st.booleans(),
    )
    def test_is_the_history_without_what_was_voided(self, number: int, *, restore: bool) -> None:
        events: list[Event] = PICTURE_READY[len(JOINED) :]
        target = event_id(number + 2)
        corrections: list[Event] = [PictureEntryCorrected(target_event_id=target, voids=True)]
        if restore:
            corrections.append(PictureEntryCorrected(target_event_id=event_id(len(events) + 1), voids=True))
        kept = events if restore else [each for n, each in enumerate(events) if n != number + 1]

        fold = AGGREGATES["situation-picture"].fold
        expected = fold(recorded(kept))
        assert isinstance(expected, SituationPicture)
        assert expected == replace(fold(effective(recorded([*events, *corrections]))), entries=expected.entries)

"""What needs attention and from which day: the day before, on the day, and the day after."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from domain.standing import Cell, OpenItem, Pause, Standing, days_rested
from domain.values import Step
from workflows.attention.attention import attention
from workflows.attention.clocks import days_in_step, due_on, health
from workflows.attention.reason import Attention
from workflows.reference.definitions import load_definition

DEFINITION = load_definition()
DAY = date(2026, 3, 2)  # a Monday
PICTURE, REVIEW, PLAN, TRAINING, SUPPORT = Step


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def ahead(days: int) -> date:
    return DAY + timedelta(days=days)


def standing(**facts: Any) -> Standing:
    """Return a municipality in good order, but for these facts."""
    return TypeAdapter(Standing).validate_python(
        {
            "scb_code": "1715",
            "name": "Kil",
            "county_code": "17",
            "membership": "joined",
            "joined_on": ago(30),
            "journey_opened_on": ago(30),
            "assignments": ("a",),
            "national_assignments": ("a",),
            "last_contact_on": DAY,
            "last_visit_on": DAY,
        }
        | facts
    )


def item(kind: str, **facts: Any) -> OpenItem:
    known: dict[str, Any] = {"scb_code": "1715", "kind": kind, "ref": "r", "since": DAY, "event_id": "e"}
    return OpenItem(**known | facts)


def found(facts: Standing, *items: OpenItem, day: date = DAY) -> list[tuple[str, str]]:
    return [(each.reason, each.severity) for each in attention(facts, items, DEFINITION, day)]


def in_step(step: Step = PICTURE, **facts: Any) -> dict[Step, Cell]:
    known = {"status": "in_progress", "started_on": DAY, "last_on": DAY}
    return {step: TypeAdapter(Cell).validate_python(known | facts)}


def settled(**facts: Any) -> Standing:
    return standing(**{"plan_settled": "adopted", "plan_settled_on": ago(1), "plan_local_ties": 1} | facts)


class TestAMunicipalityInGoodOrder:
    def test_needs_no_attention(self) -> None:
        assert not found(standing())

    @pytest.mark.parametrize("membership", ["outside", "left"])
    def test_or_outside_the_programme_neither(self, membership: str) -> None:
        assert not found(standing(membership=membership, assignments=(), last_contact_on=ago(999)))


class TestPeople:
    def test_none_is_red_from_the_day_of_joining(self) -> None:
        (missing,) = attention(standing(assignments=()), [], DEFINITION, DAY)

        assert missing == Attention("1715", "no-contact-person", "red", ago(30))

    def test_another_than_the_national_one_is_told(self) -> None:
        assert found(standing(national_assignments=("b",))) == [("national-contact-differs", "info")]
        assert not found(standing(assignments=("a", "b"), national_assignments=("b",)))


class TestTheJourney:
    def test_not_opened_is_told(self) -> None:
        assert found(standing(journey_opened_on=None)) == [("journey-not-opened", "amber")]

    @pytest.mark.parametrize(("until", "reasons"), [(1, []), (0, ["pause-ended"]), (-1, ["pause-ended"])])
    def test_resting_longer_than_expected_is_told(self, until: int, reasons: list[str]) -> None:
        resting = standing(paused_on=ago(9), paused_until=ahead(until))

        assert [reason for reason, _ in found(resting)] == reasons

    def test_resumed_is_not(self) -> None:
        assert not found(standing(paused_until=ago(1)))


class TestAStep:
    @pytest.mark.parametrize(("started", "is_late"), [(89, False), (90, False), (91, True)])
    def test_target_is_counted_in_days(self, started: int, *, is_late: bool) -> None:
        late = standing(steps=in_step(started_on=ago(started)))

        assert (("step-overdue", "amber") in found(late)) is is_late

    @pytest.mark.parametrize(("due", "is_late"), [(1, False), (0, False), (-1, True)])
    def test_own_day_goes_before_the_target(self, due: int, *, is_late: bool) -> None:
        assert found(standing(steps=in_step(due_on=ahead(due)))) == ([("step-overdue", "amber")] if is_late else [])

    def test_day_moves_by_the_time_that_the_journey_rested(self) -> None:
        rested = standing(steps=in_step(started_on=ago(95), rested=5, due_rested=5))

        assert due_on(rested, PICTURE, DEFINITION, DAY) == DAY
        assert found(rested) == []
        assert found(rested, day=ahead(1)) == [("step-overdue", "amber")]
        assert days_in_step(rested, PICTURE, DAY) == 90

    def test_clock_stands_still_while_the_journey_rests(self) -> None:
        resting = standing(steps=in_step(started_on=ago(200), last_on=ago(200)), paused_on=ago(80))

        assert not found(resting)
        assert days_in_step(resting, PICTURE, DAY) == days_in_step(resting, PICTURE, ahead(50)) == 120

    def test_block_is_red_until_it_is_taken_away(self) -> None:
        assert found(standing(steps=in_step(blocked_by="no-mandate"))) == [("step-blocked", "red")]
        assert not found(standing(steps=in_step(blocked_by=None)))

    @pytest.mark.parametrize(("last", "is_idle"), [(89, False), (90, False), (91, True)])
    def test_silence_is_told(self, last: int, *, is_idle: bool) -> None:
        idle = standing(steps=in_step(TRAINING, started_on=ago(100), last_on=ago(last)))

        assert found(idle) == ([("step-idle", "amber")] if is_idle else [])

    def test_silence_does_not_count_the_time_that_the_journey_rested(self) -> None:
        assert not found(standing(steps=in_step(TRAINING, started_on=ago(91), last_on=ago(91), idle_rested=1)))

    def test_end_clears_everything(self) -> None:
        assert not found(standing(steps=in_step(status="achieved", started_on=ago(400), last_on=ago(300))))

    def test_day_is_none_for_support_which_never_ends(self) -> None:
        assert not found(standing(steps=in_step(SUPPORT, started_on=ago(999), last_on=ago(999))))
        assert due_on(standing(steps=in_step(SUPPORT)), SUPPORT, DEFINITION, DAY) is None
        assert days_in_step(standing(), PICTURE, DAY) is None


class TestAPicture:
    @pytest.mark.parametrize(
        ("due", "reasons"),
        [
            (31, []),
            (30, [("picture-review-due", "info")]),
            (1, [("picture-review-due", "info")]),
            (0, [("picture-review-due", "info")]),
            (-1, [("picture-past-review", "red")]),
        ],
    )
    def test_is_never_static(self, due: int, reasons: list[tuple[str, str]]) -> None:
        assert found(standing(picture_version=1, picture_due_on=ahead(due))) == reasons


class TestAPlan:
    @pytest.mark.parametrize(
        ("day", "reasons"),
        [
            (date(2026, 2, 12), []),
            (date(2026, 2, 13), [("plan-review-due", "info")]),
            (date(2026, 3, 15), [("plan-review-due", "info")]),
            (date(2026, 3, 16), [("plan-past-review", "red")]),
        ],
    )
    @pytest.mark.parametrize(
        "facts",
        [
            {"plan_settled_on": date(2024, 3, 15)},
            {"plan_settled_on": date(2020, 1, 1), "plan_reviewed_on": date(2024, 3, 15)},
            {"plan_settled_on": date(2025, 1, 1), "plan_valid_until": date(2026, 3, 15)},
        ],
    )
    def test_is_reviewed_in_time(self, facts: dict[str, date], day: date, reasons: list[tuple[str, str]]) -> None:
        plan = settled(**facts, last_contact_on=day, last_visit_on=day)

        assert found(plan, day=day) == reasons

    def test_on_a_picture_that_gave_way_is_told(self) -> None:
        assert found(settled(picture_version=2, plan_picture_version=1)) == [("plan-on-superseded-picture", "amber")]
        assert not found(settled(picture_version=2, plan_picture_version=2))

    def test_without_anything_local_is_told(self) -> None:
        assert found(settled(plan_local_ties=0)) == [("plan-not-local", "info")]

    def test_under_work_is_left_in_peace(self) -> None:
        assert not found(settled(plan_local_ties=0, plan_settled_on=date(2020, 1, 1), plan_at_work=True))

    @pytest.mark.parametrize(("revisit", "reasons"), [(1, []), (0, ["plan-revisit-due"]), (-1, ["plan-revisit-due"])])
    def test_declined_is_looked_at_again(self, revisit: int, reasons: list[str]) -> None:
        sections = ("information_flow", "conduct_on_signs")
        plan = settled(plan_settled="declined", plan_revisit_on=ahead(revisit), plan_sections=sections)

        assert [reason for reason, _ in found(plan)] == reasons

    def test_declined_without_a_flow_is_told(self) -> None:
        plan = settled(plan_settled="declined", plan_sections=("information_flow",))

        assert found(plan) == [("plan-flow-unclear", "info")]


class TestSilence:
    @pytest.mark.parametrize(
        ("fact", "days", "reasons"),
        [
            ("last_contact_on", 90, []),
            ("last_contact_on", 91, [("contact-silence-amber", "amber")]),
            ("last_contact_on", 180, [("contact-silence-amber", "amber")]),
            ("last_contact_on", 181, [("contact-silence-red", "red")]),
            ("last_visit_on", 180, []),
            ("last_visit_on", 181, [("visit-gap-amber", "amber")]),
            ("last_visit_on", 365, [("visit-gap-amber", "amber")]),
            ("last_visit_on", 366, [("visit-gap-red", "red")]),
        ],
    )
    def test_is_told_past_its_limit(self, fact: str, days: int, reasons: list[tuple[str, str]]) -> None:
        assert found(standing(joined_on=ago(999), **{fact: ago(days)})) == reasons

    def test_is_counted_from_the_day_of_joining_at_the_earliest(self) -> None:
        assert not found(standing(joined_on=ago(90), last_contact_on=ago(300), last_visit_on=None))

    @pytest.mark.parametrize(("day", "is_stale"), [(date(2026, 3, 1), False), (DAY, False), (date(2026, 3, 3), True)])
    def test_after_training_is_told(self, day: date, *, is_stale: bool) -> None:
        trained = standing(last_training_on=date(2024, 3, 2))

        assert found(trained, day=day) == ([("training-stale", "amber")] if is_stale else [])


class TestWhatWaits:
    @pytest.mark.parametrize(
        ("days", "acute", "reasons"),
        [
            (0, False, [("guidance-waiting", "amber")]),
            (7, False, [("guidance-waiting", "amber")]),
            (8, False, [("guidance-overdue", "red")]),
            (0, True, [("guidance-waiting", "red")]),
            (1, True, [("guidance-waiting", "red")]),
            (2, True, [("guidance-overdue", "red")]),
        ],
    )
    def test_for_guidance_is_counted_in_working_days(
        self, days: int, *, acute: bool, reasons: list[tuple[str, str]]
    ) -> None:
        outside = standing(membership="outside")

        assert found(outside, item("guidance", acute=acute), day=ahead(days)) == reasons

    @pytest.mark.parametrize(
        ("kind", "reason"),
        [
            ("measure", "measure-overdue"),
            ("comment", "comment-overdue"),
            ("session", "session-past"),
            ("visit", "visit-past"),
        ],
    )
    def test_past_its_day_is_told(self, kind: str, reason: str) -> None:
        here = standing(plan_at_work=True, plan_opened_on=ago(60))
        assert not found(here, item(kind, due_on=ahead(1)))
        assert not found(here, item(kind, due_on=DAY))
        assert found(here, item(kind, due_on=ago(1))) == [(reason, "amber")]
        assert not found(standing(membership="left"), item(kind, due_on=ago(1)))

    def test_a_comment_is_not_waited_for_once_the_plan_is_settled_or_opened_anew(self) -> None:
        late = item("comment", due_on=ago(1), since=ago(30))
        assert not found(standing(plan_at_work=False, plan_opened_on=ago(60)), late)
        assert not found(standing(plan_at_work=True, plan_opened_on=ago(10)), late)

    def test_as_a_need_is_no_haste(self) -> None:
        assert found(standing(), item("need")) == [("need-open", "info")]


class TestTheOrder:
    def test_is_the_gravest_first_then_the_oldest(self) -> None:
        both = standing(assignments=(), journey_opened_on=None, plan_settled="adopted", plan_settled_on=ago(1))
        overdue = item("measure", due_on=ago(40))

        assert [severity for _, severity in found(both, overdue)] == ["red", "amber", "amber", "info"]
        assert found(both, overdue)[1][0] == "measure-overdue"


class TestPausedDays:
    def test_are_those_between_the_two_days(self) -> None:
        pauses = (Pause(from_day=ago(100), until=ago(90)), Pause(from_day=ago(5), until=DAY))

        assert days_rested(pauses, ago(95), DAY) == 5 + 5
        assert days_rested(pauses, ago(89), ago(6)) == 0


class TestHealth:
    def test_is_none_before_step_five(self) -> None:
        assert health(standing(), DEFINITION, DAY) is None

    @pytest.mark.parametrize(
        ("facts", "state"),
        [
            ({}, "active"),
            ({"last_contact_on": ago(90)}, "active"),
            ({"last_contact_on": ago(91)}, "at_risk"),
            ({"last_contact_on": ago(180)}, "at_risk"),
            ({"last_contact_on": ago(181)}, "dormant"),
            ({"last_visit_on": ago(180)}, "active"),
            ({"last_visit_on": ago(181)}, "at_risk"),
            ({"last_visit_on": ago(365)}, "at_risk"),
            ({"last_visit_on": ago(366)}, "dormant"),
            ({"picture_due_on": DAY}, "active"),
            ({"picture_due_on": ago(1)}, "at_risk"),
            ({"picture_due_on": None}, "at_risk"),
        ],
    )
    def test_has_three_states(self, facts: dict[str, Any], state: str) -> None:
        old = {"steps": in_step(SUPPORT, started_on=ago(999)), "joined_on": ago(999), "picture_due_on": ahead(9)}

        assert health(standing(**old | facts), DEFINITION, DAY) == state

    def test_begins_with_the_step(self) -> None:
        begun = standing(steps=in_step(SUPPORT), picture_due_on=DAY, last_contact_on=None, last_visit_on=None)

        assert health(begun, DEFINITION, DAY) == "active"

    @pytest.mark.parametrize(("joined", "state"), [(0, "active"), (90, "active"), (91, "at_risk"), (181, "dormant")])
    def test_begins_anew_where_a_municipality_has_come_back(self, joined: int, state: str) -> None:
        old = {"last_contact_on": ago(800), "last_visit_on": ago(800), "picture_due_on": ahead(9)}
        back = standing(steps=in_step(SUPPORT, started_on=ago(999)), joined_on=ago(joined), **old)

        assert health(back, DEFINITION, DAY) == state

"""The shelf-warmer mark (X1), the response clock of guidance (M4), and silence (C17): the day before, on and after."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.standing import Standing
from workflows.attention.guidance import response_clock
from workflows.attention.shelf import ShelfMark, shelf_mark
from workflows.attention.silence import silence
from workflows.reference.definitions import load_definition

LIMITS = load_definition().thresholds
DAY = date(2026, 3, 2)  # a Monday
ADOPTED = Standing(
    scb_code="1715",
    name="Kil",
    county_code="17",
    plan_settled="adopted",
    plan_picture_version=1,
    picture_version=1,
)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


class TestThePlanOnTheShelf:
    def test_rests_on_a_picture_that_two_others_have_superseded_and_is_untouched(self) -> None:
        plan = replace(ADOPTED, picture_version=3)

        assert shelf_mark(plan, ago(400), DAY) == ShelfMark(rests_on=1, current=3, untouched=400)

    def test_is_not_called_untouched_where_somebody_touched_it_within_a_year(self) -> None:
        assert shelf_mark(replace(ADOPTED, picture_version=3), ago(365), DAY) == ShelfMark(1, 3)

    @pytest.mark.parametrize(("days", "mark"), [(365, None), (366, ShelfMark(untouched=366))])
    def test_is_untouched_after_a_year(self, days: int, mark: ShelfMark | None) -> None:
        assert shelf_mark(ADOPTED, ago(days), DAY) == mark

    def test_is_none_while_it_is_worked_on(self) -> None:
        assert shelf_mark(replace(ADOPTED, picture_version=3, plan_at_work=True), ago(400), DAY) is None

    def test_is_none_where_the_municipality_has_none(self) -> None:
        declined = replace(ADOPTED, plan_settled="declined", picture_version=3)

        assert shelf_mark(declined, ago(400), DAY) is None

    def test_is_none_where_no_plan_was_settled(self) -> None:
        assert shelf_mark(replace(ADOPTED, plan_settled=None), None, DAY) is None


class TestTheResponseClock:
    @pytest.mark.parametrize(
        ("day", "left", "late", "is_over"),
        [
            (date(2026, 2, 26), 1, 0, False),  # asked on a Thursday
            (date(2026, 2, 27), 0, 0, False),
            (date(2026, 2, 28), 0, 0, True),  # a Saturday: over, though no working day has passed
            (date(2026, 3, 2), 0, 1, True),
        ],
    )
    def test_gives_one_working_day_for_what_is_acute(self, day: date, left: int, late: int, *, is_over: bool) -> None:
        clock = response_clock(date(2026, 2, 26), LIMITS, day, acute=True)

        assert (clock.due, clock.left, clock.late, clock.is_over) == (date(2026, 2, 27), left, late, is_over)

    def test_gives_five_working_days_for_other_questions(self) -> None:
        clock = response_clock(date(2026, 2, 26), LIMITS, DAY, acute=False)

        assert (clock.allowed, clock.due, clock.left) == (5, date(2026, 3, 5), 3)


class TestSilence:
    @pytest.mark.parametrize(
        ("days", "severity", "limit", "left"),
        [(0, None, 90, 90), (90, None, 90, 0), (91, "amber", 90, 0), (180, "amber", 90, 0), (181, "red", 180, 0)],
    )
    def test_grows_graver_the_day_after_each_limit(
        self, days: int, severity: str | None, limit: int, left: int
    ) -> None:
        found = silence(ago(days), 90, 180, DAY)

        assert (found.severity, found.limit, found.days_left) == (severity, limit, left)
        assert found.last_day == ago(days) + timedelta(days=limit)

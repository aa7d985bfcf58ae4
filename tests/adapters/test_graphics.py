"""The geometry of the county's graphics: parts add up, texts do not lie over each other, the axis keeps its order."""

from datetime import date
from itertools import pairwise
from random import Random

import pytest

from adapters.http.pages.development.panel import BASE, RIGHT, TOP, panel
from adapters.http.pages.standstill.strip import BREAK_AT, LEFT, Axis, strips
from adapters.http.reading.development import Development, Quarter
from adapters.http.reading.standing import MatrixRow
from adapters.http.reading.standstill import StepTimes, Times, UnderWay
from domain.standing import Standing, StepStatus
from domain.values import Step

PICTURE = Step.SITUATION_PICTURE


def quarter(number: int, joined: int, **counts: int) -> Quarter:
    statuses: dict[StepStatus, int] = {
        "achieved": counts.get("achieved", 0),
        "declined": counts.get("declined", 0),
        "in_progress": counts.get("in_progress", 0),
    }
    found = dict.fromkeys(Step, statuses)
    return Quarter(2024 + (number - 1) // 4, (number - 1) % 4 + 1, date(2024, 1, 1), joined, found)


class TestAPanel:
    def test_has_columns_as_high_as_their_numbers(self) -> None:
        found = Development(16, (quarter(1, 8, achieved=4, in_progress=2), quarter(2, 16, achieved=16)))
        first, second, whole = panel(found, PICTURE).bars

        assert first.y == pytest.approx(BASE - (BASE - TOP) / 4, abs=0.1)
        assert second.y == pytest.approx(BASE - (BASE - TOP) * 6 / 16, abs=0.1)
        assert (whole.y, whole.kind) == (TOP, "done")
        assert second.y + second.height < first.y

    @pytest.mark.parametrize("counts", [(1, 1, 1, 3), (0, 0, 1, 1), (12, 1, 1, 14), (0, 0, 0, 0), (14, 1, 1, 16)])
    def test_writes_the_last_numbers_apart_from_each_other(self, counts: tuple[int, int, int, int]) -> None:
        done, other, doing, joined = counts
        last = quarter(1, joined, achieved=done, declined=other, in_progress=doing)
        ends = panel(Development(16, (last,)), PICTURE).ends

        assert [each.text for each in ends] == [str(each) for each in (done, other, doing) if each] + [str(joined)]
        assert min(each.at for each in ends) > -2  # the graphic begins 12 above its axis
        assert all(lower.at - upper.at >= 11.9 for lower, upper in pairwise(ends))

    @pytest.mark.parametrize("count", [1, 4, 13, 40])
    def test_has_room_for_its_columns_and_years(self, count: int) -> None:
        found = panel(Development(16, tuple(quarter(each, 3, achieved=3) for each in range(1, count + 1))), PICTURE)

        assert max(each.x + each.width for each in found.bars) <= RIGHT
        assert all(right.at - left.at >= 30 for left, right in pairwise(found.years))

    def test_of_a_county_without_members_is_empty(self) -> None:
        assert panel(Development(0, ()), PICTURE).bars == ()


class TestTheAxis:
    @pytest.mark.parametrize("most", [0, 12, BREAK_AT, BREAK_AT + 1, 1002])
    def test_keeps_the_order_of_days(self, most: int) -> None:
        axis = Axis(most)
        places = [axis.x(each) for each in range(max(most, BREAK_AT) + 1)]

        assert axis.is_broken == (most > BREAK_AT)
        assert places == sorted(places)
        assert places[0] == LEFT


def test_labels_do_not_lie_over_each_other() -> None:
    dice = Random("labels")  # noqa: S311 -- dice for a test
    going = tuple(
        UnderWay(
            MatrixRow(Standing(scb_code=f"{each:04}", name="Kristinehamn", county_code="17"), (), None, None),
            Times(dice.randrange(300), 0, 0),
            ("running",),
            None,
            None,
            (),
        )
        for each in range(40)
    )
    (strip,) = strips([StepTimes(PICTURE, (), going, ())], Axis(400))
    by_lane: dict[float, list[float]] = {}
    for sign in strip.signs:
        if sign.label_y is not None:
            by_lane.setdefault(sign.label_y, []).append(float(sign.anchor))

    assert len(by_lane) > 1
    width = len("Kristinehamn 100") * 6.9
    assert all(right - left >= width - 14 for found in by_lane.values() for left, right in pairwise(sorted(found)))

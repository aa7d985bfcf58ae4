"""A batch's rows: what it costs to go back to an earlier one, again and again."""

from __future__ import annotations

from typing import ClassVar

import pytest

from projections.engine.rows import Row
from projections.engine.stored import Nothing
from projections.engine.versions import Versions

CORRECTIONS = 40


class Counted(Row):
    """A row that counts how often it is compared."""

    table: ClassVar[str] = "counted"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)
    compared: ClassVar[int] = 0

    number: int

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return isinstance(other, Counted) and self.number == other.number

    __hash__ = None  # type: ignore[assignment]


@pytest.fixture
def rows() -> Versions:
    Counted.compared = 0
    made = Versions((Counted,), Nothing(), 0)
    made.at(1)
    made.put(Counted(scb_code="1784", number=0))
    return made


def test_going_back_often_in_one_batch_costs_no_more_each_time(rows: Versions) -> None:
    for each in range(CORRECTIONS):
        rows.at(each + 2)
        rows.rewind("1784", 1)
        for number in range(each + 1):
            rows.put(Counted(scb_code="1784", number=number))
    assert CORRECTIONS <= Counted.compared <= CORRECTIONS * (CORRECTIONS + 3)


def test_what_was_before_is_live_again_and_what_came_between_is_remembered(rows: Versions) -> None:
    rows.at(2)
    rows.put(Counted(scb_code="1784", number=7))
    rows.at(3)
    rows.rewind("1784", 1)
    kept = [(each.row.model_dump()["number"], each.valid_from, each.valid_to) for each in rows.opened()]
    assert kept == [(0, 1, 2), (7, 2, 3), (0, 3, None)]

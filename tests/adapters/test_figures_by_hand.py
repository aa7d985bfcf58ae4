"""Numbers and verdicts of the county whose answers are known: of funders' pages and of the success factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from adapters.http.reading.funder import figures
from adapters.http.reading.profile import profiles
from domain.municipality.commands import (
    DecideFormalisation,
    JoinMunicipality,
    LeaveMunicipality,
    RegisterMunicipality,
)
from domain.support.commands import CorrectEntry, HoldVisit
from projections.audit_trail import TrailRow
from projections.engine.projection import Projection
from projections.engine.rows import Row
from projections.engine.views import Query, ReadableViews
from tests.adapters.test_compared_by_hand import Desk
from workflows.success_factors import Judgement


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.does(RegisterMunicipality())
    return made


class TestThePoliticalMandate:
    def test_does_not_outlive_the_membership(self, desk: Desk) -> None:
        desk.does(DecideFormalisation(trigger="political"))
        desk.does(JoinMunicipality())
        held = mandate(desk)
        desk.calendar.pass_days(400)
        desk.does(LeaveMunicipality(), reason="other")
        desk.calendar.pass_days(400)
        desk.does(JoinMunicipality())
        unknown = mandate(desk)
        decided = desk.does(DecideFormalisation(trigger="political"))

        assert (held.level, held.case) == ("held", "political")
        assert (unknown.level, unknown.case) == ("unknown", "nothing")
        assert mandate(desk).events == (str(decided),)


def mandate(desk: Desk) -> Judgement:
    now = desk.moment()
    (band,) = profiles(now.reading, "17", now.day)
    return next(each for each in band.profiles[0].factors if each.factor == "mandate")


class Probe:
    """Views that count the entries of the trail that are read of them."""

    def __init__(self, views: ReadableViews) -> None:
        self._views = views
        self.entries = 0
        self.positions, self.count, self.parked = views.positions, views.count, views.parked
        self.parked_by_any = views.parked_by_any

    def select(self, projection: Projection, query: Query, as_of: int | None = None) -> Sequence[Row]:
        found = self._views.select(projection, query, as_of)
        self.entries += len(found) if query.kind is TrailRow else 0
        return found


def visited(desk: Desk, number: int) -> UUID:
    return desk.does(HoldVisit(visit_id=UUID(int=number), functions_met=("safety-coordinator",), needs=()))


class TestVisitsInAPeriod:
    def test_are_read_without_those_of_all_the_years_before(self, desk: Desk) -> None:
        for number in range(1, 21):
            visited(desk, number)
            desk.calendar.pass_days(100)
        now = desk.moment()
        probe = Probe(now.reading.views)
        found = figures(replace(now.reading, views=probe), "17", now.day - timedelta(days=250), now.day)

        assert found["visits-held"].number == 2
        assert probe.entries == 2

    @pytest.mark.parametrize("is_known", [True, False])
    def test_are_those_of_the_day_that_is_right_by_now(self, desk: Desk, is_known: bool) -> None:  # noqa: FBT001 -- a case
        into, out_of = visited(desk, 1), visited(desk, 2)
        begin = desk.calendar.day
        desk.calendar.pass_days(30)
        later = visited(desk, 3)
        desk.calendar.pass_days(30)
        for event, day in ((into, 10), (later, 20)):
            moved = CorrectEntry(target_event_id=event, corrected_on=begin + timedelta(days=day))
            desk.does(moved, reason="wrong-date")
        now = desk.moment() if is_known else desk.moment(begin + timedelta(days=25))
        found = figures(now.reading, "17", begin + timedelta(days=5), begin + timedelta(days=25))

        assert set(found["visits-held"].events) == {str(into), str(later)}
        assert str(out_of) not in found["visits-held"].events

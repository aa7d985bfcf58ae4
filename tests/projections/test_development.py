"""How quarters ended and how long steps took, against a plain fold of what had happened by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adapters.http.reading.development import development
from adapters.http.reading.reading import Reading
from adapters.http.reading.standstill import StepTimes, standstill
from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import empty_views
from domain.journey.events import JourneyOpened, StepBlocked, StepCompleted, StepStarted, StepUnblocked
from domain.messages import Event
from domain.municipality.events import MunicipalityJoined, MunicipalityRegistered
from domain.standing import Standing, days_rested
from domain.values import Step
from projections.county import COUNTY, StandingRow
from projections.development import DEVELOPMENT
from projections.development.quarters import end_of
from projections.development.runs import ClockRow, RunRow
from projections.engine.running import follow
from projections.engine.views import Query, Views
from projections.registry import PROJECTIONS
from tests.support.given import REFERENCE, Dated, at, recorded
from tests.support.naive import Teller
from tests.support.people import COORDINATOR
from tests.support.wandering import COUNTIES, wandered
from workflows.attention.clocks import days_in_step

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def views() -> Views:
    store = MemoryEventStore()
    store.append([replace(each, position=0) for each in wandered()])
    made = empty_views()
    for each in (COUNTY, DEVELOPMENT):
        follow(each, store, made)
    return made


@pytest.fixture(scope="module")
def teller() -> Teller:
    return Teller(COUNTY, wandered())


def standings(teller: Teller, county: str, day: date) -> list[Standing]:
    """Return where the municipalities stood by what had happened by a day, as it is known now."""
    codes = [each for each in teller.scopes if each[:2] == county and len(each) > 2]
    rows = teller.happened(codes, day, wandered()[-1].position).values()
    return [row.standing for row in rows if isinstance(row, StandingRow)]


@pytest.mark.parametrize("county", ["17", COUNTIES[0]])
def test_every_quarter_ended_as_a_fold_of_what_had_happened_by_then(views: Views, teller: Teller, county: str) -> None:
    reading = Reading(views, REFERENCE.definition, lambda past, _day, _known: past).seen_by(COORDINATOR)
    found = development(reading, county, TODAY)

    assert len(found.quarters) > 8
    for quarter in found.quarters:
        members = [each for each in standings(teller, county, quarter.day) if each.membership == "joined"]
        assert quarter.joined == len(members), quarter.day
        for step in Step:
            for status, count in quarter.counts[step].items():
                assert count == sum(each.cell(step).status == status for each in members), (quarter.day, step, status)


def test_a_steps_days_are_those_that_the_county_counts(views: Views) -> None:
    standing = {
        row.scb_code: row.standing for row in views.select(COUNTY, Query(StandingRow)) if isinstance(row, StandingRow)
    }
    clocks = {row.scb_code: row for row in views.select(DEVELOPMENT, Query(ClockRow)) if isinstance(row, ClockRow)}
    counted = 0
    for row in views.select(DEVELOPMENT, Query(RunRow)):
        assert isinstance(row, RunRow)
        municipality, clock = standing[row.scb_code], clocks[row.scb_code]
        cell = municipality.cell(Step(row.step))
        if row.cycle != municipality.cycle or not row.until or municipality.left_on:
            continue
        counted += 1
        times = [*((each.from_day, each.until) for each in row.earlier), (row.since, row.until)]
        days = sum(max((until - since).days - days_rested(clock.pauses, since, until), 0) for since, until in times)
        assert days == days_in_step(municipality, Step(row.step), TODAY), row
        assert row.status == cell.status
    assert counted > 20


PICTURE = Step.SITUATION_PICTURE
AWAITED = StepBlocked(step=PICTURE, cause_code="awaiting-decision")


def times(*told: tuple[date, Event]) -> StepTimes:
    """Return how long the first step takes in a municipality of which this is told, on a day in August."""
    begun = at(
        date(2024, 1, 2),
        MunicipalityRegistered(scb_code="1715", name="Kil", county_code="17"),
        MunicipalityJoined(),
        JourneyOpened(definition="five_steps.v1", cycle=1),
    )
    store, made = MemoryEventStore(), empty_views()
    entered = recorded([*begun, *(Dated(event, day) for day, event in told)])
    store.append([replace(each, position=0) for each in entered])
    for each in PROJECTIONS:
        follow(each, store, made)
    reading = Reading(made, REFERENCE.definition, lambda past, _day, _known: past).seen_by(COORDINATOR)
    return standstill(reading, "17", date(2024, 8, 1))[0]


class TestAnObstacleThatWasMetBeforeAStepBegan:
    def test_is_waited_for_from_the_beginning_on(self) -> None:
        found = times(
            (date(2024, 1, 10), AWAITED),
            (date(2024, 2, 10), StepStarted(step=PICTURE)),
            (date(2024, 4, 10), StepUnblocked(step=PICTURE)),
        )

        assert found.waited == 60
        assert [each.times.days for each in found.under_way] == [(date(2024, 8, 1) - date(2024, 2, 10)).days]

    def test_is_not_waited_for_where_it_was_overcome_before(self) -> None:
        found = times(
            (date(2024, 1, 10), AWAITED),
            (date(2024, 1, 20), StepUnblocked(step=PICTURE)),
            (date(2024, 2, 10), StepStarted(step=PICTURE)),
        )

        assert found.waited == 0

    def test_is_no_time_of_a_step_in_which_nothing_is_done(self) -> None:
        found = times(
            (date(2024, 1, 10), AWAITED),
            (date(2024, 6, 10), StepCompleted(step=PICTURE, outcome="not_applicable", evidence=())),
        )

        assert [each.times.days for each in found.finished] == [0]
        assert found.waited == 0


def test_a_quarter_ends_on_its_last_day() -> None:
    assert [end_of(2024, each) for each in (1, 2, 3, 4)] == [
        date(2024, 3, 31),
        date(2024, 6, 30),
        date(2024, 9, 30),
        date(2024, 12, 31),
    ]
    assert end_of(2024, 4) + timedelta(days=1) == date(2025, 1, 1)

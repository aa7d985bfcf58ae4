"""A municipality's row: the events behind its facts, its clock, and a size that its history does not change."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import cast
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from domain.action_plan import events as plan
from domain.contact.events import ContactEnded
from domain.journey import events as journey
from domain.messages import Event
from domain.municipality.events import MunicipalityJoined, MunicipalityLeft, MunicipalityRegistered
from domain.standing import Cell, Pause, Standing
from domain.support.events import ContactHad
from domain.training.events import SessionCancelled
from domain.values import Step
from projections.county import StandingRow, project
from projections.county.content import TieRow
from projections.engine.rows import Rows
from tests.support.folding import PlainRows
from tests.support.given import Dated, at, event_id, recorded
from tests.support.histories import MEASURE, SESSION, appointed, measure
from workflows.attention.attention import attention
from workflows.attention.clocks import days_in_step, due_on
from workflows.reference.definitions import load_definition

BEGIN, DEFINITION = date(2024, 1, 1), load_definition()
PICTURE, _, PLAN, TRAINING, SUPPORT = Step
REGISTERED = MunicipalityRegistered(scb_code="1715", name="Kil", county_code="17")
BEGUN = [REGISTERED, MunicipalityJoined(), journey.JourneyOpened(definition=DEFINITION.name, cycle=1)]
PAUSED, RESUMED = journey.JourneyPaused(), journey.JourneyResumed()
STARTED = journey.StepStarted(step=TRAINING)
ENDED = journey.StepCompleted(step=TRAINING, outcome="achieved", evidence=())
BLOCKED = journey.StepBlocked(step=TRAINING, cause_code="no-mandate")
REOPENED = journey.StepReopened(step=TRAINING)
FREED = journey.StepUnblocked(step=TRAINING)
OPENED = journey.CycleOpened(cycle=2)
DUE = journey.DueDateSet(step=TRAINING, due_on=date(2024, 3, 1), basis="agreed")
SEEN = SessionCancelled(session_id=SESSION, cause="illness")


def day(number: int) -> date:
    return BEGIN + timedelta(days=number)


def folded(*told: tuple[int, Event], before: Sequence[Event] = BEGUN) -> tuple[Standing, PlainRows]:
    """Return where a municipality stands after these events, each on its day."""
    rows = PlainRows()
    dated: list[Event | Dated] = [
        *at(BEGIN, *before),
        *(each for number, event in told for each in at(day(number), event)),
    ]
    for each in recorded(dated):
        project(cast("Rows", rows), each)
    row = rows.get(StandingRow, "1715")
    assert row
    return row.standing, rows


def due(number: int) -> journey.DueDateSet:
    return journey.DueDateSet(step=TRAINING, due_on=day(number), basis="agreed")


def reasons(standing: Standing, today: date) -> list[str]:
    return [each.reason for each in attention(standing, [], DEFINITION, today)]


def cell(*told: tuple[int, Event]) -> Cell:
    return folded(*told)[0].cell(TRAINING)


def ids(*numbers: int) -> tuple[str, ...]:
    """Return the ids of the events told, counted from 1."""
    return tuple(str(event_id(len(BEGUN) + number)) for number in numbers)


class TestTheEventsBehindAStep:
    def test_are_one_for_each_fact_the_latest_last(self) -> None:
        whole = cell((1, STARTED), (2, DUE), (3, BLOCKED), (4, SEEN))

        assert whole.behind() == ids(1, 2, 3, 4)
        assert whole.behind("started") == ids(1)
        assert whole.behind("due") == ids(2)
        assert whole.behind("block") == ids(3)
        assert whole.behind("last") == ids(4)

    def test_are_replaced_with_their_fact(self) -> None:
        assert cell((1, STARTED), (2, DUE), (3, SEEN), (4, DUE), (5, SEEN)).behind() == ids(1, 4, 5)

    def test_are_told_once(self) -> None:
        assert cell((1, STARTED)).behind() == ids(1)
        assert cell((1, STARTED), (2, ENDED)).behind() == ids(1, 2)

    def test_are_no_longer_those_of_what_no_longer_holds(self) -> None:
        assert cell((1, STARTED), (2, BLOCKED), (3, SEEN), (4, FREED), (5, SEEN)).behind() == ids(1, 5)
        assert cell((1, STARTED), (2, BLOCKED), (3, ENDED)).behind() == ids(1, 3)

    def test_are_the_opening_of_a_cycle_until_the_step_begins_in_it(self) -> None:
        (opening,) = ids(3)

        assert cell((1, STARTED), (2, DUE), (3, OPENED)) == Cell(events=(("started", opening),))
        assert cell((1, STARTED), (2, DUE), (3, OPENED), (4, SEEN)).behind() == ids(3, 4)
        assert cell((1, STARTED), (2, DUE), (3, OPENED), (4, SEEN), (5, STARTED)).behind() == ids(5)

    def test_are_not_the_opening_of_a_cycle_in_the_step_that_goes_on(self) -> None:
        begun = journey.MovedIntoEverydayWork()

        assert folded((1, begun), (2, OPENED))[0].cell(SUPPORT).behind() == ids(1)
        assert folded((2, OPENED))[0].cell(SUPPORT).behind() == ()

    def test_stay_those_of_the_last_day_when_an_earlier_one_is_told_later(self) -> None:
        assert cell((1, STARTED), (9, SEEN), (5, SEEN), (9, SEEN)).behind("last") == ids(2)

    @pytest.mark.parametrize(
        ("told", "reason", "behind"),
        [
            ([(1, STARTED), (2, DUE), (60, SEEN)], "step-overdue", (2,)),
            ([(1, STARTED), (200, SEEN)], "step-overdue", (1,)),
            ([(1, STARTED), (2, BLOCKED), (200, SEEN)], "step-blocked", (2,)),
            ([(1, STARTED), (2, DUE), (30, SEEN)], "step-idle", (3,)),
        ],
    )
    def test_are_told_with_the_reason_that_they_give(
        self, told: list[tuple[int, Event]], reason: str, behind: tuple[int, ...]
    ) -> None:
        found = attention(folded(*told)[0], [], DEFINITION, day(400))

        assert [each.events for each in found if each.reason == reason] == [ids(*behind)]


class _Clock:
    """Pauses and times of work kept one by one, and their days counted one by one."""

    def __init__(self, told: Sequence[tuple[int, Event]]) -> None:
        self.pauses: list[Pause] = []
        self.paused_on: date | None = None
        self.left_on: date | None = None
        self.work: list[tuple[date, date | None]] = []
        for number, event in told:
            match event:
                case journey.StepStarted():
                    self.work = [(day(number), None)]
                case journey.StepCompleted():
                    self.work[-1] = (self.work[-1][0], day(number))
                case journey.StepReopened() if self.work[-1][1]:
                    self.work.append((day(number), None))
                case MunicipalityLeft():
                    self.left_on = day(number)
                case MunicipalityJoined() if self.left_on:
                    self.pauses.append(Pause(from_day=self.left_on, until=day(number)))
                    self.left_on = None
                case journey.JourneyPaused():
                    self.paused_on = self.paused_on or day(number)
                case journey.JourneyResumed() if self.paused_on:
                    self.pauses.append(Pause(from_day=self.paused_on, until=day(number)))
                    self.paused_on = None
                case _:
                    pass

    def days(self, start: date, end: date) -> int:
        every = [*self.pauses, *([Pause(from_day=self.paused_on, until=end)] if self.paused_on else [])]
        days = (start + timedelta(days=number) for number in range((end - start).days))
        return sum(any(each.from_day <= one < each.until for each in every) for one in days)

    def worked(self, today: date) -> int:
        """Return the days of all times of work, without those of rest."""
        times = [(start, end or self.left_on or today) for start, end in self.work]
        return sum(max((end - start).days - self.days(start, end), 0) for start, end in times)


class TestTheClock:
    @pytest.mark.parametrize("seed", range(300))
    def test_counts_each_day_of_rest_once_whenever_it_is_told(self, seed: int) -> None:
        dice = Random(seed)  # noqa: S311 -- dice for a test
        kinds = [PAUSED, RESUMED, PAUSED, RESUMED, STARTED, ENDED, DUE, SEEN, SEEN]
        kinds += [REOPENED, MunicipalityLeft(), MunicipalityJoined()]
        told = [(dice.randrange(100), dice.choice(kinds)) for _ in range(dice.randrange(4, 25))]
        told.insert(0, (dice.randrange(100), STARTED))
        standing, _ = folded(*told)
        clock, found, today = _Clock(told), standing.cell(TRAINING), day(dice.randrange(100, 140))
        assert found.since

        assert days_in_step(standing, TRAINING, today) == clock.worked(today)
        if found.status == "in_progress" and not standing.left_on and found.due_on:
            rested = clock.days(found.due_set_on or found.since, today)
            assert due_on(standing, TRAINING, DEFINITION, today) == found.due_on + timedelta(days=rested)
        if found.last_on and not standing.is_paused:
            assert found.idle_rested == clock.days(found.last_on, today)

    def test_knows_the_pauses_of_earlier_cycles(self) -> None:
        late = journey.MovedIntoEverydayWork()
        standing, _ = folded((10, PAUSED), (20, RESUMED), (30, OPENED), (5, late))

        assert days_in_step(standing, SUPPORT, day(40)) == 25

    def test_counts_nothing_while_the_municipality_was_no_member(self) -> None:
        begun, away = (10, journey.MovedIntoEverydayWork()), [(20, MunicipalityLeft()), (520, MunicipalityJoined())]
        standing, _ = folded(begun, *away)

        assert days_in_step(standing, SUPPORT, day(530)) == 10 + 10

    def test_is_not_disturbed_by_an_end_without_a_beginning(self) -> None:
        assert folded((5, RESUMED))[0].rested_until is None


class TestAReopenedStep:
    TOLD = ((10, STARTED), (50, ENDED), (780, REOPENED))

    def test_has_taken_the_times_that_it_was_in_progress(self) -> None:
        standing, _ = folded(*self.TOLD)

        assert days_in_step(standing, TRAINING, day(780)) == 40
        assert days_in_step(standing, TRAINING, day(785)) == 40 + 5
        assert days_in_step(folded(*self.TOLD, (790, ENDED))[0], TRAINING, day(900)) == 40 + 10
        again = folded(*self.TOLD, (790, ENDED), (800, REOPENED))[0]
        assert days_in_step(again, TRAINING, day(801)) == 40 + 10 + 1

    def test_is_due_counted_from_the_reopening(self) -> None:
        target = DEFINITION.step(TRAINING).target_days
        assert target
        standing, _ = folded(*self.TOLD)

        assert due_on(standing, TRAINING, DEFINITION, day(790)) == day(780 + target)
        assert "step-overdue" not in reasons(standing, day(780 + target))
        assert "step-overdue" in reasons(standing, day(781 + target))

    def test_is_not_due_by_the_day_that_had_passed_when_it_was_reopened(self) -> None:
        standing, _ = folded((10, STARTED), (11, DUE), *self.TOLD[1:])

        assert standing.cell(TRAINING).due_on is None
        assert standing.cell(TRAINING).behind("due") == ()

    def test_is_due_by_the_day_that_was_set_and_is_still_to_come(self) -> None:
        before = folded((10, STARTED), (11, due(800)), *self.TOLD[1:])[0]
        since = folded(*self.TOLD, (781, due(800)))[0]

        assert due_on(before, TRAINING, DEFINITION, day(790)) == day(800)
        assert due_on(since, TRAINING, DEFINITION, day(790)) == day(800)

    def test_knows_a_pause_of_an_earlier_time_that_is_told_later(self) -> None:
        late = folded(*self.TOLD, (20, PAUSED), (30, RESUMED))[0]

        assert days_in_step(late, TRAINING, day(785)) == 40 - 10 + 5

    def test_begins_from_nothing_in_a_new_cycle(self) -> None:
        begun, _ = folded(*self.TOLD, (900, OPENED), (910, STARTED))

        assert days_in_step(begun, TRAINING, day(911)) == 1
        assert begun.cell(TRAINING).reopened_on is None

    def test_is_overdue_by_its_reopening(self) -> None:
        standing, _ = folded(*self.TOLD)
        (overdue,) = [each for each in attention(standing, [], DEFINITION, day(1200)) if each.reason == "step-overdue"]

        assert overdue.events == ids(3)


class TestTheTiesOfAPlan:
    def test_are_the_measures_in_force_that_answer_findings(self) -> None:
        tying = measure().model_copy(update={"addresses_findings": (MEASURE,)})
        dropped = plan.MeasureDropped(measure_id=MEASURE)

        assert [
            folded(*told)[0].plan_local_ties
            for told in (
                [(1, tying)],
                [(1, tying), (2, dropped)],
                [(1, measure())],
                [(1, measure()), (2, dropped)],
                [(1, tying), (2, dropped), (3, dropped)],
            )
        ] == [1, 0, 0, 0, 0]

    def test_are_what_was_adapted_for_good(self) -> None:
        adapted = plan.LocalAdaptationNoted(adapts_to="finding", target_id=MEASURE)

        assert folded((1, adapted), (2, plan.MeasureDropped(measure_id=MEASURE)))[0].plan_local_ties == 1


def test_a_row_does_not_grow_with_the_history() -> None:
    def year(number: int) -> list[tuple[int, Event]]:
        first = 365 * number
        assignment, tied = UUID(int=number), UUID(int=1000 + number)
        tying = measure(tied).model_copy(update={"addresses_findings": (MEASURE,)})
        return [
            (first, appointed(assignment)),
            (first + 1, PAUSED),
            (first + 9, RESUMED),
            (first + 10, tying),
            (first + 20, BLOCKED),
            (first + 20, FREED),
            *((first + 30 + each, SEEN) for each in range(100)),
            *((first + 30 + each, ContactHad(direction="both")) for each in range(100)),
            (first + 200, ContactEnded(cause="new-duties")),
        ]

    def size(years: int) -> int:
        standing, rows = folded((0, STARTED), *(each for number in range(years) for each in year(number)))
        assert sum(kind is TieRow for kind, _ in rows.rows) == years
        return len(TypeAdapter(Standing).dump_json(standing, exclude_defaults=True))

    assert size(50) <= size(2) + 10  # a number may have a digit more

"""What the parts of a municipality's work come to: ties of a plan (C23, X2), and how far training reached (G10)."""

from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from adapters.http.reading.plan import Locality, last_touched, locality, ties
from adapters.http.reading.training import coverage
from domain.action_plan.events import MeasureAdded, MeasureDropped, MeasureResultRecorded, PlanWorkOpened
from domain.bands import AttendanceBand
from domain.messages import Event
from domain.situation_picture.events import (
    FindingClosed,
    PictureCommissioned,
    PictureSuperseded,
    PictureVersionPublished,
)
from domain.training.events import (
    KeyFunctionDesignated,
    SessionHeld,
    SessionPlanned,
    StagePlanSet,
    TargetGroupIdentified,
    TargetGroupMarkedNotRelevant,
)
from projections.municipality.action_plan import Measure
from projections.municipality.situation_picture import PictureVersion
from tests.support.details import details_of
from tests.support.given import Dated, at, event_id
from tests.support.histories import PICTURE_PUBLISHED, finding

SCHOOL, ASSOCIATIONS, GRAFFITI = (UUID(int=number) for number in (701, 702, 703))
BEGUN = [PictureCommissioned(question_set_version=1), *(finding(each) for each in (SCHOOL, ASSOCIATIONS, GRAFFITI))]
DAY = date(2026, 3, 2)


def measure(number: int, *answers: UUID) -> MeasureAdded:
    return MeasureAdded(
        measure_id=UUID(int=number),
        code="basic-training",
        addresses_findings=answers,
        owner_function="safety-coordinator",
        due_on=date(2026, 12, 1) + timedelta(days=number),
    )


def told(*events: MeasureAdded | MeasureDropped | FindingClosed) -> list[tuple[int | None, list[int], bool]]:
    """Return each finding's number with those of its measures."""
    found = ties(details_of([*BEGUN, PlanWorkOpened(), *events]))
    return [
        (
            each.finding.finding_id.int if each.finding else None,
            [measure.measure_id.int for measure in each.measures],
            each.is_hidden,
        )
        for each in found
    ]


def test_a_version_holds_again_where_the_publication_of_the_next_one_is_voided() -> None:
    again = [*PICTURE_PUBLISHED, PictureCommissioned(question_set_version=1), PictureSuperseded(version=1)]

    assert [each.status for each in details_of(again).of(PictureVersion)] == ["published", "at-work"]
    second = PictureVersionPublished(version=2, review_due_on=date(2028, 1, 1), digest="0" * 64)
    assert [each.status for each in details_of([*again, second]).of(PictureVersion)] == ["superseded", "published"]


class TestTies:
    def test_say_what_is_answered_then_what_is_not_and_last_what_answers_nothing(self) -> None:
        found = told(measure(801, SCHOOL), measure(802, SCHOOL, GRAFFITI), measure(803))

        assert found == [
            (701, [801, 802], False),
            (703, [802], False),
            (702, [], False),
            (None, [803], False),
        ]

    def test_leave_out_what_was_dropped(self) -> None:
        found = told(measure(801, SCHOOL), MeasureDropped(measure_id=UUID(int=801)))

        assert (701, [], False) in found

    def test_keep_a_closed_finding_as_long_as_a_measure_answers_it(self) -> None:
        closed = [FindingClosed(finding_id=each, cause="resolved") for each in (SCHOOL, ASSOCIATIONS)]
        found = told(measure(801, SCHOOL), *closed)

        assert [each[0] for each in found] == [701, 703]

    def test_do_not_call_a_measure_untied_whose_finding_the_reader_may_not_see(self) -> None:
        assert (None, [801], True) in told(measure(801, UUID(int=799)), measure(802))


class TestLocality:
    def test_is_three_of_five(self) -> None:
        added = [measure(801, SCHOOL), measure(802, SCHOOL, GRAFFITI), measure(803, GRAFFITI), measure(804)]
        dropped = [measure(805, SCHOOL), MeasureDropped(measure_id=UUID(int=805))]
        details = details_of([*BEGUN, PlanWorkOpened(), *added, *dropped, measure(806)])

        assert locality(details) == Locality(traced=3, measures=5)

    def test_is_of_none_without_measures(self) -> None:
        assert locality(details_of(BEGUN)) == Locality(0, 0)


class TestTheLatestTouch:
    def test_is_the_latest_day_of_any_part_of_the_plan(self) -> None:
        result = MeasureResultRecorded(measure_id=UUID(int=801), effect="yes")
        details = details_of(
            [
                *BEGUN,
                *at(date(2025, 1, 1), PlanWorkOpened(), measure(801)),
                *at(date(2025, 6, 1), result),
                *at(date(2025, 5, 1), measure(802)),
            ]
        )

        assert last_touched(details) == date(2025, 6, 1)

    def test_is_none_without_a_plan(self) -> None:
        assert last_touched(details_of(BEGUN)) is None


class TestTheFirstEvent:
    def test_stays_with_a_part_that_others_change(self) -> None:
        result = MeasureResultRecorded(measure_id=UUID(int=801), effect="yes")
        (found,) = details_of([PlanWorkOpened(), measure(801), result]).of(Measure)

        assert (found.first_event_id, found.event_id) == (str(event_id(2)), str(event_id(3)))


def planned(number: int, stage: str, on: date, *groups: str) -> SessionPlanned:
    return SessionPlanned.model_validate(
        {
            "session_id": UUID(int=number),
            "stage": stage,
            "format": "lecture",
            "duration_band": "half-day",
            "groups": groups,
            "planned_on": on,
        }
    )


def held(number: int, **heads: AttendanceBand) -> SessionHeld:
    came = {name.replace("_", "-"): band for name, band in heads.items()}
    return SessionHeld(session_id=UUID(int=number), headcount_by_group=came, materials_version="basic-v1")


class TestCoverage:
    """Sessions on four days around the 24 months that training lasts."""

    EVENTS: ClassVar[list[Event | Dated]] = [
        StagePlanSet(stages=("basic", "deep")),
        TargetGroupIdentified(group_code="caretakers", early_contact=True, estimated_headcount_band="20-49"),
        TargetGroupIdentified(group_code="cleaners", early_contact=True, estimated_headcount_band="5-19"),
        TargetGroupMarkedNotRelevant(group_code="cleaners", marked_as="early_contact_group"),
        KeyFunctionDesignated(function_code="student-health", depth="broad_and_deep"),
        planned(901, "basic", date(2024, 3, 1), "caretakers"),
        *at(date(2024, 3, 1), held(901, caretakers="20-49", student_health="0")),
        planned(902, "deep", date(2024, 3, 2), "student-health"),
        *at(date(2024, 3, 2), held(902, student_health="1-4")),
        planned(903, "seminar", date(2026, 1, 1), "student-health"),
        planned(904, "deep", date(2026, 6, 1), "caretakers"),
    ]
    GRID = coverage(details_of(EVENTS), 24, DAY)

    def test_has_the_stages_of_the_plan_and_then_others_that_are_used(self) -> None:
        assert self.GRID.stages == ("basic", "deep", "seminar")

    def test_says_of_each_group_in_each_stage_how_fresh_it_is(self) -> None:
        told = {row.code: [cell.reach for cell in row.cells] for row in self.GRID.rows}

        assert told == {
            "caretakers": ["stale", "planned", "never"],
            "cleaners": ["never", "never", "never"],
            "student-health": ["never", "ending", "past"],
        }

    def test_says_when_each_was_held_how_long_that_lasts_and_how_many_came(self) -> None:
        deep = self.GRID.rows[2].cells[1]

        assert deep.held
        assert (deep.held.latest, deep.lasts_until, deep.heads) == (date(2024, 3, 2), date(2026, 3, 2), "1-4")

    def test_lasts_to_the_end_of_its_last_day(self) -> None:
        after = coverage(details_of(self.EVENTS), 24, DAY + timedelta(days=1))

        assert after.rows[2].cells[1].reach == "stale"

    def test_counts_relevant_groups_those_reached_and_those_whose_training_lasts(self) -> None:
        counted = self.GRID.relevant, self.GRID.reached, self.GRID.fresh

        assert [[row.code for row in rows] for rows in counted] == [
            ["caretakers", "student-health"],
            ["caretakers", "student-health"],
            ["student-health"],
        ]

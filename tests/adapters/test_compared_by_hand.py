"""Comparisons whose answers are known: late entries, corrections twice, changed definitions, voids (A4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import cast
from uuid import UUID

import pytest

from adapters.http.moment import Moment
from adapters.http.reading.changes import Changes, changes
from adapters.http.reading.county import overview
from adapters.http.reading.county_facts import facts
from adapters.http.reading.reading import Reading
from adapters.http.reading.sentences import Sentence
from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import MemoryViews, empty_views
from domain.journey.commands import (
    BlockStep,
    CompleteStep,
    OpenCycle,
    OpenJourney,
    PauseJourney,
    ReopenStep,
    ResumeJourney,
    StartStep,
    UnblockStep,
)
from domain.journey.commands import CorrectEntry as CorrectJourney
from domain.messages import Command
from domain.municipality.commands import CorrectEntry as CorrectMunicipality
from domain.municipality.commands import JoinMunicipality, LeaveMunicipality, RegisterMunicipality
from domain.scope import Scope
from domain.situation_picture.commands import AnswerQuestion, CommissionPicture, PublishPictureVersion
from domain.situation_picture.commands import CorrectEntry as CorrectPicture
from domain.support.commands import CorrectEntry, HoldVisit
from domain.values import Channel, Step
from projections.engine.running import follow
from projections.engine.valid_time import Happened
from projections.registry import PROJECTIONS
from tests.support.api import Calendar
from tests.support.histories import QUESTIONS
from tests.support.people import COORDINATOR
from workflows.handling.act import Act
from workflows.handling.handler import Handling
from workflows.reference.definitions import load_definition
from workflows.reference.reference import Reference, load_reference

HERE, THERE = "1715", "1730"


@dataclass
class Desk:
    """A log that a coordinator writes to, day after day, and its views."""

    reference: Reference = field(default_factory=load_reference)
    store: MemoryEventStore = field(default_factory=MemoryEventStore)
    calendar: Calendar = field(default_factory=lambda: Calendar(date(2024, 1, 15)))
    keys: Iterator[int] = field(default_factory=count)
    views: MemoryViews = field(default_factory=empty_views)

    def does(self, command: Command, code: str = HERE, on: date | None = None, reason: str | None = None) -> UUID:
        """Enter a command, and return its event's id."""
        act = Act(command, Scope.of(code), COORDINATOR, f"key-{next(self.keys):06}", Channel.API, on, reason)
        Handling(self.store, self.calendar, self.reference).handle(act)
        return self.store.read(0, 10_000)[-1].envelope.event_id

    def moment(self, happened_by: date | None = None) -> Moment:
        """Return the moment."""
        for each in PROJECTIONS:
            follow(each, self.store, self.views)

        def happened(past: object, day: date, known_at: int) -> Happened:
            return Happened(cast("Happened", past), self.store, empty_views, day, known_at)

        position = len(self.store.read(0, 10_000))
        reading = Reading(self.views, self.reference.definition, happened).seen_by(COORDINATOR)
        return Moment(
            reading.as_of(position, happened_by), happened_by or self.calendar.day, position, position, happened_by
        )


def kinds(found: Changes) -> set[str]:
    return {each.kind for each in found.sentences}


def by_kind(found: Changes) -> dict[str, tuple[str, ...]]:
    return {each.kind: each.events for each in found.sentences}


def number(found: Changes, kind: str) -> int:
    return sum(each.number for each in found.sentences if each.kind == kind)


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    for code in (HERE, THERE):
        made.does(RegisterMunicipality(), code)
    made.does(JoinMunicipality())
    made.does(OpenJourney())
    return made


def visit() -> HoldVisit:
    return HoldVisit(visit_id=UUID(int=7), functions_met=("safety-coordinator",), needs=())


class TestALateEntry:
    def test_is_new_to_who_compares_what_was_known_and_said_to_be_late(self, desk: Desk) -> None:
        desk.calendar.pass_days(20)
        then = desk.moment()
        desk.calendar.pass_days(10)
        desk.does(visit(), on=desk.calendar.day - timedelta(days=15))
        found = changes(then, desk.moment(), HERE)

        assert (number(found, "visit-held"), number(found, "entered-late")) == (1, 1)
        assert found.before[HERE].standing.last_visit_on is None
        assert found.after[HERE].standing.last_visit_on == desk.calendar.day - timedelta(days=15)

    def test_is_old_to_who_compares_what_had_happened(self, desk: Desk) -> None:
        desk.calendar.pass_days(20)
        first = desk.calendar.day
        desk.calendar.pass_days(10)
        desk.does(visit(), on=first - timedelta(days=5))
        found = changes(desk.moment(first), desk.moment(desk.calendar.day), HERE)

        assert not kinds(found) & {"visit-held", "entered-late"}
        assert found.before[HERE].standing.last_visit_on == first - timedelta(days=5)


class TestACorrectionOfACorrection:
    def test_leaves_all_as_it_was_and_both_are_told(self, desk: Desk) -> None:
        entry = desk.does(visit())
        then = desk.moment()
        voided = desk.does(CorrectEntry(target_event_id=entry, voids=True), reason="did-not-happen")
        between = desk.moment()
        desk.does(CorrectEntry(target_event_id=voided, voids=True), reason="typing-error")
        now = desk.moment()

        assert number(changes(then, between, HERE), "corrected") == 1
        assert changes(then, between, HERE).after[HERE].standing.last_visit_on is None
        whole = changes(then, now, HERE)
        assert whole.before[HERE].standing.last_visit_on == whole.after[HERE].standing.last_visit_on
        assert kinds(whole) == {"corrected"}
        assert number(whole, "corrected") == 1  # the first one no longer stands

    def test_moves_an_entry_on_the_axis_of_what_had_happened(self, desk: Desk) -> None:
        day = desk.calendar.day
        desk.calendar.pass_days(30)
        entry = desk.does(visit())
        moved = day + timedelta(days=10)
        desk.does(CorrectEntry(target_event_id=entry, corrected_on=moved), reason="wrong-date")

        assert number(changes(desk.moment(day), desk.moment(moved), HERE), "visit-held") == 1
        assert number(changes(desk.moment(moved), desk.moment(desk.calendar.day), HERE), "visit-held") == 0


class TestAChangedDefinition:
    def test_changes_nothing_of_a_journey_that_follows_the_earlier_one(self) -> None:
        first = load_definition()
        limits = first.thresholds.model_copy(update={"step_idle_amber_days": 10})
        second = first.model_copy(update={"name": "five_steps.v2", "thresholds": limits})
        both = replace(load_reference(), definitions={each.name: each for each in (first, second)})
        desk = Desk(replace(both, current=first.name))
        for code in (HERE, THERE):
            desk.does(RegisterMunicipality(), code)
            desk.does(JoinMunicipality(), code)
        desk.does(OpenJourney())
        desk.does(StartStep(step=Step.SITUATION_PICTURE))
        then = desk.moment()
        desk.reference = replace(both, current=second.name)
        desk.does(OpenJourney(), THERE)
        desk.does(StartStep(step=Step.SITUATION_PICTURE), THERE)
        desk.calendar.pass_days(20)
        found = changes(then, desk.moment(), "17")

        (idle,) = (each for each in found.sentences if each.reason == "step-idle")
        assert [part.scb_code for part in idle.parts] == [THERE]
        assert found.after[HERE].standing.definition == "five_steps.v1"


def forward(then: Moment, now: Moment) -> Sentence:
    """Return the one sentence about what went forward."""
    (found,) = (each for each in changes(then, now, HERE).sentences if each.group == "forward")
    return found


class TestAnEnd:
    def test_of_a_pause_is_told_with_its_entry_and_day(self, desk: Desk) -> None:
        desk.does(PauseJourney(), reason="staff-change")
        then = desk.moment()
        desk.calendar.pass_days(10)
        ended = desk.does(ResumeJourney())
        found = forward(then, desk.moment())

        assert (found.kind, found.events, found.first_on) == ("resumed", (str(ended),), desk.calendar.day)

    def test_of_an_obstacle_is_told_with_its_entry_and_day(self, desk: Desk) -> None:
        step = Step.SITUATION_PICTURE
        desk.does(StartStep(step=step))
        desk.does(BlockStep(step=step, cause_code="no-mandate"))
        then = desk.moment()
        desk.calendar.pass_days(10)
        ended = desk.does(UnblockStep(step=step))
        found = forward(then, desk.moment())

        assert (found.kind, found.events, found.first_on) == ("step-unblocked", (str(ended),), desk.calendar.day)

    def test_of_an_obstacle_that_went_as_its_step_was_closed_is_told_too(self, desk: Desk) -> None:
        step = Step.SITUATION_PICTURE
        desk.does(BlockStep(step=step, cause_code="no-mandate"))
        for command in (StartStep(step=step), *published()):
            desk.does(command)
        then = desk.moment()
        desk.does(CompleteStep(step=step, outcome="achieved"))
        reopened = desk.does(ReopenStep(step=step), reason="work-remains")
        found = forward(then, desk.moment())

        assert (found.kind, found.events) == ("step-unblocked", (str(reopened),))


class TestAWithdrawal:
    def test_of_a_publication_is_told_as_taken_back(self, desk: Desk) -> None:
        desk.does(StartStep(step=Step.SITUATION_PICTURE))
        before = desk.moment()
        *_, event = [desk.does(command) for command in published()]
        published_then = desk.moment()
        desk.does(CorrectPicture(target_event_id=event, voids=True), reason="did-not-happen")
        now = desk.moment()

        assert "picture-published" in kinds(changes(before, published_then, HERE))
        assert {"picture-withdrawn", "corrected"} <= kinds(changes(published_then, now, HERE))
        assert not kinds(changes(before, now, HERE)) & {"picture-published", "picture-withdrawn"}

    def test_of_a_pause_is_not_told_as_one_that_ended(self, desk: Desk) -> None:
        desk.does(PauseJourney(), reason="staff-change")
        desk.does(ResumeJourney())
        desk.calendar.pass_days(10)
        before = desk.moment()
        pause = desk.does(PauseJourney(), reason="staff-change")
        then = desk.moment()
        desk.does(CorrectJourney(target_event_id=pause, voids=True), reason="typing-error")
        now = desk.moment()

        assert by_kind(changes(then, now, HERE))["pause-withdrawn"] == (str(pause),)
        assert kinds(changes(then, now, HERE)) == {"pause-withdrawn", "corrected"}
        assert not kinds(changes(before, now, HERE)) & {"paused", "resumed", "pause-withdrawn"}

    def test_of_an_obstacle_is_not_told_as_one_that_was_overcome(self, desk: Desk) -> None:
        step = Step.SITUATION_PICTURE
        desk.does(StartStep(step=step))
        desk.does(BlockStep(step=step, cause_code="no-mandate"))
        desk.does(UnblockStep(step=step))
        desk.calendar.pass_days(10)
        obstacle = desk.does(BlockStep(step=step, cause_code="no-mandate"))
        then = desk.moment()
        desk.does(CorrectJourney(target_event_id=obstacle, voids=True), reason="typing-error")
        found = changes(then, desk.moment(), HERE)

        assert by_kind(found)["step-block-withdrawn"] == (str(obstacle),)
        assert kinds(found) == {"step-block-withdrawn", "corrected"}

    def test_of_a_closing_is_not_told_as_a_reopening(self, desk: Desk) -> None:
        closed = closes_picture(desk)
        then = desk.moment()
        desk.calendar.pass_days(1)
        desk.does(CorrectJourney(target_event_id=closed, voids=True), reason="did-not-happen")
        withdrawn = changes(then, desk.moment(), HERE)
        desk.does(CompleteStep(step=Step.SITUATION_PICTURE, outcome="achieved"))
        closed_again = desk.moment()
        desk.does(ReopenStep(step=Step.SITUATION_PICTURE), reason="work-remains")

        assert by_kind(withdrawn)["step-closing-withdrawn"] == (str(closed),)
        assert "step-reopened" not in kinds(withdrawn)
        assert "step-reopened" in kinds(changes(closed_again, desk.moment(), HERE))

    def test_of_a_reopening_is_not_told_as_a_closing(self, desk: Desk) -> None:
        closes_picture(desk)
        reopened = desk.does(ReopenStep(step=Step.SITUATION_PICTURE), reason="work-remains")
        then = desk.moment()
        desk.does(CorrectJourney(target_event_id=reopened, voids=True), reason="did-not-happen")
        withdrawn = changes(then, desk.moment(), HERE)
        desk.does(ReopenStep(step=Step.SITUATION_PICTURE), reason="work-remains")
        open_again = desk.moment()
        desk.does(CompleteStep(step=Step.SITUATION_PICTURE, outcome="achieved"))

        assert by_kind(withdrawn)["step-reopening-withdrawn"] == (str(reopened),)
        assert "step-achieved" not in kinds(withdrawn)
        assert "step-achieved" in kinds(changes(open_again, desk.moment(), HERE))

    def test_of_a_leaving_is_not_told_as_joining_nor_that_of_a_return_as_leaving(self, desk: Desk) -> None:
        desk.calendar.pass_days(5)
        left = desk.does(LeaveMunicipality(), reason="other")
        away = desk.moment()
        desk.does(CorrectMunicipality(target_event_id=left, voids=True), reason="did-not-happen")
        stayed = changes(away, desk.moment(), HERE)
        desk.does(LeaveMunicipality(), reason="other")
        gone = desk.moment()
        desk.calendar.pass_days(5)
        cycle = desk.does(JoinMunicipality())
        returned = desk.moment()
        desk.does(CorrectJourney(target_event_id=cycle, voids=True), reason="did-not-happen")
        (back,) = by_kind(changes(gone, returned, HERE))["joined"]
        desk.does(CorrectMunicipality(target_event_id=UUID(back), voids=True), reason="did-not-happen")
        not_returned = changes(returned, desk.moment(), HERE)

        assert by_kind(stayed)["leaving-withdrawn"] == (str(left),)
        assert by_kind(not_returned)["return-withdrawn"] == (back,)
        assert not {"joined", "left"} & (kinds(stayed) | kinds(not_returned))

    def test_of_a_visit_takes_away_what_was_counted(self, desk: Desk) -> None:
        then = desk.moment()
        entry = desk.does(visit())
        between = desk.moment()
        desk.does(CorrectEntry(target_event_id=entry, voids=True), reason="did-not-happen")

        assert number(changes(then, between, HERE), "visit-held") == 1
        assert number(changes(then, desk.moment(), HERE), "visit-held") == 0


class TestTheCountysStepsSinceADay:
    def test_are_told_though_a_new_cycle_has_begun_since(self, desk: Desk) -> None:
        closed = closes_picture(desk)
        desk.calendar.pass_days(14)
        desk.does(OpenCycle(), reason="regular-review")
        desk.calendar.pass_days(17)

        assert since(desk, 60) == {"started": 1, "closed": 1}
        assert ids_since(desk, 60)["closed"] == (str(closed),)
        assert since(desk, 31) == {"started": 0, "closed": 0}
        assert (HERE, Step.SITUATION_PICTURE) in changes(
            desk.moment(FIRST), desk.moment(desk.calendar.day), "17"
        ).closed

    def test_are_told_though_the_step_was_reopened_and_the_municipality_has_left(self, desk: Desk) -> None:
        closes_picture(desk)
        desk.does(ReopenStep(step=Step.SITUATION_PICTURE), reason="work-remains")
        desk.calendar.pass_days(5)
        desk.does(LeaveMunicipality(), reason="other")

        assert since(desk, 60) == {"started": 1, "closed": 1}

    def test_are_not_told_where_the_entry_was_wrong(self, desk: Desk) -> None:
        closed = closes_picture(desk)
        desk.calendar.pass_days(5)
        desk.does(CorrectJourney(target_event_id=closed, voids=True), reason="did-not-happen")

        assert since(desk, 60) == {"started": 1, "closed": 0}

    def test_are_those_that_had_happened_by_the_day_that_is_asked_for(self, desk: Desk) -> None:
        closes_picture(desk)
        desk.calendar.pass_days(5)

        assert since(desk, 60, desk.moment(desk.calendar.day - timedelta(days=6))) == {"started": 1, "closed": 0}
        assert since(desk, 60, desk.moment(desk.calendar.day - timedelta(days=5))) == {"started": 1, "closed": 1}


FIRST = date(2024, 1, 15)


def closes_picture(desk: Desk) -> UUID:
    """Begin the first step a day after all else, close it ten days later, and return the closing's id."""
    desk.calendar.pass_days(1)
    for command in (StartStep(step=Step.SITUATION_PICTURE), *published()):
        desk.does(command)
    desk.calendar.pass_days(10)
    return desk.does(CompleteStep(step=Step.SITUATION_PICTURE, outcome="achieved"))


def ids_since(desk: Desk, days: int, moment: Moment | None = None) -> dict[str, tuple[str, ...]]:
    now = moment or desk.moment()
    found = facts(now.reading, overview(now.reading, "17", now.day), now.day - timedelta(days=days), now.day)
    return {name: each.events for name, each in found.items() if name in {"started", "closed"}}


def since(desk: Desk, days: int, moment: Moment | None = None) -> dict[str, int]:
    return {name: len(each) for name, each in ids_since(desk, days, moment).items()}


def published() -> Iterator[Command]:
    yield CommissionPicture()
    for question in QUESTIONS:
        yield AnswerQuestion(question_code=question, assessment="mixed", source_type="municipal-staff")
    yield PublishPictureVersion()

"""The invented history: that everything which can happen does, and that nothing in it could hurt anyone."""

from datetime import date, timedelta
from functools import cache

import pytest

from adapters.demo.history import NotEmpty, build
from adapters.demo.people import PEOPLE
from adapters.i18n.catalogue import LANGUAGES, catalogue
from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import MemoryViews
from domain.aggregates import AGGREGATES, USER_RULES
from domain.audit.events import CommandRefused
from domain.correction import CorrectionCommand, EntryCorrection
from domain.journey import events as journey
from domain.messages import Recorded
from domain.municipality import events as municipality
from domain.situation_picture import events as picture
from domain.standing import Standing
from domain.values import USER_ROLES, Channel, Role, Step
from projections.county import COUNTY, StandingRow
from projections.engine.running import follow
from projections.engine.views import Query
from projections.work_queue import WORK_QUEUE, OpenItemRow
from tests.support.given import REFERENCE
from workflows.attention.attention import attention
from workflows.attention.clocks import health
from workflows.attention.reason import Attention

TODAY = date(2026, 11, 23)


@cache
def store() -> MemoryEventStore:
    made = MemoryEventStore()
    build(made, REFERENCE, TODAY)
    return made


@cache
def history() -> list[Recorded]:
    return store().read(0, 10_000)


@cache
def standings() -> dict[str, Standing]:
    views = MemoryViews()
    views.prepare([COUNTY])
    follow(COUNTY, store(), views)
    rows = views.select(COUNTY, Query(StandingRow))
    return {row.scb_code: row.standing for row in rows if isinstance(row, StandingRow)}


@cache
def queue() -> list[Attention]:
    views = MemoryViews()
    views.prepare([WORK_QUEUE])
    follow(WORK_QUEUE, store(), views)
    rows = views.select(WORK_QUEUE, Query(OpenItemRow))
    items = [row.item for row in rows if isinstance(row, OpenItemRow)]
    return [
        each
        for code, standing in standings().items()
        for each in attention(
            standing, [item for item in items if item.scb_code == code], REFERENCE.definition(), TODAY
        )
    ]


def events_of(kind: type) -> list[Recorded]:
    return [each for each in history() if isinstance(each.event, kind)]


class TestTheHistory:
    def test_covers_all_sixteen_municipalities_over_three_years(self) -> None:
        assert len(standings()) == 16
        assert history()[0].envelope.recorded_at.date() < TODAY - timedelta(days=3 * 365)
        assert history()[-1].envelope.recorded_at.date() >= TODAY - timedelta(days=4)

    def test_is_recorded_in_the_order_of_time(self) -> None:
        recorded = [each.envelope.recorded_at for each in history()]

        assert sorted(recorded) == recorded

    def test_marks_every_event_as_invented(self) -> None:
        assert {each.envelope.channel for each in history()} == {Channel.DEMO}

    def test_holds_no_levels_of_milieus_and_no_finding_but_strengths(self) -> None:
        findings = [each.event for each in events_of(picture.FindingRecorded)]

        assert {each.kind for each in findings if isinstance(each, picture.FindingRecorded)} == {"strength"}

    def test_assesses_nothing_as_weak_or_worse(self) -> None:
        answers = {each.event.model_dump()["assessment"] for each in events_of(picture.QuestionAnswered)}
        developments = {each.event.model_dump()["direction"] for each in events_of(picture.LocalDevelopmentNoted)}

        assert answers <= {"strength", "unknown"}
        assert developments <= {"better", "unchanged", "unclear"}

    def test_is_the_same_each_time(self) -> None:
        again = MemoryEventStore()
        build(again, REFERENCE, TODAY)

        assert again.read(0, 10_000) == history()

    @pytest.mark.parametrize("later", range(0, 364, 40))
    def test_ends_on_whichever_day_is_asked_for(self, later: int) -> None:
        other = MemoryEventStore()

        assert build(other, REFERENCE, TODAY + timedelta(days=later)) == len(history())

    def test_never_mixes_with_another(self) -> None:
        with pytest.raises(NotEmpty):
            build(store(), REFERENCE, TODAY)


class TestWhatHappens:
    def test_includes_every_command(self) -> None:
        topics = {each.topic for each in history()}
        lacking = [command.name for command, rules in USER_RULES.items() if rules.records.topic not in topics]

        assert lacking == []

    @pytest.mark.parametrize("status", ["not_started", "in_progress", "achieved", "declined", "not_applicable"])
    def test_includes_steps_that_are(self, status: str) -> None:
        statuses = {
            standing.cell(step).status
            for standing in standings().values()
            if standing.membership == "joined"
            for step in Step
        }

        assert status in statuses

    @pytest.mark.parametrize("step", list(Step)[:4])
    def test_includes_the_completion_of_each_step(self, step: Step) -> None:
        completed = [each.event for each in events_of(journey.StepCompleted)]

        assert step in {each.step for each in completed if isinstance(each, journey.StepCompleted)}

    @pytest.mark.parametrize("expected", ["active", "at_risk", "dormant"])
    def test_includes_everyday_work_that_is(self, expected: str) -> None:
        assert expected in {health(each, REFERENCE.definition(), TODAY) for each in standings().values()}

    def test_includes_refusals_by_a_rule_and_by_the_table_of_roles(self) -> None:
        refused = [each.event for each in events_of(CommandRefused)]
        rules = {rule for each in refused if isinstance(each, CommandRefused) for rule in each.rule_ids}

        assert {"R1", "L8"} <= rules

    def test_includes_rules_gone_past(self) -> None:
        overridden = {each.event.model_dump()["rule_id"] for each in events_of(journey.GuardOverridden)}

        assert {"R2", "E2"} <= overridden

    def test_includes_corrections_in_every_aggregate_that_void_and_that_replace(self) -> None:
        corrections = [each.event for each in history() if isinstance(each.event, EntryCorrection)]

        assert {each.aggregate for each in corrections} == {
            name for name, each in AGGREGATES.items() if any(issubclass(kind, CorrectionCommand) for kind in each.rules)
        }
        assert {each.voids for each in corrections} == {True, False}

    @pytest.mark.parametrize(
        "kind",
        [
            journey.StepReopened,
            journey.CycleOpened,
            journey.JourneyPaused,
            journey.JourneyResumed,
            journey.StepBlocked,
            journey.StepUnblocked,
        ],
    )
    def test_includes_on_the_journey(self, kind: type) -> None:
        assert events_of(kind)

    def test_includes_leaving_and_coming_back(self) -> None:
        (left,) = events_of(municipality.MunicipalityLeft)
        scope = left.envelope.scope
        joined = [each for each in events_of(municipality.MunicipalityJoined) if each.envelope.scope == scope]

        assert len(joined) == 2
        assert standings()[scope].cycle == 2

    def test_includes_late_entries_with_their_reasons(self) -> None:
        late = [each.envelope for each in history() if each.envelope.is_late]

        assert {"record-came-late", "learnt-late"} <= {each.reason for each in late}

    def test_includes_a_journey_that_rests(self) -> None:
        assert [each.name for each in standings().values() if each.is_paused] == ["Hammarö"]

    def test_includes_two_that_have_not_joined_one_of_them_met_by_outreach_alone(self) -> None:
        outside = [each for each in standings().values() if each.membership == "outside"]

        assert {each.name for each in outside} == {"Storfors", "Årjäng"}
        assert [each.name for each in outside if each.formalised_on is None] == ["Storfors"]

    @pytest.mark.parametrize(
        "reason",
        [
            "no-contact-person",
            "step-blocked",
            "step-overdue",
            "measure-overdue",
            "contact-silence-red",
            "visit-gap-red",
            "picture-past-review",
            "guidance-waiting",
            "pause-ended",
        ],
    )
    def test_leaves_in_the_queue(self, reason: str) -> None:
        assert reason in {each.reason for each in queue()}

    def test_leaves_acute_guidance_waiting(self) -> None:
        assert ("1784", "red") in {
            (each.scb_code, each.severity) for each in queue() if each.reason.startswith("guidance")
        }


class TestThePeople:
    def test_are_of_every_role(self) -> None:
        assert {each.role for each in PEOPLE} == USER_ROLES

    def test_are_contacts_of_their_own_municipality_alone(self) -> None:
        own = {each.municipality for each in PEOPLE if each.role is Role.CONTACT}

        assert {"1784", "1766"} <= own
        assert all((each.municipality is None) != (each.role is Role.CONTACT) for each in PEOPLE)

    def test_have_pseudonyms_of_their_own(self) -> None:
        assert len({each.actor.ref for each in PEOPLE}) == len(PEOPLE)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_are_worded_each_in_its_own_way(self, language: str) -> None:
        keys = [f"demo.person.{each.key}" for each in PEOPLE]

        assert all(catalogue(language).has(key) for key in keys)
        assert len({catalogue(language).text(key) for key in keys}) == len(PEOPLE)

"""Policies and timers: given these events, and for a timer a day, then exactly these commands."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import MemoryViews
from domain.correction import EntryCorrection
from domain.journey.commands import OpenCycle, RemindOfPauseEnd, ResumeJourney
from domain.journey.events import EntryCorrected, JourneyPaused, JourneyResumed, PauseEndReminded
from domain.messages import Command, Event
from domain.municipality.events import EntryCorrected as MunicipalityEntryCorrected
from domain.municipality.events import MunicipalityJoined, MunicipalityLeft
from domain.scope import Scope
from domain.values import Channel, Role
from projections.engine.running import follow
from projections.engine.views import Query
from projections.work_queue import WORK_QUEUE, OpenItemRow
from tests.support.given import REFERENCE, Dated, at, event_id, given, recorded
from tests.support.histories import JOINED, OPENED, PAUSE_END, PAUSE_OVERDUE, PAUSED
from tests.support.people import HERE, TODAY
from workflows.facts import Looking
from workflows.handling.issuing import SYSTEM_ACTOR, Issuing
from workflows.policies.pause_end import PAUSE_END as TIMER
from workflows.policies.policy import Issued, Policy
from workflows.policies.registry import IN_THE_ACT
from workflows.policies.rejoining import REJOINING
from workflows.working import Working

DAY_AFTER = PAUSE_END + timedelta(days=1)
PAUSE = event_id(len(PAUSE_OVERDUE))
REMINDED = PauseEndReminded(expected_until=PAUSE_END)


def look(store: MemoryEventStore) -> Looking:
    return Looking(Scope.of(HERE.scb_code), REFERENCE, Working(store))


def commands(policy: Policy, *events: Event) -> list[Command]:
    """Return what the last event leads to."""
    store = MemoryEventStore()
    history = store.append(recorded(events))
    return [each.command for each in policy.reactions(history[-1], look(store))]


def due(events: Sequence[Event | Dated], day: date) -> list[Issued]:
    """Return the commands that the timer gives on that day."""
    store, views = MemoryEventStore(), MemoryViews()
    views.prepare([WORK_QUEUE])
    store.append(recorded(events))
    follow(WORK_QUEUE, store, views)
    rows = cast("Sequence[OpenItemRow]", views.select(WORK_QUEUE, Query(OpenItemRow)))
    return TIMER.due([row.item for row in rows], day)


def corrected(number: int, **fields: object) -> EntryCorrection:
    return EntryCorrected.model_validate({"target_event_id": event_id(number), "voids": not fields, **fields})


class TestRejoining:
    def test_resumes_the_journey_and_opens_a_cycle(self) -> None:
        assert commands(REJOINING, *PAUSED, MunicipalityLeft(), MunicipalityJoined()) == [ResumeJourney(), OpenCycle()]

    def test_opens_a_cycle_where_the_journey_was_not_paused(self) -> None:
        assert commands(REJOINING, *OPENED, MunicipalityLeft(), MunicipalityJoined()) == [OpenCycle()]

    def test_leads_to_nothing_at_the_first_joining(self) -> None:
        assert commands(REJOINING, *JOINED) == []

    def test_is_decided_by_a_joining_alone(self) -> None:
        assert commands(REJOINING, *PAUSED) == []

    def test_is_carried_out_in_the_act_itself(self) -> None:
        assert REJOINING in IN_THE_ACT

    def test_names_the_event_and_the_command_in_its_keys_where_it_is_carried_out_later(self) -> None:
        store = MemoryEventStore()
        joined = store.append(recorded([*PAUSED, MunicipalityLeft(), MunicipalityJoined()]))[-1].envelope

        assert [each.key for each in REJOINING.issued(store.read(0, 10)[-1], look(store))] == [
            f"rejoining:{joined.event_id}:journey.resume-journey",
            f"rejoining:{joined.event_id}:journey.open-cycle",
        ]


class TestPauseEnd:
    def test_is_due_on_the_day_after_the_expected_end(self) -> None:
        [issued] = due(PAUSE_OVERDUE, DAY_AFTER)

        assert issued == Issued(RemindOfPauseEnd(), HERE.scb_code, PAUSE, f"pause-end:{PAUSE}:2026-01-20")

    def test_is_not_due_on_the_last_day(self) -> None:
        assert due(PAUSE_OVERDUE, PAUSE_END) == []

    def test_is_still_due_after_a_night_and_a_year(self) -> None:
        assert due(PAUSE_OVERDUE, DAY_AFTER + timedelta(days=365)) == due(PAUSE_OVERDUE, DAY_AFTER)

    def test_is_never_due_without_an_expected_end(self) -> None:
        assert due(PAUSED, TODAY) == []

    def test_is_not_due_once_it_was_reminded_of(self) -> None:
        assert due([*PAUSE_OVERDUE, REMINDED], TODAY) == []

    def test_is_not_due_of_a_journey_that_goes_on(self) -> None:
        assert due([*PAUSE_OVERDUE, JourneyResumed()], TODAY) == []

    def test_is_due_of_the_next_pause(self) -> None:
        later = JourneyPaused(expected_until=date(2026, 2, 1))

        [issued] = due([*PAUSE_OVERDUE, REMINDED, JourneyResumed(), *at(date(2026, 1, 25), later)], TODAY)

        assert issued.cause == event_id(len(PAUSE_OVERDUE) + 3)

    def test_is_not_due_of_a_municipality_that_has_left(self) -> None:
        assert due([*PAUSE_OVERDUE, MunicipalityLeft()], TODAY) == []

    def test_is_due_where_the_leaving_was_voided(self) -> None:
        left = len(PAUSE_OVERDUE) + 1
        voided = MunicipalityEntryCorrected(target_event_id=event_id(left), voids=True)

        assert due([*PAUSE_OVERDUE, MunicipalityLeft(), voided], TODAY) == due(PAUSE_OVERDUE, TODAY)

    def test_is_not_due_of_a_pause_that_was_voided(self) -> None:
        assert due([*PAUSE_OVERDUE, corrected(len(PAUSE_OVERDUE))], TODAY) == []

    def test_is_due_where_the_resumption_was_voided(self) -> None:
        resumed = len(PAUSE_OVERDUE) + 1

        assert due([*PAUSE_OVERDUE, JourneyResumed(), corrected(resumed)], TODAY) == due(PAUSE_OVERDUE, TODAY)

    def test_follows_an_expected_end_that_was_corrected(self) -> None:
        moved = corrected(len(PAUSE_OVERDUE), correction={"expected_until": "2026-02-10"})

        assert due([*PAUSE_OVERDUE, moved], date(2026, 2, 10)) == []
        assert [each.key for each in due([*PAUSE_OVERDUE, moved], date(2026, 2, 11))] == [
            f"pause-end:{PAUSE}:2026-02-10"
        ]

    def test_is_due_again_where_the_end_was_moved_after_the_reminder(self) -> None:
        moved = corrected(len(PAUSE_OVERDUE), correction={"expected_until": "2026-02-10"})

        assert due([*PAUSE_OVERDUE, REMINDED, moved], date(2026, 2, 10)) == []
        assert [each.key for each in due([*PAUSE_OVERDUE, REMINDED, moved], date(2026, 2, 11))] == [
            f"pause-end:{PAUSE}:2026-02-10"
        ]


class TestIssuing:
    def test_gives_a_command_once_as_the_system_and_names_the_cause(self) -> None:
        story = given(*PAUSE_OVERDUE)
        issuing, [issued] = Issuing(story.handling), due(PAUSE_OVERDUE, TODAY)

        assert [issuing.issue(issued), issuing.issue(issued)] == [True, True]
        *_, last = history = story.store.load(f"journey/{HERE.scb_code}")
        assert [each.event for each in history].count(REMINDED) == 1
        envelope = last.envelope
        assert (envelope.causation_id, envelope.command_id) == (PAUSE, issued.key)
        assert (envelope.actor_ref, envelope.actor_role) == (SYSTEM_ACTOR.ref, Role.SYSTEM)
        assert envelope.channel is Channel.SYSTEM

    def test_tells_of_a_refusal_and_records_nothing(self) -> None:
        story = given(*PAUSE_OVERDUE, JourneyResumed())
        [issued] = due(PAUSE_OVERDUE, TODAY)

        assert not Issuing(story.handling).issue(issued)
        assert story.store.head() == len(PAUSE_OVERDUE) + 1

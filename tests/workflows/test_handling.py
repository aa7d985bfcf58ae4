"""One path for every command: once however often it is sent, all of it or nothing, and what it rests on is recorded."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from adapters.memory.event_store import MemoryEventStore
from domain.action_plan.commands import AdoptPlan, DeclinePlan
from domain.action_plan.events import PlanAdopted
from domain.audit.events import CommandRefused
from domain.contact.commands import EndContact
from domain.errors import Rejected
from domain.journey.commands import CompleteStep
from domain.journey.events import CycleOpened, GuardOverridden, JourneyPaused, JourneyResumed
from domain.messages import Command, Event, Recorded
from domain.municipality.commands import JoinMunicipality, RegisterMunicipality
from domain.municipality.events import MunicipalityJoined, MunicipalityLeft
from domain.people import Actor
from domain.programme.commands import AddFunder
from domain.scope import Scope
from domain.situation_picture.commands import PublishPictureVersion
from domain.structure_review.commands import OpenReview
from domain.support.commands import LogContact, NoteNeed
from domain.support.events import ContactHad
from domain.values import Channel, Step
from tests.support.given import REFERENCE, Dated, given, recorded
from tests.support.histories import (
    ASSIGNMENT,
    JOINED,
    OPENED,
    PAUSED,
    PICTURE_AT_WORK,
    PLAN_AT_WORK,
    PLAN_READY,
    appointed,
    in_step,
)
from tests.support.people import ADMINISTRATOR, CONTACT, COORDINATOR, HERE, MANAGER, TODAY, SetClock
from workflows.handling.act import Act, Override
from workflows.handling.answer import Done, KeyReused
from workflows.handling.checks import VersionMismatch
from workflows.handling.handler import Handling, UnknownScope
from workflows.ports import Receipt, Unavailable, VersionConflict

ADOPT = AdoptPlan(body="municipal-council")
CLOSE = CompleteStep(step=Step.ACTION_PLAN, outcome="achieved")
PLAN = "action-plan/1715/ve"


class House:
    """A store with a history, and the handler over it."""

    def __init__(self, events: Sequence[Event | Dated] = (), store: MemoryEventStore | None = None) -> None:
        self.store = store or MemoryEventStore()
        self.handling = Handling(self.store, SetClock(), REFERENCE)
        if events:
            self.store.append(recorded(events))
        self.head = self.store.head()

    def ask(
        self,
        command: Command,
        key: str = "key-1",
        by: Actor = COORDINATOR,
        overrides: tuple[Override, ...] = (),
        expected_version: int | None = None,
        channel: Channel = Channel.UI,
    ) -> Done:
        return self.handling.handle(
            Act(
                command,
                Scope.of(HERE.scb_code),
                by,
                key,
                channel,
                overrides=overrides,
                expected_versions=None if expected_version is None else frozenset({expected_version}),
            )
        )

    @property
    def added(self) -> list[Recorded]:
        return self.store.read(self.head, 100)


class ConflictedStore(MemoryEventStore):
    """A store where others are quicker so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def append(
        self, events: Sequence[Recorded], receipt: Receipt | None = None, rests_on: Mapping[str, int] = {}
    ) -> list[Recorded]:
        if receipt and self.times:
            self.times -= 1
            raise VersionConflict(events[0].envelope.stream)
        return super().append(events, receipt, rests_on)


class TestARepeatedRequest:
    def test_gets_the_same_answer_and_no_second_event(self) -> None:
        house = House()

        assert house.ask(LogContact(direction="both")) == house.ask(LogContact(direction="both"))
        assert len(house.added) == 1

    def test_gets_it_even_where_its_own_effect_would_refuse_it(self) -> None:
        house = House()

        assert house.ask(RegisterMunicipality()) == house.ask(RegisterMunicipality())

    def test_gets_it_even_when_it_names_the_version_before_its_own(self) -> None:
        house = House()

        assert house.ask(LogContact(direction="both"), expected_version=0) == house.ask(
            LogContact(direction="both"), expected_version=0
        )

    def test_gets_the_same_refusal(self) -> None:
        house = House(PLAN_AT_WORK)
        with pytest.raises(Rejected) as first:
            house.ask(ADOPT, by=CONTACT)
        with pytest.raises(Rejected) as second:
            house.ask(ADOPT, by=CONTACT)

        assert first.value.refusals == second.value.refusals
        assert len(house.added) == 1

    def test_under_a_key_of_another_request_is_refused(self) -> None:
        house = House()
        house.ask(LogContact(direction="both"))

        with pytest.raises(KeyReused):
            house.ask(NoteNeed(need_code="plan-support"))
        with pytest.raises(KeyReused):
            house.ask(LogContact(direction="in"))

    def test_may_use_the_same_key_for_another_person(self) -> None:
        house = House()
        house.ask(LogContact(direction="both"))
        house.ask(NoteNeed(need_code="plan-support"), by=CONTACT)

        assert len(house.added) == 2

    def test_from_eight_threads_at_once_happens_once(self) -> None:
        house = House(JOINED)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: house.ask(OpenReview()), range(8)))

        assert len(set(map(repr, answers))) == 1
        assert len(house.added) == 1


class TestManyAtOnce:
    def test_all_come_in_one_after_the_other(self) -> None:
        house = House()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda number: house.ask(LogContact(direction="both"), key=f"key-{number}"), range(8)))

        assert [each.envelope.version for each in house.store.load("support/1715")] == list(range(1, 9))

    def test_are_tried_again_when_others_are_quicker(self) -> None:
        house = House(store=ConflictedStore(39))

        assert house.ask(LogContact(direction="both")).version == 1

    def test_give_up_in_the_end(self) -> None:
        with pytest.raises(Unavailable):
            House(store=ConflictedStore(40)).ask(LogContact(direction="both"))


class TestAnExpectedVersion:
    def test_is_accepted_when_it_is_the_streams(self) -> None:
        assert House([ContactHad(direction="in")]).ask(LogContact(direction="both"), expected_version=1).version == 2

    def test_that_is_not_the_streams_is_told_what_came_since(self) -> None:
        house = House([ContactHad(direction="in"), ContactHad(direction="out")])
        with pytest.raises(VersionMismatch) as mismatch:
            house.ask(LogContact(direction="both"), expected_version=1)

        assert mismatch.value.expected == 1
        assert mismatch.value.actual == 2
        assert [each.event for each in mismatch.value.since] == [ContactHad(direction="out")]
        assert not house.added

    @pytest.mark.parametrize(("by", "told"), [(COORDINATOR, 2), (ADMINISTRATOR, 0)])
    def test_tells_what_came_since_to_those_who_may_read_it(self, by: Actor, told: int) -> None:
        house = House(JOINED)
        with pytest.raises(VersionMismatch) as mismatch:
            house.ask(RegisterMunicipality(), by=by, expected_version=0)

        assert (mismatch.value.actual, len(mismatch.value.since)) == (2, told)

    def test_of_a_contact_s_assignment_is_told_to_whoever_appoints(self) -> None:
        house, end = House([*JOINED, appointed()]), EndContact(assignment_id=ASSIGNMENT, cause="new-duties")
        with pytest.raises(VersionMismatch) as mismatch:
            house.ask(end, by=ADMINISTRATOR, expected_version=0)

        assert [each.event for each in mismatch.value.since] == [appointed()]


class TestRefusals:
    @pytest.mark.parametrize(
        ("history", "command", "by", "rules", "stream"),
        [
            (PLAN_AT_WORK, ADOPT, CONTACT, ("R2",), PLAN),
            (PLAN_AT_WORK, ADOPT, MANAGER, ("L8",), PLAN),
            (PICTURE_AT_WORK, PublishPictureVersion(), COORDINATOR, ("R1",), "situation-picture/1715"),
            (in_step(Step.ACTION_PLAN), CLOSE, COORDINATOR, ("R4",), "journey/1715"),
            ([*in_step(Step.ACTION_PLAN), JourneyPaused()], CLOSE, COORDINATOR, ("L6", "R4"), "journey/1715"),
        ],
    )
    def test_that_someone_will_ask_about_are_recorded_on_the_companion_alone(
        self, history: list[Event], command: Command, by: Actor, rules: tuple[str, ...], stream: str
    ) -> None:
        house = House(history)
        before = len(house.store.load(stream))
        with pytest.raises(Rejected):
            house.ask(command, by=by)

        (refused,) = house.added
        step = getattr(command, "step", None)  # which of five the command was about
        assert refused.event == CommandRefused(command=command.name, rule_ids=rules, step=step)
        assert refused.envelope.stream == f"audit/{stream}"
        assert len(house.store.load(stream)) == before
        assert f"audit/{stream}" not in house.store.streams(HERE.scb_code)

    def test_are_counted_on_there(self) -> None:
        house = House(PLAN_AT_WORK)
        for key in ("key-1", "key-2"):
            with pytest.raises(Rejected):
                house.ask(ADOPT, key=key, by=CONTACT)

        assert [each.envelope.version for each in house.store.load(f"audit/{PLAN}")] == [1, 2]

    @pytest.mark.parametrize(
        ("history", "command"),
        [
            pytest.param(JOINED, JoinMunicipality(), id="done already"),
            pytest.param(OPENED, PublishPictureVersion(), id="not begun yet"),
            pytest.param(PLAN_AT_WORK, DeclinePlan(), id="a field left out that a rule asks for"),
            pytest.param(PLAN_AT_WORK, ADOPT, id="a question back to someone who may go past the rule"),
        ],
    )
    def test_that_are_slips_leave_no_trace(self, history: list[Event], command: Command) -> None:
        house = House(history)
        with pytest.raises(Rejected):
            house.ask(command)

        assert not house.added
        assert house.store.receipt(COORDINATOR.ref, "key-1") is None

    def test_of_a_sheet_s_row_are_told_in_its_report_alone(self) -> None:
        house = House(in_step(Step.ACTION_PLAN))
        with pytest.raises(Rejected, match="R4"):
            house.ask(CLOSE, channel=Channel.IMPORT)

        assert not house.added

    def test_of_an_unknown_place_come_first(self) -> None:
        act = Act(LogContact(direction="both"), Scope.of("0000"), COORDINATOR, "key-1", Channel.UI)

        with pytest.raises(UnknownScope):
            House().handling.handle(act)

    @pytest.mark.parametrize(
        ("command", "scope"),
        [(AddFunder(funder="region"), HERE.scb_code), (LogContact(direction="both"), HERE.county_code)],
    )
    def test_of_another_kind_of_scope_than_the_command_s_come_first(self, command: Command, scope: str) -> None:
        with pytest.raises(UnknownScope):
            House().handling.handle(Act(command, Scope.of(scope), COORDINATOR, "key-1", Channel.UI))


class TestAnOverride:
    def test_is_recorded_in_the_envelope_and_as_caused_by_the_entry(self) -> None:
        house = House([*PLAN_AT_WORK, *OPENED[2:]])
        done = house.ask(ADOPT, overrides=(Override("R2", "proportionate"),))
        main, noted = house.added

        assert isinstance(main.event, PlanAdopted)
        assert main.envelope.overrides == ("R2",)
        assert noted.event == GuardOverridden(rule_id="R2", command="action-plan.adopt-plan")
        assert noted.envelope.causation_id == main.envelope.event_id
        assert noted.envelope.reason == "proportionate"
        assert noted.envelope.stream == "journey/1715"
        assert noted.envelope.correlation_id == main.envelope.correlation_id
        assert done.version == main.envelope.version

    def test_of_a_rule_that_does_not_strike_is_not_recorded(self) -> None:
        house = House(PLAN_READY)
        house.ask(ADOPT, overrides=(Override("R2", "proportionate"),))
        (main,) = house.added

        assert main.envelope.overrides == ()

    def test_is_the_coordinators_alone(self) -> None:
        with pytest.raises(Rejected, match="L8"):
            House(PLAN_AT_WORK).ask(ADOPT, by=CONTACT, overrides=(Override("R2", "proportionate"),))


class TestTheEnvelope:
    def test_says_what_the_decision_rested_on(self) -> None:
        house = House(PLAN_READY)
        house.ask(ADOPT)
        (adopted,) = house.added
        published = len(house.store.load("situation-picture/1715"))

        assert adopted.envelope.rests_on == {
            "municipality/1715": 2,
            "situation-picture/1715": published,
            "journey/1715": 0,
        }

    @pytest.mark.parametrize("channel", [Channel.UI, Channel.API, Channel.DEMO])
    def test_has_an_id_of_the_act_in_place_of_the_sender_s_key(self, channel: Channel) -> None:
        house, key = House(), "samtal-anna-andersson"
        for by in (COORDINATOR, CONTACT):
            house.ask(LogContact(direction="both"), key, by, channel=channel)
        house.ask(LogContact(direction="both"), f"{key}-2", channel=channel)
        ids = [each.envelope.command_id for each in house.added]

        assert [str(UUID(each)) for each in ids] == ids
        assert len(set(ids)) == 3

    def test_has_the_key_where_the_engine_made_it_itself(self) -> None:
        house, key = House(), f"import-{UUID(int=7)}"
        house.ask(LogContact(direction="both"), key, channel=Channel.IMPORT)

        assert [each.envelope.command_id for each in house.added] == [key]

    def test_says_who_when_and_by_which_rules(self) -> None:
        house = House()
        house.ask(LogContact(direction="both"), by=CONTACT)
        envelope = house.added[0].envelope

        assert (CONTACT.ref, CONTACT.role) == (envelope.actor_ref, envelope.actor_role)
        assert envelope.occurred_on == TODAY
        assert envelope.scope == HERE.scb_code
        assert envelope.process_version == "five_steps.v1"
        assert envelope.rule_versions == {}
        assert not envelope.is_late
        assert envelope.model_copy(update={"occurred_on": TODAY - timedelta(days=1)}).is_late


class TestRejoining:
    def test_opens_a_new_cycle(self) -> None:
        given(*OPENED, MunicipalityLeft()).when(JoinMunicipality()).then(MunicipalityJoined(), CycleOpened(cycle=2))

    def test_resumes_a_journey_that_rested(self) -> None:
        house = House([*PAUSED, MunicipalityLeft()])
        house.ask(JoinMunicipality())
        joined, resumed, cycle = house.added

        assert isinstance(resumed.event, JourneyResumed)
        assert cycle.event == CycleOpened(cycle=2)
        assert {each.envelope.causation_id for each in (resumed, cycle)} == {joined.envelope.event_id}
        assert {each.envelope.reason for each in (resumed, cycle)} == {"rejoined"}

    def test_without_a_journey_leads_to_nothing_more(self) -> None:
        given(*JOINED, MunicipalityLeft()).when(JoinMunicipality()).then(MunicipalityJoined())

"""Random histories: what the engine says may be done is what it accepts, and the log tells the same story again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from adapters.memory.event_store import MemoryEventStore
from adapters.postgres.log.event_store import PostgresEventStore
from domain.action_plan.commands import OpenPlanWork, ReceiveComment
from domain.aggregates import USER_RULES, aggregate_of
from domain.contact.commands import AppointContact, EndContact, HandOverContact
from domain.correction import CorrectionCommand, EntryCorrection, effective
from domain.errors import Rejected
from domain.facts import State
from domain.journey.commands import CompleteStep, OpenJourney, PauseJourney, ReopenStep, StartStep
from domain.journey.events import GuardOverridden
from domain.messages import Command, Recorded
from domain.municipality.commands import JoinMunicipality, LeaveMunicipality, RegisterMunicipality
from domain.people import Actor
from domain.scope import Scope
from domain.situation_picture.commands import (
    AnswerQuestion,
    CommissionPicture,
    PublishPictureVersion,
    RecordFinding,
    ReviewPictureUnchanged,
)
from domain.structure_review.commands import CreateNewGroup, IdentifyExistingStructure
from domain.values import Channel
from tests.support.decisions import breached
from tests.support.filling import Filling
from tests.support.given import REFERENCE
from tests.support.people import ADMINISTRATOR, AUDITOR, CONTACT, COORDINATOR, MANAGER, SetClock
from workflows.actions.action import Action
from workflows.actions.actions import Actions
from workflows.facts import Looking
from workflows.handling.act import Act, Override
from workflows.handling.answer import Done
from workflows.handling.checks import VersionMismatch
from workflows.handling.handler import Handling
from workflows.ports import IndexedStore
from workflows.reference import places
from workflows.working import Working

RULE_IDS = {
    *("R1", "R2", "R3", "R4", "R7", "R8", "R13", "E1", "E2", "E5"),
    *(f"L{number}" for number in range(1, 10)),
}
USER_COMMANDS = {each.name for each in USER_RULES}
ROLES = [COORDINATOR] * 15 + [CONTACT] * 3 + [MANAGER, ADMINISTRATOR]
# Taken often at first, so that there is something to work with; leaving seldom, since little may be done after.
WEIGHTS: dict[type[Command], float] = {
    RegisterMunicipality: 30,
    JoinMunicipality: 30,
    LeaveMunicipality: 0.15,
    OpenJourney: 10,
    StartStep: 3,
    CompleteStep: 20,
    ReopenStep: 20,
    PauseJourney: 0.5,
    CommissionPicture: 20,
    AnswerQuestion: 20,
    PublishPictureVersion: 10,
    ReviewPictureUnchanged: 10,
    AppointContact: 3,
    EndContact: 0.5,
    HandOverContact: 20,
    IdentifyExistingStructure: 3,
    CreateNewGroup: 4,
    OpenPlanWork: 5,
    ReceiveComment: 9,
}
# A picture has seven questions before anything comes of them.
TIMES: dict[type[Command], int] = {
    AnswerQuestion: 7,
    CommissionPicture: 2,
    OpenPlanWork: 3,
    AppointContact: 3,
    CreateNewGroup: 3,
    RecordFinding: 3,
}
RELUCTANT: dict[type[Command], float] = {LeaveMunicipality: 0.02}


def kind_of(action: Action) -> object:
    """Return what makes an action the same as one tried before: a refused one its rules, any other its command."""
    if action.verdict == "refused":
        return frozenset(each.rule_id for each in action.refusals)
    return action.command, action.verdict


@dataclass
class Tally:
    """How often each command was accepted and each rule struck, over all histories."""

    accepted: "Counter[str]" = field(default_factory=Counter)
    struck: "Counter[str]" = field(default_factory=Counter)


ON_MEMORY = Tally()


class History(RuleBasedStateMachine):
    """Two municipalities and their county, and people who try what they may and may not."""

    def __init__(self, store: IndexedStore, tally: Tally, where: Sequence[Scope], volume: int) -> None:
        super().__init__()
        self.store, self.tally, self.where, self.volume = store, tally, where, volume
        self.clock = SetClock()
        self.handling = Handling(store, self.clock, REFERENCE)
        self.actions = Actions(store, self.clock, REFERENCE)
        self.keys, self.steps = count(1), count(1)
        self.head = store.head()
        self.seen: dict[str, list[Recorded]] = {}
        self.states: dict[str, State] = {}
        self.touched: set[str] = set()
        self.taken: Counter[object] = Counter()

    @rule(seed=st.integers(0, 2**48))
    def someone_does_something(self, seed: int) -> None:
        random = Random(f"{self.volume}/{seed}/{next(self.steps)}")  # noqa: S311 -- Hypothesis draws it, to tell again
        self.clock.day += timedelta(days=random.choice([0, 0, 0, 1, 3, 20, 400 if random.random() < 0.1 else 0]))
        actor = random.choice(ROLES)
        first, second, county = self.where
        scope = random.choice([first, first, first, first, first, first, second, second, county, county])
        if actor is CONTACT:
            actor = actor.model_copy(update={"municipality": first.code})
        # Apart from the draws that follow: what happens in the municipalities does not depend on it.
        if scope is county and Random(f"auditor {seed}").random() < 0.4:  # noqa: S311
            actor = AUDITOR
        actions = self.actions.offered(scope, actor)
        action = random.choices(actions, [self._weight(each) for each in actions])[0]
        self.taken[kind_of(action)] += 1
        filling = Filling(random, REFERENCE.codes, Looking(scope, REFERENCE, Working(self.store)), self.clock.today())
        Attempt(self, scope, actor, action, filling).make()
        self._notice()

    def _weight(self, action: Action) -> float:
        weight = {"allowed": 8.0, "overridable": 12.0, "refused": 0.6}[action.verdict]
        if issubclass(action.command, CorrectionCommand):
            weight *= 0.2
        if action.verdict != "refused":
            weight *= WEIGHTS.get(action.command, 1)
        taken = self.taken[kind_of(action)] // (1 if action.verdict == "refused" else TIMES.get(action.command, 1))
        return weight / (1 + taken) ** 2

    def _notice(self) -> None:
        new = self.store.read(self.head, 100)
        self.touched = set()
        for each in new:
            stream = each.envelope.stream
            self.seen.setdefault(stream, []).append(each)
            self.touched.add(stream)
            if stream.startswith("audit/"):
                continue
            kind = aggregate_of(stream)
            if isinstance(each.event, EntryCorrection):
                self.states[stream] = kind.fold(effective(self.seen[stream]))
            else:
                self.states[stream] = kind.fold([each], self.states.get(stream))
        self.head = self.store.head()

    def teardown(self) -> None:
        assert breached(self.store) == []

    @invariant()
    def the_log_tells_the_same_again(self) -> None:
        for stream in self.touched:
            history = self.store.load(stream)
            assert self.seen[stream] == history
            assert list(range(1, len(history) + 1)) == [each.envelope.version for each in history]
            assert sorted(each.position for each in history) == [each.position for each in history]
            if not stream.startswith("audit/"):
                replayed = aggregate_of(stream).fold(effective(history))
                assert replace(self.states[stream], entries=0) == replace(replayed, entries=0)


@dataclass
class Attempt:
    """One request of one person, valid or not, and what it must lead to."""

    history: History
    scope: Scope
    actor: Actor
    action: Action
    filling: Filling

    def make(self) -> None:
        action, random = self.action, self.filling.random
        fields, reason = self.filling.fields(action), self.filling.reason(action)
        if action.verdict == "refused" or (action.verdict == "overridable" and random.random() < 0.3):
            self.refused(self.listed(), fields, reason)
        elif issubclass(action.command, CorrectionCommand):
            self.corrected(fields, reason)
        elif action.verdict == "overridable":
            self.accepted(fields, reason, {each.rule_id for each in action.refusals})
        elif random.random() < (0.4 if {"R3", "R4", "R13"} & {*action.needs} else 0.75):
            self.accepted(fields, reason)
        else:
            self.spoilt(fields, reason)

    def listed(self) -> set[str]:
        ids = {each.rule_id for each in self.action.refusals}
        return {"L8"} if "L8" in ids else ids

    def accepted(self, fields: dict[str, object], reason: str | None, overridden: set[str] | None = None) -> None:
        before = self.history.head
        overrides = tuple(Override(each, "proportionate") for each in sorted(overridden or ()))
        self.send(fields, reason, overrides)
        main, *others = self.history.store.read(before, 100)
        assert set(main.envelope.overrides) == (overridden or set())
        noted = [each for each in others if isinstance(each.event, GuardOverridden)]
        assert len(noted) == len(overridden or ())

    def refused(self, by: set[str], fields: dict[str, object], reason: str | None) -> None:
        with pytest.raises(Rejected) as refusal:
            self.send(fields, reason)
        assert by == {each.rule_id for each in refusal.value.refusals}
        self.history.tally.struck.update(by)

    def spoilt(self, fields: dict[str, object], reason: str | None) -> None:
        random, action = self.filling.random, self.action
        ways: list[str] = ["future", "seen", "fields", "fields", "fields"]
        if reason:
            ways.append("reason")
        match random.choice(ways):
            case "future":
                self.refused_with("L5", fields, reason, days=1)
            case "reason":
                reason_rule = "R4" if "R4" in action.needs else "L4"
                self.refused_with(reason_rule, fields, None)
            case "seen":
                with pytest.raises(VersionMismatch):
                    self.send(fields, reason, expected_version=action.version + 1)
            case _:
                if spoilt := self.filling.spoil(action, fields):
                    self.refused_with(spoilt[1], spoilt[0], reason)

    def refused_with(self, rule_id: str, fields: dict[str, object], reason: str | None, days: int = 0) -> None:
        with pytest.raises(Rejected) as refusal:
            self.send(fields, reason, days=days)
        ids = {each.rule_id for each in refusal.value.refusals}
        assert rule_id in ids
        assert ids <= {*self.action.needs}
        self.history.tally.struck.update(ids)

    def corrected(self, fields: dict[str, object], reason: str | None) -> None:
        """A correction may be refused for what rests on the entry, which nobody knows beforehand."""
        try:
            self.send(fields, reason)
        except Rejected as refusal:
            ids = {each.rule_id for each in refusal.refusals}
            assert ids <= {*self.action.needs}
            self.history.tally.struck.update(ids)

    def send(
        self,
        fields: dict[str, object],
        reason: str | None,
        overrides: tuple[Override, ...] = (),
        days: int = 0,
        expected_version: int | None = None,
    ) -> Done:
        history = self.history
        act = Act(
            self.action.command.model_validate(fields),
            self.scope,
            self.actor,
            f"{self.scope.code}-{next(history.keys)}",
            Channel.UI,
            history.clock.today() + timedelta(days=days) if days else None,
            reason,
            overrides,
            None if expected_version is None else frozenset({expected_version}),
        )
        done = history.handling.handle(act)
        history.tally.accepted[act.command.name] += 1
        return done


def tell(store: IndexedStore | None, tally: Tally, examples: int, steps: int, volume: int = 0) -> None:
    """Run that many histories; each on a log, or at least in a county, of its own."""
    counties = (each for each in places.counties() if len(each.municipalities) > 1)
    everywhere = [tuple(map(Scope.of, (*each.municipalities[:2], each.code))) for each in counties]
    counties_left = iter(everywhere)

    def history() -> History:
        return History(store or MemoryEventStore(), tally, next(counties_left) if store else everywhere[0], volume)

    run_state_machine_as_test(
        history,  # type: ignore[arg-type] # a factory, as its documentation says
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],  # one seed a step: a shorter history would be another one
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
class TestRandomHistories:
    def test_agree_with_what_the_engine_said_beforehand(self) -> None:
        tell(None, ON_MEMORY, examples=40, steps=120)

    def test_took_every_command_and_struck_every_rule(self) -> None:
        for volume in range(1, 4):
            if USER_COMMANDS > set(ON_MEMORY.accepted) or not set(ON_MEMORY.struck) >= RULE_IDS:
                tell(None, ON_MEMORY, examples=40, steps=120, volume=volume)
        for name, times in sorted([*ON_MEMORY.accepted.items(), *ON_MEMORY.struck.items()]):
            print(f"{times:6} {name}")

        assert USER_COMMANDS == set(ON_MEMORY.accepted)
        assert set(ON_MEMORY.struck) >= RULE_IDS

    def test_agree_on_postgresql_too(self, database_url: str) -> None:
        with PostgresEventStore(database_url) as store:
            tell(store, Tally(), examples=4, steps=40)

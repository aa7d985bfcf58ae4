"""Explaining an act: it names exactly the events without which its verdict is not given, or says something else."""

import os
from collections.abc import Iterable, Sequence
from random import Random
from uuid import UUID

import pytest

from adapters.memory.event_store import MemoryEventStore
from domain.aggregates import aggregate_of
from domain.correction import EntryCorrection, effective
from domain.errors import Refusal
from domain.journey.commands import StartStep
from domain.journey.events import EntryCorrected, JourneyPaused, JourneyResumed, StepCompleted, StepStarted
from domain.messages import Command, Event, Recorded
from domain.municipality.events import MunicipalityLeft
from domain.scope import Scope
from domain.values import Step
from tests.support.given import REFERENCE, Dated, event_id, recorded
from tests.support.histories import OPENED, PAUSED
from tests.support.people import COORDINATOR, HERE, SetClock
from tests.workflows.test_random_histories import History, Tally
from workflows import explaining
from workflows.actions.actions import Actions
from workflows.explaining import Asked, Explanation, Later, explained, first_allowed
from workflows.reference import places

# `make proof` asks for many.
HISTORIES = int(os.environ.get("FEMSTEG_HISTORIES", "5"))
_STEPS, _ACTS = 90, 5
_COUNTY = next(each for each in places.counties() if len(each.municipalities) > 1)


class Remaining(MemoryEventStore):
    """A log without some events, read from the first to the last each time."""

    def __init__(self, events: Iterable[Recorded]) -> None:
        super().__init__()
        self._events = list(events)

    def load(self, stream: str) -> list[Recorded]:
        return [each for each in self._events if each.envelope.stream == stream]

    def load_many(self, streams: Iterable[str]) -> dict[str, list[Recorded]]:
        return {each: self.load(each) for each in streams}

    def last_of(self, streams: Iterable[str], until: int | None = None) -> dict[str, Recorded | None]:
        known = {
            stream: [each for each in self.load(stream) if until is None or each.position <= until]
            for stream in streams
        }
        return {stream: events[-1] if events else None for stream, events in known.items()}

    def streams(self, scope: str) -> list[str]:
        found = dict.fromkeys(each.envelope.stream for each in self._events if each.envelope.scope == scope)
        return [each for each in found if not each.startswith("audit/")]


def without(events: Sequence[Recorded], left_out: Recorded) -> list[Recorded]:
    """Return the log without an event, and without what cannot be without it: what corrects it, what is about it."""
    gone = {left_out.envelope.event_id}
    while True:
        rest = [each for each in events if each.envelope.event_id not in gone]
        more = {
            each.envelope.event_id
            for each in rest
            if isinstance(each.event, EntryCorrection) and each.event.target_event_id in gone
        } or homeless(rest, left_out.envelope.stream)
        if not more:
            return rest
        gone |= more


def homeless(events: Sequence[Recorded], stream: str) -> set[UUID]:
    """Return the first event of a stream that is about what is not there."""
    aggregate = aggregate_of(stream)
    state = aggregate.initial
    for each in effective([each for each in events if each.envelope.stream == stream]):
        try:
            state = aggregate.evolve(state, each.event, each.envelope.occurred_on)
        except KeyError:
            return {each.envelope.event_id}
    return set()


def refusals(events: Sequence[Recorded], asked: Asked, clock: SetClock) -> list[Refusal]:
    """Return what refuses an act over these events."""
    actions = Actions(Remaining(events), clock, REFERENCE)
    return list(actions.judged(actions.looking(asked.scope), asked.actor, asked.command, asked.fixed).refusals)


def told(explanation: Explanation) -> tuple[dict[str, set[UUID]], set[UUID]]:
    """Return the events that each refusal needs, and those that keep it from being refused by more."""
    by_rule = {repr(each.refusal): {one.envelope.event_id for one in each.needs} for each in explanation.refused}
    return by_rule, {each.envelope.event_id for each, _ in explanation.held_up}


def left_out_one_by_one(
    events: Sequence[Recorded], asked: Asked, clock: SetClock
) -> tuple[dict[str, set[UUID]], set[UUID]]:
    """Return the same, found by leaving out each event of the whole log and asking anew."""
    now = {repr(each) for each in refusals(events, asked, clock)}
    needs: dict[str, set[UUID]] = {each: set() for each in now}
    held_up: set[UUID] = set()
    for each in events:
        if each.envelope.scope != asked.scope.code or each.envelope.stream.startswith("audit/"):
            continue
        then = {repr(one) for one in refusals(without(events, each), asked, clock)}
        for name in now - then:
            needs[name].add(each.envelope.event_id)
        if then - now:
            held_up.add(each.envelope.event_id)
    return needs, held_up


@pytest.mark.slow
@pytest.mark.parametrize("number", range(HISTORIES))
def test_an_explanation_names_exactly_what_the_verdict_needs(number: int) -> None:
    random = Random(f"explained {number}")  # noqa: S311 -- the same histories each time
    store = MemoryEventStore()
    where = tuple(map(Scope.of, (*_COUNTY.municipalities[:2], _COUNTY.code)))
    history = History(store, Tally(), where, number)
    for _ in range(random.randrange(_STEPS // 3, _STEPS)):
        history.someone_does_something(seed=random.getrandbits(48))
    events, actions = store.read(0, 10_000), Actions(store, history.clock, REFERENCE)
    offered = actions.offered(where[0], COORDINATOR)
    refused = [each for each in offered if each.verdict != "allowed"]
    for action in [*random.sample(refused, min(_ACTS, len(refused))), *random.sample(offered, 2)]:
        asked = Asked(where[0], COORDINATOR, action.command, action.fixed)
        found = explained(actions, asked)

        assert found.action.refusals == action.refusals
        assert told(found) == left_out_one_by_one(events, asked, history.clock), action


def explains(command: type[Command], step: Step | None, *history: Event | Dated) -> Explanation:
    """Explain an act of the coordinator's over a log of these events."""
    store = MemoryEventStore()
    store.append(recorded(history))
    fixed = {"step": step.value} if step else {}
    return explained(Actions(store, SetClock(), REFERENCE), Asked(Scope.of(HERE.scb_code), COORDINATOR, command, fixed))


def rules(found: Explanation) -> list[tuple[str, list[str]]]:
    """Return each rule that refuses, with the names of the events that it needs."""
    return [(each.refusal.rule_id, [type(one.event).__name__ for one in each.needs]) for each in found.refused]


class TestTheEventsThatARefusalNeeds:
    def test_are_none_where_nothing_has_happened(self) -> None:
        found = explains(StartStep, Step.SITUATION_PICTURE)

        assert rules(found) == [("L1", []), ("L2", [])]

    def test_are_the_pause_that_lasts_and_none_that_is_over(self) -> None:
        found = explains(StartStep, Step.SITUATION_PICTURE, *OPENED, JourneyPaused(), JourneyResumed(), JourneyPaused())

        (paused,) = found.refused
        assert paused.refusal.rule_id == "L6"
        assert [each.envelope.version for each in paused.needs] == [4]

    def test_are_none_that_was_voided_but_the_correction_that_brings_it_back(self) -> None:
        pause = event_id(len(OPENED) + 1)
        void = EntryCorrected(target_event_id=pause, voids=True)
        back = EntryCorrected(target_event_id=event_id(len(OPENED) + 2), voids=True)

        voided = explains(StartStep, Step.SITUATION_PICTURE, *OPENED, JourneyPaused(), void)
        restored = explains(StartStep, Step.SITUATION_PICTURE, *OPENED, JourneyPaused(), void, back)

        assert rules(voided) == []
        assert "EntryCorrected" in [type(each.event).__name__ for each, _ in voided.held_up]
        assert rules(restored) == [("L6", ["JourneyPaused", "EntryCorrected"])]

    def test_are_of_each_rule_its_own(self) -> None:
        found = explains(StartStep, Step.SITUATION_PICTURE, *OPENED, JourneyPaused(), MunicipalityLeft())

        assert rules(found) == [("L7", ["MunicipalityLeft"]), ("L6", ["JourneyPaused"])]

    def test_are_neither_of_two_of_which_either_is_enough_but_the_one_it_came_with_is_told(self) -> None:
        step = Step.SITUATION_PICTURE
        begun = explains(StartStep, step, *OPENED, StepStarted(step=step))
        ended = explains(
            StartStep, step, *OPENED, StepStarted(step=step), StepCompleted(step=step, outcome="achieved", evidence=())
        )

        assert rules(begun) == [("L3", ["StepStarted"])]
        assert rules(ended) == [("L3", [])]
        (came,) = (each.since for each in ended.refused)
        assert came is not None
        assert isinstance(came.event, StepStarted)


class TestWhatKeepsAnActPossible:
    def test_are_the_events_without_which_a_rule_would_refuse_it(self) -> None:
        found = explains(StartStep, Step.SITUATION_PICTURE, *OPENED)

        assert [(type(each.event).__name__, by.rule_id) for each, by in found.held_up] == [
            ("MunicipalityJoined", "L1"),
            ("JourneyOpened", "L2"),
        ]

    def test_came_with_the_first_event_after_which_it_was_not_refused(self) -> None:
        store = MemoryEventStore()
        store.append(recorded([*PAUSED, JourneyResumed(), StepStarted(step=Step.STRUCTURE_REVIEW)]))
        actions = Actions(store, SetClock(), REFERENCE)
        asked = Asked(Scope.of(HERE.scb_code), COORDINATOR, StartStep, {"step": Step.SITUATION_PICTURE.value})

        came = first_allowed(actions, asked, len(PAUSED)).event

        assert came is not None
        assert isinstance(came.event, JourneyResumed)
        then = actions.as_of(len(PAUSED), SetClock().day)
        assert first_allowed(then, asked, len(PAUSED)) == Later(None, is_whole=True)


class TestALongHistory:
    """Of many events the latest are tried; what lies before them is neither told nor denied."""

    def test_says_that_a_refusal_is_older_than_all_that_were_tried(self, monkeypatch: pytest.MonkeyPatch) -> None:
        step = Step.SITUATION_PICTURE
        history = [*OPENED, StepStarted(step=step), StepCompleted(step=step, outcome="achieved", evidence=())]
        found = {}
        for most in (1, 2, 99):
            monkeypatch.setattr(explaining, "MOST_TRIED", most)
            found[most] = explains(StartStep, step, *history)

        assert [found[most].is_whole for most in found] == [False, False, True]
        said = {most: (each.refused[0].is_older, each.refused[0].since) for most, each in found.items()}
        assert said[1] == (True, None)
        assert [is_older for is_older, _ in (said[2], said[99])] == [False, False]
        assert [type(since.event) for _, since in (said[2], said[99]) if since] == [StepStarted, StepStarted]

    def test_does_not_say_that_an_act_never_came_to_be_possible(self, monkeypatch: pytest.MonkeyPatch) -> None:
        store = MemoryEventStore()
        store.append(recorded([*PAUSED, StepStarted(step=Step.STRUCTURE_REVIEW), JourneyResumed()]))
        actions = Actions(store, SetClock(), REFERENCE)
        asked = Asked(Scope.of(HERE.scb_code), COORDINATOR, StartStep, {"step": Step.SITUATION_PICTURE.value})

        monkeypatch.setattr(explaining, "MOST_TRIED", 1)
        assert first_allowed(actions, asked, len(PAUSED)) == Later(None, is_whole=False)
        monkeypatch.setattr(explaining, "MOST_TRIED", 2)
        found = first_allowed(actions, asked, len(PAUSED))
        assert found.event is not None
        assert isinstance(found.event.event, JourneyResumed)

"""Every command that looks at other streams, raced against every command that writes one of them.

FEMSTEG_RACES says how many races (2,000 when it does not). Sabotage, named in FEMSTEG_SABOTAGE: `unguarded` has the
store ignore what a decision rests on, and turns the races red.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle, islice
from random import Random
from threading import Barrier

import pytest

from adapters.memory.event_store import MemoryEventStore
from adapters.postgres.log.event_store import PostgresEventStore
from domain.aggregates import AGGREGATES, BY_STATE, RULES
from domain.errors import Rejected
from domain.messages import Command, Event, Recorded
from domain.places import Place
from domain.scope import Scope, ScopeKind
from domain.values import Channel
from tests.support.decisions import breached
from tests.support.given import REFERENCE, recorded
from tests.support.histories import ASSIGNMENT, EXAMPLES, OTHER_ASSIGNMENT, giver
from tests.support.people import HERE, SetClock
from workflows.handling.act import Act
from workflows.handling.handler import Handling
from workflows.ports import EventStore, Receipt, VersionConflict

RACES = int(os.environ.get("FEMSTEG_RACES", "2000"))
CODE = HERE.scb_code


def anywhere(code: str) -> Place:
    """Return a municipality of the same county under any code."""
    return HERE.model_copy(update={"scb_code": code})


INVENTED = replace(REFERENCE, place=anywhere)


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.environ.get("FEMSTEG_SABOTAGE") == "unguarded":
        append = PostgresEventStore.append
        monkeypatch.setattr(
            PostgresEventStore, "append", lambda store, events, receipt=None, _=None: append(store, events, receipt)
        )


def act(command: Command, code: str = CODE, key: str = "looked-first") -> Act:
    reason = EXAMPLES[type(command)].reason
    return Act(command, Scope.of(code), giver(type(command)), f"{code}-{key}", Channel.UI, reason=reason)


def handling(store: EventStore) -> Handling:
    return Handling(store, SetClock(), INVENTED)


class Seen(MemoryEventStore):
    """A log that remembers what the last decision rested on."""

    rests_on: Mapping[str, int] = {}

    def append(
        self, events: Sequence[Recorded], receipt: Receipt | None = None, rests_on: Mapping[str, int] = {}
    ) -> list[Recorded]:
        self.rests_on = rests_on
        return super().append(events, receipt, rests_on)


class Counted(PostgresEventStore):
    """A log that counts the decisions which had to be made anew."""

    conflicts = 0

    def append(
        self, events: Sequence[Recorded], receipt: Receipt | None = None, rests_on: Mapping[str, int] = {}
    ) -> list[Recorded]:
        try:
            return super().append(events, receipt, rests_on)
        except VersionConflict:
            self.conflicts += 1
            raise


def rested_on(history: Sequence[Event], command: Command) -> Mapping[str, int] | None:
    """Return what a command's decision rests on after a history; None where it is refused."""
    store = Seen()
    store.append(recorded(history))
    try:
        handling(store).handle(act(command))
    except Rejected:
        return None
    return store.rests_on


def stream_of(command: Command) -> str:
    return AGGREGATES[command.aggregate].stream_of(command, CODE)


@dataclass(frozen=True)
class Pair:
    """After the history either command is accepted, and the first looks at the stream that the second writes."""

    history: Sequence[Event]
    looks: Command
    writes: Command


def pair(looks: Command, writes: Command) -> Pair | None:
    """Return a history after which these two can be raced, None where there is none."""
    for history in histories(looks, writes):
        seen = rested_on(history, looks)
        if seen and stream_of(writes) in seen and rested_on(history, writes) is not None:
            return Pair(history, looks, writes)
    return None


def histories(looks: Command, writes: Command) -> Iterator[list[Event]]:
    """Yield the one's history, both of them in either order, and what was before the other command took effect."""
    one, other = EXAMPLES[type(looks)].history, EXAMPLES[type(writes)].history
    yield one
    yield [*one, *(each for each in other if each not in one)]
    yield [*other, *(each for each in one if each not in other)]
    yield [each for each in one if type(each) is not RULES[type(writes)].records]


def writers() -> list[Command]:
    """Return an example of every command; those about an assignment also about another one."""
    examples = [each.command for each in EXAMPLES.values()]
    others = {"assignment_id": OTHER_ASSIGNMENT, "to_assignment": ASSIGNMENT}
    about = [each for each in examples if getattr(each, "assignment_id", None) == ASSIGNMENT]
    fields = [{name: value for name, value in others.items() if hasattr(each, name)} for each in about]
    return [*examples, *(each.model_copy(update=changed) for each, changed in zip(about, fields, strict=True))]


@cache
def pairs() -> list[Pair]:
    """Return all that can be raced in a municipality, in an order of chance."""
    found = [
        made
        for looks in (each.command for each in EXAMPLES.values())
        if AGGREGATES[looks.aggregate].belongs_to is ScopeKind.MUNICIPALITY
        if (seen := rested_on(EXAMPLES[type(looks)].history, looks))
        for writes in writers()
        if stream_of(writes) in seen and (made := pair(looks, writes))
    ]
    Random(8).shuffle(found)  # noqa: S311 -- the same order each time
    return found


def race(contestants: Sequence[tuple[Handling, Act]], threads: ThreadPoolExecutor) -> int:
    """Let them act at the same moment; return how many were accepted."""
    together = Barrier(len(contestants))

    def run(contestant: tuple[Handling, Act]) -> bool:
        handler, wish = contestant
        together.wait()
        try:
            handler.handle(wish)
        except Rejected:
            return False
        return True

    return sum(threads.map(run, contestants))


def test_every_command_is_raced_against_each_that_writes_what_its_rules_read() -> None:
    raced = {(type(each.looks), stream_of(each.writes)) for each in pairs()}
    for command, rules in RULES.items():
        reads = {BY_STATE[kind].stream(CODE) for kind in rules.reads}
        assert reads <= {stream for looks, stream in raced if looks is command}, command.name
        assert not rules.siblings or (command, f"contact/{CODE}/{OTHER_ASSIGNMENT}") in raced


@pytest.mark.slow
def test_no_decision_rests_on_what_another_changed_meanwhile(database_url: str) -> None:
    accepted: Counter[int] = Counter()
    to_race = pairs()
    with Counted(database_url) as one, Counted(database_url) as another, ThreadPoolExecutor(2) as threads:
        for number, each in enumerate(islice(cycle(to_race), RACES)):
            code = f"X{number:05}"
            one.append(recorded(each.history, code))
            # In one process, whose saves may share a transaction, and in two.
            beside = one if number % 2 else another
            looks, writes = act(each.looks, code, "looks-at-it"), act(each.writes, code, "writes-to-it")
            accepted[race([(handling(one), looks), (handling(beside), writes)], threads)] += 1
        conflicts, breaches = one.conflicts + another.conflicts, breached(one)
    print(
        f"{RACES} races of {len(to_race)} pairs: both accepted in {accepted[2]}, {conflicts} decided anew, "
        f"{len(breaches)} breaches"
    )
    assert breaches == []
    assert accepted[2] >= RACES // 4, "void: too seldom were both accepted"
    assert conflicts >= RACES // 20, "void: too seldom did they meet"

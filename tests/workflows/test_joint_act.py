"""A joint act: one command, one event in each member's own stream, all in one append or none."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from adapters.memory.event_store import MemoryEventStore
from domain import aggregates, messages
from domain.aggregate import Aggregate
from domain.decider import STAFF, AnyRules, CommandRules
from domain.errors import Rejected
from domain.facts import State
from domain.messages import Command, Event, Recorded
from domain.municipality.commands import LeaveMunicipality
from domain.municipality.events import MunicipalityJoined, MunicipalityRegistered
from domain.municipality.state import Municipality, is_member
from domain.people import Actor
from domain.scope import Scope, ScopeKind
from domain.values import Channel
from tests.support.given import REFERENCE, recorded
from tests.support.people import CONTACT, COORDINATOR, ELSEWHERE, HERE, SetClock
from workflows.decisions import Grounds, breaches
from workflows.handling.act import Act
from workflows.handling.answer import Done
from workflows.handling.handler import Handling, UnknownScope
from workflows.ports import Receipt

MEMBERS = (HERE.scb_code, ELSEWHERE.scb_code)
JOINT = Scope.of("j-" + "1" * 32, MEMBERS)


@pytest.fixture(autouse=True)
def agree(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Command]]:
    """Make an aggregate of joint arrangements known while the test runs."""

    class PrioritiesAgreed(Event, topic="joint-agreement.priorities-agreed.v1"):
        """The members agreed."""

    class AgreePriorities(Command, aggregate="joint-agreement"):
        """Agree."""

    rules: AnyRules = CommandRules(PrioritiesAgreed, guards=(is_member,), roles=STAFF, reads=(Municipality,))
    table: dict[type[Command], AnyRules] = {AgreePriorities: rules}
    made = Aggregate("joint-agreement", ScopeKind.JOINT, _Agreement(), lambda state, _event, _on: state, table)
    monkeypatch.setitem(aggregates.AGGREGATES, made.name, made)
    command: type[Command] = AgreePriorities
    monkeypatch.setitem(aggregates.RULES, command, rules)
    yield AgreePriorities
    messages.TOPICS.pop(PrioritiesAgreed.topic)
    messages.COMMANDS.pop(AgreePriorities.name)


class _Agreement(State):
    """What nobody needs to know."""


class Store(MemoryEventStore):
    """A store that counts appends, and lets others in before the first."""

    def __init__(self) -> None:
        super().__init__()
        self.appends: list[list[str]] = []
        self.interrupt: Act | None = None

    def append(
        self, events: Sequence[Recorded], receipt: Receipt | None = None, rests_on: Mapping[str, int] = {}
    ) -> list[Recorded]:
        if self.interrupt:
            act, self.interrupt = self.interrupt, None
            Handling(self, SetClock(), REFERENCE).handle(act)
        placed = super().append(events, receipt, rests_on)
        self.appends.append([each.envelope.stream for each in placed])
        return placed


@pytest.fixture
def store() -> Store:
    made = Store()
    for place in (HERE, ELSEWHERE):
        known = [MunicipalityRegistered(**place.model_dump()), MunicipalityJoined()]
        made.append(
            [
                Recorded(each.envelope.model_copy(update={"event_id": SetClock().new_id()}), each.event)
                for each in recorded(known, place.scb_code)
            ]
        )
    made.appends.clear()
    return made


def handle(store: Store, command: type[Command], by: Actor = COORDINATOR, scope: Scope = JOINT) -> Done:
    return Handling(store, SetClock(), REFERENCE).handle(Act(command(), scope, by, "agree-once", Channel.UI))


def test_is_recorded_once_with_each_member_in_one_append(store: Store, agree: type[Command]) -> None:
    done = handle(store, agree)
    told = [store.load(f"joint-agreement/{each}") for each in MEMBERS]

    assert store.appends == [[f"joint-agreement/{each}" for each in MEMBERS]]
    assert [[each.envelope.scope for each in stream] for stream in told] == [[each] for each in MEMBERS]
    assert len({each.envelope.correlation_id for stream in told for each in stream}) == 1
    assert len(done.events) == len(MEMBERS)
    assert all(f"joint-agreement/{each}" in store.streams(each) for each in MEMBERS)


def test_rests_with_each_member_on_that_member_alone(store: Store, agree: type[Command]) -> None:
    handle(store, agree)

    for member in MEMBERS:
        (agreed,) = store.load(f"joint-agreement/{member}")
        assert agreed.envelope.rests_on == {f"municipality/{member}": 2, f"journey/{member}": 0}
    assert not list(breaches(Grounds.of(each.envelope, each.position) for each in store.read(0, 100)))


def test_sent_again_is_answered_alike_and_recorded_no_second_time(store: Store, agree: type[Command]) -> None:
    assert handle(store, agree) == handle(store, agree)
    assert len(store.appends) == 1


def test_is_refused_whole_where_one_member_s_rules_refuse_it(store: Store, agree: type[Command]) -> None:
    leave = Act(
        LeaveMunicipality(), Scope.of(MEMBERS[1]), COORDINATOR, "leave-1", Channel.UI, reason="other-priorities"
    )
    Handling(store, SetClock(), REFERENCE).handle(leave)

    with pytest.raises(Rejected, match="L7"):
        handle(store, agree)
    assert not any(store.load(f"joint-agreement/{each}") for each in MEMBERS)


def test_is_decided_anew_where_a_member_leaves_meanwhile(store: Store, agree: type[Command]) -> None:
    store.interrupt = Act(
        LeaveMunicipality(), Scope.of(MEMBERS[1]), COORDINATOR, "leave-2", Channel.UI, reason="other-priorities"
    )

    with pytest.raises(Rejected, match="L7"):
        handle(store, agree)
    assert not any(store.load(f"joint-agreement/{each}") for each in MEMBERS)


def test_is_no_contact_person_s_of_one_member_alone(store: Store, agree: type[Command]) -> None:
    with pytest.raises(Rejected, match="L8"):
        handle(store, agree, by=CONTACT)


def test_with_a_member_that_nobody_knows_is_of_no_scope(store: Store, agree: type[Command]) -> None:
    with pytest.raises(UnknownScope):
        handle(store, agree, scope=Scope.of(JOINT.code, (MEMBERS[0], "0000")))

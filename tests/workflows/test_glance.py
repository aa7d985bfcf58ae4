"""A glance at streams says the same as their events, now and at every position, and seldom reads them."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from adapters.memory.event_store import MemoryEventStore
from domain.messages import Recorded
from domain.people import Actor
from domain.scope import Scope
from domain.values import Role
from tests.support.given import REFERENCE
from tests.support.people import CONTACT, COORDINATOR, HERE, SetClock
from tests.support.views import history
from workflows import glance as glancing
from workflows.actions.actions import Actions
from workflows.correction.entries import correctable
from workflows.glance import Glance
from workflows.states import States
from workflows.working import Working


class CountingStore(MemoryEventStore):
    """A log that remembers which streams were read as a whole."""

    def __init__(self, events: Iterable[Recorded]) -> None:
        super().__init__()
        self.append([replace(each, position=0) for each in events])
        self.read_whole: list[str] = []

    def load_many(self, streams: Iterable[str]) -> dict[str, list[Recorded]]:
        names = list(streams)
        self.read_whole += names
        return super().load_many(names)


@pytest.fixture(name="store", scope="module")
def _store() -> CountingStore:
    return CountingStore(history())


def names(store: CountingStore) -> list[str]:
    found = {each.envelope.stream for each in store.read(0, 100_000)}
    return sorted(each for each in found if not each.startswith("audit/"))


def of_one_place(store: CountingStore) -> dict[str, list[Recorded]]:
    """Return the streams of the municipality with the most, which are corrected, too."""
    found: dict[str, list[str]] = {}
    for name in names(store):
        found.setdefault(name.split("/")[1], []).append(name)
    return {each: store.load(each) for each in max(found.values(), key=len)}


def look(store: CountingStore, states: States, streams: list[str]) -> None:
    glance = Glance(store, states)
    glance.load(streams)
    for each in streams:
        glance.state(each)


def before(events: list[Recorded], position: int) -> list[Recorded]:
    return [each for each in events if each.position <= position]


def test_says_what_the_events_say_at_every_position_in_any_order(store: CountingStore) -> None:
    states, streams = States(), of_one_place(store)
    places = sorted(each.position for events in streams.values() for each in events)
    for position in [*places[::20], *places[::-30], places[0] - 1]:
        glance = Glance(store, states, position)
        for stream, every in streams.items():
            events = before(every, position)
            assert glance.state(stream) == States().fold(stream, events), (stream, position)
            assert glance.version(stream) == (events[-1].envelope.version if events else 0)
            assert list(glance.history(stream)) == events


def test_says_the_same_of_more_than_is_read_at_once_and_keeps_what_it_read(
    store: CountingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glancing, "_PART_EVENTS", 40)
    states, streams = States(), names(store)
    glance = Glance(store, states)
    glance.load(streams)
    for stream in streams:
        events = store.load(stream)
        assert glance.state(stream) == States().fold(stream, events), stream
        assert list(glance.history(stream)) == events
    store.read_whole.clear()
    look(store, states, streams)
    assert store.read_whole == []


def test_says_who_could_correct_something(store: CountingStore) -> None:
    states, found = States(), set[tuple[Role, bool]]()
    for position in range(0, store.head() + 1, store.head() // 10):
        glance = Glance(store, states, position)
        for stream in names(store):
            events = before(store.load(stream), position)
            for actor in (COORDINATOR, CONTACT):
                could = bool(correctable(events, actor))
                assert (actor.role in glance.correcting(stream)) == could, (stream, position)
                found.add((actor.role, could))
    assert len(found) == 4, "void: somebody could always, or never"


@pytest.mark.parametrize("actor", [COORDINATOR, CONTACT])
def test_acts_are_told_without_reading_streams_again(store: CountingStore, actor: Actor) -> None:
    actions, here = Actions(store, SetClock(), REFERENCE), Scope.of(HERE.scb_code)
    first = actions.offered(here, actor)
    store.read_whole.clear()
    assert actions.offered(here, actor) == first
    assert store.read_whole == []


def test_a_stream_that_has_grown_is_read_and_no_other() -> None:
    events = history()
    last = events[-1]
    store = CountingStore(each for each in events if each is not last)
    states, every = States(), names(CountingStore(events))
    look(store, states, every)
    store.append([replace(last, position=0)])
    store.read_whole.clear()
    glance = Glance(store, states)
    glance.load(every)
    assert store.read_whole == [last.envelope.stream]
    assert glance.state(last.envelope.stream) == Working(store).state(last.envelope.stream)


def test_a_log_that_was_restored_to_an_earlier_day_is_read_anew() -> None:
    events, states = history(), States()
    whole = CountingStore(events)
    look(whole, states, names(whole))
    earlier = CountingStore(events[: len(events) // 2])
    glance = Glance(earlier, states)
    for stream in names(whole):
        assert glance.state(stream) == States().fold(stream, earlier.load(stream))


def test_the_past_is_told_as_of_its_position_whoever_looked_before(store: CountingStore) -> None:
    actions, here, day = Actions(store, SetClock(), REFERENCE), Scope.of(HERE.scb_code), SetClock().today()
    positions = range(5, store.head(), store.head() // 8)
    alone = {each: Actions(store, SetClock(), REFERENCE).as_of(each, day).conditions(here) for each in positions}
    assert len({str(each) for each in alone.values()}) > 1, "void: nothing changed"
    for position in [*reversed(positions), *positions]:
        assert actions.as_of(position, day).conditions(here) == alone[position]

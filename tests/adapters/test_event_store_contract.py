"""What every event store promises, in memory and in PostgreSQL alike."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent
from pydantic import ValidationError

from adapters.memory.event_store import MemoryEventStore
from adapters.postgres.log.event_store import PostgresEventStore
from adapters.serialization.mapper import FemstegMapper, MisplacedEvent, UnknownTopic
from adapters.serialization.upcasting import Upcaster
from domain.messages import TOPICS
from domain.municipality.events import MunicipalityRegistered
from tests.support.log import SAID, fact, insist, receipt
from workflows.ports import EventStore, KeyTaken, VersionConflict
from workflows.streams import stream_id


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[EventStore]:
    if request.param == "memory":
        yield MemoryEventStore()
        return
    with PostgresEventStore(request.getfixturevalue("database_url")) as postgres:
        yield postgres


class TestAppending:
    def test_an_empty_log_has_nothing(self, store: EventStore) -> None:
        assert store.head() == 0
        assert store.read(0, 10) == []
        assert store.load("journey/0180") == []
        assert store.receipt("p-1", "k") is None

    def test_what_was_stored_is_read_back_whole(self, store: EventStore) -> None:
        placed = store.append([fact("journey/0180", 1), fact("journey/0180", 2)])
        assert [each.position for each in placed] == [1, 2]
        assert store.load("journey/0180") == placed
        assert store.read(0, 10) == placed
        assert replace(placed[0], position=0) == fact("journey/0180", 1)
        assert store.head() == 2

    def test_streams_are_kept_apart_and_ordered_together(self, store: EventStore) -> None:
        store.append([fact("journey/0180", 1), fact("contact/0180/a", 1)])
        store.append([fact("journey/0180", 2)])
        assert [each.position for each in store.load("journey/0180")] == [1, 3]
        assert [each.envelope.stream for each in store.read(1, 10)] == ["contact/0180/a", "journey/0180"]

    def test_reading_goes_page_by_page(self, store: EventStore) -> None:
        store.append([fact("journey/0180", version) for version in range(1, 8)])
        assert [each.position for each in store.read(0, 3)] == [1, 2, 3]
        assert [each.position for each in store.read(3, 3)] == [4, 5, 6]
        assert [each.position for each in store.read(6, 3)] == [7]

    def test_a_municipality_has_the_streams_of_its_own(self, store: EventStore) -> None:
        store.append([fact("support/0180", 1), fact("audit/support/0180", 1), fact("journey/1715", 1, scope="1715")])
        store.append([fact("journey/0180", 1), fact("support/0180", 2)])
        assert store.streams("0180") == ["support/0180", "journey/0180"]
        assert store.streams("0114") == []

    def test_events_are_found_by_their_ids_in_the_streams_that_are_asked(self, store: EventStore) -> None:
        first, other, _ = store.append([fact("support/0180", 1), fact("journey/0180", 1), fact("support/0180", 2)])
        wanted = [other.envelope.event_id, first.envelope.event_id, UUID(int=7)]
        assert store.find(wanted, ["support/0180", "journey/0180", "training/0180"]) == [first, other]
        assert store.find(wanted, ["journey/0180"]) == [other]
        assert store.find(wanted, []) == store.find([], ["journey/0180"]) == []

    def test_nothing_to_append_is_no_error(self, store: EventStore) -> None:
        assert store.append([]) == []


class TestVersions:
    def test_a_version_is_given_once(self, store: EventStore) -> None:
        store.append([fact("journey/0180", 1)])
        with pytest.raises(VersionConflict) as conflict:
            store.append([fact("journey/0180", 1)], receipt("k"))
        assert conflict.value.stream == "journey/0180"
        assert store.receipt("p-1", "k") is None

    def test_one_stale_stream_stops_all_of_them(self, store: EventStore) -> None:
        store.append([fact("journey/0180", 1)])
        with pytest.raises(VersionConflict) as conflict:
            store.append([fact("support/0180", 1), fact("journey/0180", 1)])
        assert conflict.value.stream == "journey/0180"
        assert store.load("support/0180") == []
        assert store.head() == 1

    def test_a_version_twice_in_one_append_is_a_conflict(self, store: EventStore) -> None:
        with pytest.raises(VersionConflict):
            store.append([fact("journey/0180", 1), fact("journey/0180", 1)])
        assert store.head() == 0


class TestWhatADecisionRestsOn:
    """The versions of streams that it looked at and does not write."""

    def test_is_stored_where_they_are_as_they_were_seen(self, store: EventStore) -> None:
        store.append([fact("municipality/0180", 1), fact("municipality/0180", 2)])
        seen = {"municipality/0180": 2, "situation-picture/0180": 0}
        assert [each.position for each in store.append([fact("journey/0180", 1)], receipt("k"), seen)] == [3]

    @pytest.mark.parametrize("version", [0, 1, 3])
    def test_is_a_conflict_where_one_is_not(self, store: EventStore, version: int) -> None:
        store.append([fact("municipality/0180", 1), fact("municipality/0180", 2)])
        with pytest.raises(VersionConflict) as conflict:
            store.append([fact("journey/0180", 1)], receipt("k"), {"support/0180": 0, "municipality/0180": version})
        assert conflict.value.stream == "municipality/0180"
        assert (store.head(), store.receipt("p-1", "k")) == (2, None)

    def test_is_a_conflict_where_an_empty_one_has_begun(self, store: EventStore) -> None:
        store.append([fact("municipality/0180", 1)])
        with pytest.raises(VersionConflict) as conflict:
            store.append([fact("journey/0180", 1), fact("support/0180", 1)], rests_on={"municipality/0180": 0})
        assert conflict.value.stream == "municipality/0180"
        assert store.head() == 1

    def test_is_checked_for_an_answer_that_stores_no_event(self, store: EventStore) -> None:
        store.append([fact("municipality/0180", 1)])
        with pytest.raises(VersionConflict):
            store.append([], receipt("k"), {"municipality/0180": 0})
        assert store.receipt("p-1", "k") is None
        store.append([], receipt("k"), {"municipality/0180": 1})
        assert store.receipt("p-1", "k") == receipt("k")

    def test_is_told_after_a_taken_key(self, store: EventStore) -> None:
        store.append([fact("journey/0180", 1)], receipt("k"), {"municipality/0180": 0})
        store.append([fact("municipality/0180", 1)])
        with pytest.raises(KeyTaken):
            store.append([fact("journey/0180", 1)], receipt("k"), {"municipality/0180": 0})

    @pytest.mark.parametrize("trial", range(5))
    def test_holds_between_eight_who_each_write_what_another_looked_at(self, store: EventStore, trial: int) -> None:
        """Each writes a stream of its own, having seen all of them empty: one alone can be right."""
        together = Barrier(8)
        streams = [f"journey/{trial}-{number}" for number in range(8)]

        def write(own: str) -> bool:
            together.wait()
            try:
                store.append([fact(own, 1)], receipt(own), {each: 0 for each in streams if each != own})
            except VersionConflict:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(write, streams)) == 1
        assert store.head() == 1


class TestLoadingMany:
    def test_gives_what_each_would(self, store: EventStore) -> None:
        store.append([fact("journey/0180", 1), fact("support/0180", 1), fact("journey/0180", 2)])
        names = ["support/0180", "journey/0180", "training/0180"]
        assert store.load_many(names) == {each: store.load(each) for each in names}
        assert list(store.load_many(names)) == names
        assert store.load_many([]) == {}

    def test_sees_what_came_since_one_of_them_was_read(self, store: EventStore) -> None:
        store.append([fact("journey/0180", 1), fact("support/0180", 1)])
        store.load("journey/0180")
        store.append([fact("journey/0180", 2)])
        again = store.load_many(iter(["journey/0180", "support/0180"]))
        assert {name: len(events) for name, events in again.items()} == {"journey/0180": 2, "support/0180": 1}
        again["support/0180"].clear()
        assert len(store.load_many(["support/0180"])["support/0180"]) == 1


class TestReceipts:
    def test_a_receipt_tells_where_its_events_are(self, store: EventStore) -> None:
        store.append([fact("support/0180", 1)])
        store.append([fact("journey/0180", 1), fact("journey/0180", 2)], receipt("k"))
        assert store.receipt("p-1", "k") == replace(receipt("k"), first_position=2, event_count=2)
        assert [each.position for each in store.load("journey/0180")] == [2, 3]

    def test_a_receipt_without_events_has_no_position(self, store: EventStore) -> None:
        assert store.append([], receipt("k")) == []
        assert store.receipt("p-1", "k") == receipt("k")

    def test_a_taken_key_stores_nothing(self, store: EventStore) -> None:
        store.append([fact("journey/0180", 1)], receipt("k"))
        with pytest.raises(KeyTaken):
            store.append([fact("journey/0180", 2)], receipt("k"))
        assert store.head() == 1

    def test_a_taken_key_is_told_before_a_taken_version(self, store: EventStore) -> None:
        store.append([fact("journey/0180", 1)], receipt("k"))
        with pytest.raises(KeyTaken):
            store.append([fact("journey/0180", 1)], receipt("k"))

    def test_a_key_belongs_to_its_actor(self, store: EventStore) -> None:
        store.append([fact("journey/0180", 1)], receipt("k"))
        store.append([fact("journey/0180", 2)], receipt("k", actor="p-2"))
        assert store.head() == 2


class TestManyAtOnce:
    def test_eight_with_one_key_have_one_effect(self, store: EventStore) -> None:
        together = Barrier(8)

        def ask(_: int) -> str:
            together.wait()
            try:
                store.append([fact("journey/0180", 1)], receipt("k"))
            except KeyTaken:
                return "taken"
            return "stored"

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(ask, range(8))) == ["stored"] + ["taken"] * 7
        assert store.head() == 1

    def test_eight_writers_leave_no_hole(self, store: EventStore) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: insist(store, "journey/0180", f"k{number}"), range(40)))
        assert [each.envelope.version for each in store.load("journey/0180")] == list(range(1, 41))

    def test_the_events_of_one_append_stand_together(self, store: EventStore) -> None:
        def write(number: int) -> list[int]:
            placed = store.append([fact(f"journey/{number:04}", version) for version in range(1, 6)])
            return [each.position for each in placed]

        with ThreadPoolExecutor(8) as pool:
            for positions in pool.map(write, range(40)):
                assert positions == list(range(positions[0], positions[0] + 5))


class TestBytes:
    @pytest.mark.parametrize("name", ["Gävle\x00", "Gävle\ud800"])
    def test_what_could_not_be_read_back_is_not_stored(self, store: EventStore, name: str) -> None:
        smuggled = MunicipalityRegistered.model_construct(scb_code="0180", name=name, county_code="01")
        with pytest.raises(ValueError, match=r"unsafe-character|surrogates|encode"):
            store.append([fact("municipality/0180", 1, smuggled)])
        assert store.head() == 0

    def test_swedish_letters_are_kept(self, store: EventStore) -> None:
        named = MunicipalityRegistered.model_construct(scb_code="0180", name="Åsele Öst", county_code="01")
        store.append([fact("municipality/0180", 1, named)])
        assert store.load("municipality/0180")[0].event.model_dump()["name"] == "Åsele Öst"


class TestMapper:
    def stored(self, topic: str = SAID.topic, version: int = 1) -> StoredEvent:
        made = FemstegMapper().to_stored_event(fact("journey/0180", 1))
        return StoredEvent(stream_id("journey/0180"), version, topic, made.state)

    def test_an_unknown_topic_is_refused(self) -> None:
        with pytest.raises(UnknownTopic, match="this:s"):
            FemstegMapper().to_domain_event(self.stored(topic="this:s"))

    def test_a_row_moved_to_another_place_is_refused(self) -> None:
        with pytest.raises(MisplacedEvent):
            FemstegMapper().to_domain_event(self.stored(version=2))

    def test_a_state_of_another_class_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            FemstegMapper().to_domain_event(self.stored(topic="journey.guard-overridden.v1"))

    def test_an_old_event_is_read_as_its_successor(self) -> None:
        mapper = FemstegMapper(
            {
                "old.refused.v1": Upcaster("old.refused.v2", lambda fields: {**fields, "rule_ids": ["L1"]}),
                "old.refused.v2": Upcaster(SAID.topic, lambda fields: {**fields, "command": "journey.close"}),
            }
        )
        read = mapper.to_domain_event(self.stored(topic="old.refused.v1"))
        assert read.event == type(SAID)(command="journey.close", rule_ids=("L1",))

    def test_knows_every_topic_without_being_told(self) -> None:
        asked = "import adapters.serialization.mapper; from domain.messages import TOPICS; print(len(TOPICS))"
        known = subprocess.check_output([sys.executable, "-c", asked], text=True)
        assert int(known) == len(TOPICS)

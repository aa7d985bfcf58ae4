"""Streams are remembered once they are read, and are right all the same.

Sabotage: FEMSTEG_SABOTAGE=trust-memory answers a load from memory alone; news and restored logs are missed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from eventsourcing.persistence import Notification, StoredEvent

from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.log.histories import Histories, History
from adapters.postgres.log.recorder import FemstegRecorder
from adapters.serialization.mapper import FemstegMapper
from domain.messages import Recorded
from tests.support.database import run
from tests.support.log import fact
from workflows.streams import stream_id

HERE = "journey/0180"


class Counting(FemstegMapper):
    """Counts what it decodes."""

    decoded = 0

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:  # type: ignore[override]
        self.decoded += 1
        return super().to_domain_event(stored_event)


@pytest.fixture(autouse=True)
def _sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.environ.get("FEMSTEG_SABOTAGE") == "trust-memory":
        known: dict[object, list[Notification]] = {}
        asked = FemstegRecorder.stream

        def remembered(recorder: FemstegRecorder, of: object, version: int = 1) -> Sequence[Notification]:
            rows = known.setdefault((id(recorder), of), asked(recorder, of))  # type: ignore[arg-type]
            return [each for each in rows if each.originator_version >= version]

        monkeypatch.setattr(FemstegRecorder, "stream", remembered)


@pytest.fixture
def mapper() -> Counting:
    return Counting()


@pytest.fixture
def store(database_url: str, mapper: Counting) -> Iterator[PostgresEventStore]:
    with PostgresEventStore(database_url, mapper=mapper) as made:
        yield made


@pytest.fixture
def elsewhere(database_url: str) -> Iterator[PostgresEventStore]:
    """The log as another process has it open."""
    with PostgresEventStore(database_url) as made:
        yield made


class TestLoading:
    def test_decodes_only_what_is_new(
        self, store: PostgresEventStore, elsewhere: PostgresEventStore, mapper: Counting
    ) -> None:
        elsewhere.append([fact(HERE, version) for version in range(1, 101)])
        first = store.load(HERE)
        elsewhere.append([fact(HERE, 101), fact(HERE, 102)])
        again = store.load(HERE)
        assert mapper.decoded == 102
        assert again[:100] == first
        assert again == elsewhere.load(HERE)

    def test_of_many_decodes_only_what_is_new_and_notices_what_is_lost(
        self, store: PostgresEventStore, elsewhere: PostgresEventStore, mapper: Counting, database_url: str
    ) -> None:
        elsewhere.append([*(fact(HERE, version) for version in range(1, 101)), fact("support/0180", 1)])
        store.load(HERE)
        elsewhere.append([fact(HERE, 101), fact("support/0180", 2)])
        assert {name: len(events) for name, events in store.load_many([HERE, "support/0180"]).items()} == {
            HERE: 101,
            "support/0180": 2,
        }
        assert mapper.decoded == 103
        run(
            database_url,
            "ALTER TABLE log.events DISABLE TRIGGER refuse",
            "DELETE FROM log.events WHERE originator_version > 50",
        )
        assert len(store.load_many(["support/0180", HERE])[HERE]) == 50

    def test_gives_each_caller_a_list_of_its_own(self, store: PostgresEventStore) -> None:
        store.append([fact(HERE, 1)])
        store.load(HERE).append(fact(HERE, 2))
        assert len(store.load(HERE)) == 1

    def test_sees_a_stream_that_began_after_it_was_asked_for(
        self, store: PostgresEventStore, elsewhere: PostgresEventStore
    ) -> None:
        assert store.load(HERE) == []
        elsewhere.append([fact(HERE, 1)])
        assert len(store.load(HERE)) == 1

    def test_never_misses_what_others_wrote_before(
        self, store: PostgresEventStore, elsewhere: PostgresEventStore
    ) -> None:
        def write(version: int) -> int:
            elsewhere.append([fact(HERE, version)])
            return version

        def read(_: int) -> list[int]:
            return [each.envelope.version for each in store.load(HERE)]

        with ThreadPoolExecutor(4) as pool:
            for version in range(1, 101):
                write(version)
                for seen in pool.map(read, range(4)):
                    assert seen == list(range(1, version + 1))

    @pytest.mark.parametrize("lost", [1, 2, 3])
    def test_notices_that_the_log_was_restored_to_an_earlier_day(
        self, store: PostgresEventStore, elsewhere: PostgresEventStore, database_url: str, lost: int
    ) -> None:
        store.append([fact(HERE, version) for version in range(1, 4)])
        assert len(store.load(HERE)) == 3
        with psycopg.connect(database_url, autocommit=True) as owner:
            owner.execute("ALTER TABLE log.events DISABLE TRIGGER refuse")
            owner.execute(
                "DELETE FROM log.events WHERE originator_id = %s AND originator_version > %s",
                [stream_id(HERE), 3 - lost],
            )
        assert store.load(HERE) == elsewhere.load(HERE)
        elsewhere.append([fact(HERE, version) for version in range(4 - lost, 6)])
        assert store.load(HERE) == elsewhere.load(HERE)


class TestKeeping:
    def history(self, stream: str, events: int) -> History:
        last = Notification(originator_id=stream_id(stream), originator_version=events, topic="topic", state=b"", id=1)
        return History(tuple(fact(stream, version) for version in range(1, events + 1)), last)

    def test_ends_with_the_streams_that_nobody_asked_for_longest(self) -> None:
        histories = Histories(most=10)
        for name in ("a", "b", "c"):
            histories.put(name, self.history(name, 3))
        assert histories.get("a")
        histories.put("d", self.history("d", 3))
        assert [name for name in "abcd" if histories.get(name)] == ["a", "c", "d"]

    def test_counts_a_stream_that_grew_once(self) -> None:
        histories = Histories(most=10)
        for events in range(1, 8):
            histories.put("a", self.history("a", events))
        histories.put("b", self.history("b", 3))
        assert histories.get("a")
        assert histories.get("b")

    def test_holds_a_very_long_stream_alone(self) -> None:
        histories = Histories(most=10)
        histories.put("a", self.history("a", 3))
        histories.put("b", self.history("b", 20))
        assert histories.get("b")
        assert not histories.get("a")
        histories.put("b", None)
        assert not histories.get("b")

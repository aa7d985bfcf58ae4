"""What was last read is kept for as long as no row has changed, and no longer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from adapters.cli.viewing import rebuild_shown
from adapters.demo.invented.county import Part, history
from adapters.http.reading.latest_entries import latest_entries
from adapters.http.reading.recent import Recent, Stamp
from adapters.http.reading.standing import MatrixRow, everywhere, municipality
from adapters.http.reading.trail import TrailFilter, read_entries
from adapters.main import System, open_system
from adapters.postgres.views.store import PostgresViews
from adapters.runtime import diagnostics
from adapters.settings import Settings
from projections.audit_trail import AUDIT_TRAIL
from projections.county import COUNTY
from projections.engine.running import follow
from projections.registry import PROJECTIONS
from tests.support.database import run
from tests.support.given import REFERENCE
from tests.support.people import COORDINATOR


@pytest.fixture
def system(database_url: str) -> Iterator[System]:
    diagnostics.configure(level=50)
    with open_system(Settings(database_url=database_url, data_folder=Path("unused")), "demo") as opened:
        yield opened


class TestWhatWasLastRead:
    def test_is_kept_until_the_stamp_is_another(self) -> None:
        stamps, reads = iter(map(Stamp, "aab")), iter(range(9))
        recent = Recent(lambda _: next(stamps))

        assert [recent.answer("q", 1, lambda: next(reads)) for _ in range(3)] == [0, 0, 1]

    def test_is_of_what_was_asked_about(self) -> None:
        reads, recent = iter(range(9)), Recent(lambda _: Stamp("a"))

        assert [recent.answer("q", about, lambda: next(reads)) for about in (1, 2, 2)] == [0, 1, 1]

    def test_is_kept_of_several_things_at_once_and_no_more_than_so_many(self) -> None:
        reads, recent = iter(range(99)), Recent(lambda _: Stamp("a"))

        assert [recent.answer("q", about, lambda: next(reads)) for about in (1, 2, 1, 2)] == [0, 1, 0, 1]
        for about in range(100, 130):
            recent.answer("q", about, lambda: None)
        assert recent.answer("q", 1, lambda: next(reads)) == 2

    def test_is_not_kept_without_a_stamp(self) -> None:
        reads, recent = iter(range(9)), Recent()

        assert [recent.answer("q", 1, lambda: next(reads)) for _ in range(2)] == [0, 1]

    def test_is_asked_for_its_stamp_once_in_a_request_and_shared_with_the_next(self) -> None:
        stamps, reads = iter(map(Stamp, "aab")), iter(range(9))
        recent = Recent(lambda _: next(stamps))
        requests = [recent.for_a_request() for _ in range(3)]

        assert [[each.answer(q, 1, lambda: next(reads)) for q in ("p", "q")] for each in requests] == [
            [0, 1],
            [0, 1],
            [2, 3],
        ]

    def test_is_renewed_by_what_came_since_where_the_same_tables_are_read(self) -> None:
        stamps = iter([Stamp("a", "1"), Stamp("b", "1"), Stamp("c", "2")])
        recent = Recent(lambda _: next(stamps))

        def asked() -> list[str]:
            return recent.answer("q", 1, lambda: ["read"], renew=lambda earlier: [*earlier, "renewed"])

        assert [asked() for _ in range(3)] == [["read"], ["read", "renewed"], ["read"]]

    def test_of_one_scope_is_kept_whatever_happens_in_others(self) -> None:
        stamps, reads = dict.fromkeys(("1784", "1730", None), Stamp("a")), iter(range(9))
        recent = Recent(lambda scope: stamps[scope])

        def asked() -> list[int]:
            return [recent.answer("q", 1, lambda: next(reads), scope) for scope in ("1784", "1730", None)]

        assert asked() == [0, 1, 2]
        stamps |= dict.fromkeys(("1730", None), Stamp("b"))
        assert asked() == [0, 3, 4]

    def test_of_scopes_is_kept_by_how_many_rows_it_has(self) -> None:
        reads, recent = iter(range(9)), Recent(lambda _: Stamp("a"))

        def asked(about: int, rows: int) -> int:
            return recent.answer("q", about, lambda: (next(reads), *[0] * rows), "1784")[0]

        assert [asked(1, 30_000), asked(2, 9_000), asked(1, 30_000)] == [0, 1, 0]
        assert [asked(3, 9_000), asked(1, 30_000), asked(2, 9_000)] == [2, 0, 3]
        assert [asked(4, 50_000), asked(4, 50_000)] == [4, 5]

    def test_of_scopes_is_kept_a_thousand_times_at_most(self) -> None:
        recent = Recent(lambda _: Stamp("a"))
        read = [recent.answer("q", about, object, "1784") for about in range(1_001)]

        def is_kept(about: int) -> bool:
            return recent.answer("q", about, object, "1784") is read[about]

        assert [is_kept(each) for each in (1, 1_000, 0)] == [True, True, False]


class TestTheStampOfRows:
    def test_is_another_after_each_event_and_after_a_replay_to_the_same_position(
        self, database_url: str, system: System
    ) -> None:
        views = PostgresViews(system.requests)
        empty = views.stamp()
        system.store.append(history(REFERENCE, system.county, Part(seed=1, number=0, length=5)))
        system.follower.catch_up()
        filled = views.stamp()
        run(database_url, "UPDATE views.tracking SET position = position")

        assert len({empty, filled, views.stamp()}) == 3
        assert views.stamp() == views.stamp()

    def test_of_a_scope_is_another_after_each_of_its_events_alone(self, system: System) -> None:
        views, stamps = PostgresViews(system.requests), list[tuple[str, str]]()
        here, there = (history(REFERENCE, system.county, Part(seed=1, number=each, length=5)) for each in (0, 1))
        own, other = here[0].envelope.scope, there[0].envelope.scope
        for sent in (here[:3], here[3:], there):
            system.store.append(sent)
            system.follower.catch_up()
            stamps.append((views.stamp_of(own, PROJECTIONS), views.stamp_of(other, PROJECTIONS)))

        assert len({of_own for of_own, _ in stamps}) == 2
        assert stamps[1][0] == stamps[2][0]
        assert stamps[1][1] != stamps[2][1]

    def test_of_a_scope_is_that_of_all_rows_until_every_view_has_read_its_last_event(
        self, database_url: str, system: System
    ) -> None:
        views = PostgresViews(system.requests)
        entries = history(REFERENCE, system.county, Part(seed=1, number=0, length=5))
        system.store.append(entries)
        system.follower.catch_up()
        known = views.stamp_of(entries[0].envelope.scope, PROJECTIONS)
        late = "UPDATE views.tracking SET position = position - 1 WHERE projection = 'report'"
        run(database_url, late)
        behind = views.stamp_of(entries[0].envelope.scope, PROJECTIONS)
        run(database_url, late)

        assert len({known, behind, views.stamp_of(entries[0].envelope.scope, PROJECTIONS)}) == 3


class TestWhereMunicipalitiesStand:
    def test_is_read_of_those_alone_in_which_something_was_recorded_and_is_what_all_rows_say(
        self, system: System
    ) -> None:
        reading = system.reading()
        fresh = replace(reading, recent=Recent())
        parts = [history(REFERENCE, system.county, Part(seed=3, number=each, length=20)) for each in range(12)]
        entries = sorted((each for part in parts for each in part), key=lambda each: each.envelope.recorded_at)
        days, before = [date(2024, 6, 1), date(2024, 9, 1)], list[MatrixRow]()
        again = 0
        for start in range(0, len(entries), 3):
            system.store.append(entries[start : start + 3])
            system.follower.catch_up()
            for day in days:
                assert everywhere(reading.seen_by(COORDINATOR), day) == everywhere(fresh, day)
            rows = list(everywhere(reading.seen_by(COORDINATOR), days[0]))
            again += sum(any(each is row for each in before) for row in rows)
            before = rows

        assert again > len(entries)

    def test_is_kept_of_the_past_until_its_view_is_made_anew(self, system: System) -> None:
        reading, day = system.reading(), date(2024, 6, 1)
        entries = history(REFERENCE, system.county, Part(seed=3, number=0, length=40))
        own = entries[0].envelope.scope

        def known(position: int, by: date | None = None) -> Sequence[MatrixRow]:
            system.follower.catch_up()
            return everywhere(reading.seen_by(COORDINATOR).as_of(position, by), day)

        system.store.append(entries[:20])
        then, happened, one = known(20), known(20, day), known(19)
        system.store.append(entries[20:])
        seen = reading.seen_by(COORDINATOR)

        assert [a is b for a, b in zip(known(20), then, strict=True)] == [True]
        assert [a is b for a, b in zip(known(20, day), happened, strict=True)] == [True]
        assert [each.standing.scb_code for each in (*then, *one, *everywhere(seen, day))] == [own] * 3
        rebuild_shown(system, COUNTY)
        assert [a is b for a, b in zip(known(20), then, strict=True)] == [False]
        assert known(20) == then

    def test_is_read_of_all_while_the_trail_is_behind_another_view(self, system: System) -> None:
        """As where a bug has stopped it: it does not tell what the others have read since."""
        reading, day = system.reading(), date(2024, 6, 1)
        entries = history(REFERENCE, system.county, Part(seed=3, number=0, length=40))
        own = entries[0].envelope.scope
        system.store.append(entries[:5])
        system.follower.catch_up()
        before = everywhere(reading.seen_by(COORDINATOR), day)
        assert [municipality(reading.seen_by(COORDINATOR), own, day)] == list(before)
        fresh = before
        for start in range(5, 40, 5):
            system.store.append(entries[start : start + 5])
            for each in PROJECTIONS:
                if each is not AUDIT_TRAIL:
                    follow(each, system.log, system.views)
            fresh = everywhere(replace(reading, recent=Recent()), day)
            assert everywhere(reading.seen_by(COORDINATOR), day) == fresh
            assert [municipality(reading.seen_by(COORDINATOR), own, day)] == list(fresh)

        assert fresh != before


class TestTheLatestEntries:
    @pytest.mark.parametrize("most", [10, 1_000])
    def test_are_what_the_trail_says_whatever_was_recorded_and_corrected_since(self, system: System, most: int) -> None:
        reading, corrected = system.reading(), set[str]()
        parts = [history(REFERENCE, system.county, Part(seed=3, number=each, length=40)) for each in range(4)]
        entries = sorted((each for part in parts for each in part), key=lambda each: each.envelope.recorded_at)
        for start in range(0, len(entries), 3):
            system.store.append(entries[start : start + 3])
            system.follower.catch_up()
            now = reading.seen_by(COORDINATOR)
            for after in (0, start // 2, start - 1, start + 3):
                found = latest_entries(now, after, most)
                assert found == read_entries(now, TrailFilter(refusals=False, after=after, limit=most))
                corrected |= {row.event_id for row in found if row.voided or row.corrected_fields}

        assert len(corrected) > 1

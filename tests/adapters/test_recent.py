"""What was last read is kept for as long as no row has changed, and no longer."""

from pathlib import Path

from adapters.demo.invented.county import Part, history
from adapters.http.reading.recent import Recent
from adapters.main import open_system
from adapters.postgres.views.store import PostgresViews
from adapters.runtime import diagnostics
from adapters.settings import Settings
from tests.support.database import run
from tests.support.given import REFERENCE


class TestWhatWasLastRead:
    def test_is_kept_until_the_stamp_is_another(self) -> None:
        stamps, reads = iter(["a", "a", "b"]), iter(range(9))
        recent = Recent(lambda: next(stamps))

        assert [recent.answer("q", 1, lambda: next(reads)) for _ in range(3)] == [0, 0, 1]

    def test_is_of_what_was_asked_about(self) -> None:
        reads, recent = iter(range(9)), Recent(lambda: "a")

        assert [recent.answer("q", about, lambda: next(reads)) for about in (1, 2, 2)] == [0, 1, 1]

    def test_is_kept_of_several_things_at_once_and_no_more_than_so_many(self) -> None:
        reads, recent = iter(range(99)), Recent(lambda: "a")

        assert [recent.answer("q", about, lambda: next(reads)) for about in (1, 2, 1, 2)] == [0, 1, 0, 1]
        for about in range(100, 130):
            recent.answer("q", about, lambda: None)
        assert recent.answer("q", 1, lambda: next(reads)) == 2

    def test_is_not_kept_without_a_stamp(self) -> None:
        reads, recent = iter(range(9)), Recent()

        assert [recent.answer("q", 1, lambda: next(reads)) for _ in range(2)] == [0, 1]

    def test_is_asked_for_its_stamp_once_in_a_request_and_shared_with_the_next(self) -> None:
        stamps, reads = iter(["a", "a", "b"]), iter(range(9))
        recent = Recent(lambda: next(stamps))
        requests = [recent.for_a_request() for _ in range(3)]

        assert [[each.answer(q, 1, lambda: next(reads)) for q in ("p", "q")] for each in requests] == [
            [0, 1],
            [0, 1],
            [2, 3],
        ]


class TestTheStampOfRows:
    def test_is_another_after_each_event_and_after_a_replay_to_the_same_position(self, database_url: str) -> None:
        diagnostics.configure(level=50)
        settings = Settings(database_url=database_url, data_folder=Path("unused"))
        with open_system(settings, "demo") as system:
            views = PostgresViews(system.requests)
            empty = views.stamp()
            system.store.append(history(REFERENCE, system.county, Part(seed=1, number=0, length=5)))
            system.follower.catch_up()
            filled = views.stamp()
            run(database_url, "UPDATE views.tracking SET position = position")

            assert len({empty, filled, views.stamp()}) == 3
            assert views.stamp() == views.stamp()

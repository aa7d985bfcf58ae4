"""Views follow the log: in any batches, in memory and on PostgreSQL, they equal a fresh fold of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from json import dumps
from threading import Thread
from uuid import UUID

import pytest

from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import MemoryViews, empty_views
from domain.correction import EntryCorrection
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.county import COUNTY, StandingRow
from projections.engine.log import Earlier, Entry, Log
from projections.engine.projection import Projection
from projections.engine.rows import Rows
from projections.engine.running import advance, follow
from projections.engine.views import Query, Views
from projections.registry import PROJECTIONS
from projections.report import REPORT
from tests.support.views import open_desk


def dump(views: Views, projection: Projection) -> dict[str, list[str]]:
    """Return every row as canonical JSON, in a fixed order."""
    return {
        kind.table: sorted(
            dumps(row.model_dump(mode="json"), sort_keys=True)
            for row in views.select(projection, Query(kind, limit=1_000_000))
        )
        for kind in projection.kinds
    }


def fresh(log: MemoryEventStore, projection: Projection) -> dict[str, list[str]]:
    views = MemoryViews()
    views.prepare([projection])
    follow(projection, log, views, batch=100_000)
    return dump(views, projection)


@pytest.mark.parametrize("projection", PROJECTIONS, ids=[each.name for each in PROJECTIONS])
@pytest.mark.parametrize("batch", [7, 1000])
def test_batches_of_any_size_lead_to_the_same_rows(
    log: MemoryEventStore, views: Views, projection: Projection, batch: int
) -> None:
    assert follow(projection, log, views, batch) == log.head()
    assert views.position(projection) == log.head()
    rows = dump(views, projection)
    assert fresh(log, projection) == rows
    # In the demonstration nobody pins a report: test_reports.py.
    assert any(rows.values()) or projection is REPORT


def test_the_history_holds_corrections_or_this_proves_nothing(log: MemoryEventStore) -> None:
    assert sum(isinstance(each.event, EntryCorrection) for each in log.read(0, 100_000)) >= 2


def test_following_again_reads_nothing_twice(log: MemoryEventStore, views: Views) -> None:
    follow(COUNTY, log, views)
    assert follow(COUNTY, log, views) == 0


@pytest.fixture(params=["memory", "postgres"])
def either_log(request: pytest.FixtureRequest, log: MemoryEventStore) -> Iterator[Log]:
    if request.param == "memory":
        yield log
        return
    with open_desk(request.getfixturevalue("database_url")) as desk:
        yield desk.log


@dataclass
class Noting:
    """What came before, noting which positions were read."""

    earlier: Earlier
    read: list[int] = field(default_factory=list)

    def history(self, scope: str, since: UUID | None = None, until: int | None = None) -> Sequence[Entry]:
        found = self.earlier.history(scope, since, until)
        self.read += [each.position for each in found]
        return found


def test_a_correction_reads_nothing_that_came_after_it(log: MemoryEventStore, either_log: Log) -> None:
    views, after, noting = empty_views(), 0, Noting(either_log)
    while events := log.read(after, 7):
        advance(COUNTY, after, events, noting, views)
        after = events[-1].position
        assert max(noting.read, default=0) <= after
    assert noting.read
    assert dump(views, COUNTY) == fresh(log, COUNTY)


def test_two_runners_at_once_do_the_work_once(log: MemoryEventStore, views: Views) -> None:
    read: list[int] = []
    threads = [Thread(target=lambda: read.append(follow(AUDIT_TRAIL, log, views, 20))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.head() == sum(read)
    assert fresh(log, AUDIT_TRAIL) == dump(views, AUDIT_TRAIL)


def test_rows_and_position_move_together_or_not_at_all(log: MemoryEventStore, views: Views) -> None:
    def fails(rows: Rows) -> None:
        rows.put(StandingRow.model_validate_json(fresh(log, COUNTY)["county"][0]))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        views.advance(COUNTY, 0, 10, fails)
    assert views.position(COUNTY) == 0
    assert not views.select(COUNTY, Query(StandingRow))


def test_a_corrected_entry_and_its_correction_both_stay_in_the_trail(log: MemoryEventStore, views: Views) -> None:
    follow(AUDIT_TRAIL, log, views)
    rows = [row for row in views.select(AUDIT_TRAIL, Query(TrailRow)) if isinstance(row, TrailRow)]
    assert len(rows) == log.head()
    by_id = {row.event_id: row for row in rows}
    marked = [row for row in rows if row.corrected_by]
    assert marked
    for row in marked:
        assert row.corrected_by is not None
        assert by_id[row.corrected_by].fields["target_event_id"] == row.event_id


def test_rows_come_in_the_order_of_several_columns_from_any_place_on(log: MemoryEventStore, views: Views) -> None:
    follow(AUDIT_TRAIL, log, views)
    asked = Query(TrailRow, order=("occurred_on", "position"), descending=True)
    rows = [row for row in views.select(AUDIT_TRAIL, asked) if isinstance(row, TrailRow)]
    middle = rows[len(rows) // 2]
    before = replace(asked, before=(middle.occurred_on, middle.position), limit=9)

    assert rows == sorted(rows, key=lambda row: (row.occurred_on, row.position), reverse=True)
    assert rows != sorted(rows, key=lambda row: row.position, reverse=True)
    for as_of in (None, log.head()):
        assert views.select(AUDIT_TRAIL, before, as_of) == rows[len(rows) // 2 + 1 :][:9]

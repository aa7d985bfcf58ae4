"""Poison: an event that a view cannot handle parks its stream, is listed, and is replayed after a fix.

Sabotage, named in FEMSTEG_SABOTAGE, and all of it turns red: `let-it-out` lets what goes wrong with an event stop the
whole projection; `go-on` forgets what is parked from one batch to the next, and goes on with the stream's later events.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

import pytest
from eventsourcing.persistence import StoredEvent

from adapters.postgres.views.rebuilding import Rebuild
from adapters.runtime import diagnostics
from adapters.serialization.mapper import FemstegMapper
from domain.messages import Recorded
from projections.audit_trail import AUDIT_TRAIL
from projections.county import COUNTY
from projections.engine.projection import Projection
from projections.engine.rows import Rows
from projections.engine.running import follow
from projections.registry import PROJECTIONS
from tests.support.database import run
from tests.support.folding import fold
from tests.support.views import Desk, history, more_of_the_same, open_desk
from tests.support.waiting import until

POISON = next(each for each in history() if each.topic == "support.contact-had.v1")
STREAM = POISON.envelope.stream
STREAMS = sorted({each.envelope.stream for each in history() if each.topic.startswith("training.")})[:3]
FORGET = "CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
SABOTAGE = os.environ.get("FEMSTEG_SABOTAGE", "")
LATER = [each for each in history() if each.envelope.stream == STREAM and each.position >= POISON.position]


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    diagnostics.configure(level=50)
    with open_desk(database_url) as made:
        yield made


class Outcry(BaseException):
    """What nobody takes for the fault of one event."""


class Strict(FemstegMapper):
    """Reads events, and stops everything where one cannot be read."""

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:  # type: ignore[override]
        try:
            return super().to_domain_event(stored_event)
        except Exception as error:
            raise Outcry from error


@pytest.fixture(autouse=True)
def _sabotage(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    if SABOTAGE == "let-it-out":
        monkeypatch.setattr(desk.log, "_mapper", Strict())
    if SABOTAGE == "go-on":
        run(
            desk.url,
            FORGET,
            "CREATE TRIGGER forget BEFORE INSERT ON views.parked FOR EACH ROW EXECUTE FUNCTION forget()",
        )


class Sick:
    """A projection that fails at one event, half-way through its changes, until it is cured."""

    def __init__(self, projection: Projection) -> None:
        self.projection = replace(projection, project=self._project)
        self.struck = 0
        self.cured = False
        self._healthy = projection.project

    def _project(self, rows: Rows, recorded: Recorded) -> None:
        self._healthy(rows, recorded)
        if recorded.envelope.event_id == POISON.envelope.event_id and not self.cured:
            self.struck += 1
            raise Outcry if SABOTAGE == "let-it-out" else ZeroDivisionError


def spared(events: tuple[Recorded, ...] = ()) -> list[Recorded]:
    """Return the history without the stream that is parked, from the poison on."""
    parked = {each.envelope.event_id for each in LATER}
    return [each for each in events or history() if each.envelope.event_id not in parked]


@pytest.mark.parametrize("batch", [1000, 13])
def test_the_stream_is_parked_and_every_other_one_runs_on(desk: Desk, batch: int) -> None:
    assert len(LATER) >= 2, "void: nothing follows the poison"
    sick = Sick(COUNTY)
    follow(sick.projection, desk.log, desk.views, batch)
    assert sick.struck >= 1, "void: nobody was poisoned"
    parked = desk.views.parked(COUNTY)
    assert [(each.event_id, each.position) for each in parked] == [
        (str(each.envelope.event_id), each.position) for each in LATER
    ]
    assert (parked[0].error, parked[1].error, parked[0].stream) == ("ZeroDivisionError", "Parked", STREAM)
    assert fold(COUNTY, spared()) == desk.shown(COUNTY)
    assert desk.state(COUNTY).parked == len(LATER)


def test_after_the_fix_a_replay_leaves_nothing_parked_and_a_right_past(desk: Desk) -> None:
    sick = Sick(COUNTY)
    follow(sick.projection, desk.log, desk.views)
    Rebuild(desk.pool, desk.log, sick.projection).run()
    assert len(desk.views.parked(COUNTY)) == len(LATER)
    sick.cured = True
    Rebuild(desk.pool, desk.log, sick.projection).run()
    assert desk.views.parked(COUNTY) == []
    events = list(history())
    assert fold(COUNTY, events) == desk.shown(COUNTY)
    for position in (POISON.position - 1, POISON.position, POISON.position + 1):
        assert fold(COUNTY, events[:position]) == desk.shown(COUNTY, position)


class TestABrokenRow:
    """An event that cannot be decoded: its bytes are broken in the log itself, past the store."""

    @staticmethod
    def broken(desk: Desk) -> None:
        run(
            desk.url,
            "ALTER TABLE log.events DISABLE TRIGGER refuse",
            f"UPDATE log.events SET state = '\\x7b7d' WHERE event_id = '{POISON.envelope.event_id}'",  # noqa: S608 -- ours
            "ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse",
        )

    @pytest.mark.parametrize("projection", [COUNTY, AUDIT_TRAIL], ids=["county", "audit_trail"])
    def test_parks_its_stream(self, desk: Desk, projection: Projection) -> None:
        self.broken(desk)
        follow(projection, desk.log, desk.views)
        parked = desk.views.parked(projection)
        assert [each.error for each in parked] == ["ValidationError", *["Parked"] * (len(LATER) - 1)]
        assert fold(projection, spared()) == desk.shown(projection)


def broken_next(desk: Desk, number: int) -> None:
    """Append an event that nobody can read to a stream, past whoever would refuse it."""
    stream = STREAMS[number]
    run(
        desk.url,
        "INSERT INTO log.events (originator_id, originator_version, topic, state, stream, scope)"  # noqa: S608 -- ours
        " SELECT originator_id, max(originator_version) + 1, max(topic), '\\x7b7d', max(stream), max(scope)"
        f" FROM log.events WHERE stream = '{stream}' GROUP BY originator_id",
    )


def test_other_streams_stay_within_two_seconds(desk: Desk) -> None:
    """One unreadable event after the other comes while all is followed, each to a stream of its own."""
    follower = desk.following()
    until(lambda: all(desk.state(each).lag == 0 for each in PROJECTIONS))
    tooks = []
    for number in range(len(STREAMS)):
        broken_next(desk, number)
        desk.store.append([more_of_the_same(number, "journey.step-started.v1")])
        follower.wake()
        tooks.append(until(lambda: all(desk.state(each).lag == 0 for each in PROJECTIONS)))
    follower.stop()
    parked = [desk.state(each).parked for each in PROJECTIONS]
    print(f"other streams' events seen after {max(tooks):.2f} s at most; {parked} parked")
    assert median(tooks) < 2
    assert parked == [len(STREAMS)] * len(PROJECTIONS)


def followed(desk: Desk, projection: Projection) -> None:
    follow(projection, desk.log, desk.views)


def rebuilt(desk: Desk, projection: Projection) -> None:
    Rebuild(desk.pool, desk.log, projection).run()


@pytest.mark.parametrize("making", [followed, rebuilt])
def test_a_row_that_no_column_takes_parks_its_event_alone(
    desk: Desk, making: Callable[[Desk, Projection], None]
) -> None:
    """The database itself refuses what the projection made: halving what is written finds the event."""
    refused = 0

    def project(rows: Rows, recorded: Recorded) -> None:
        nonlocal refused
        COUNTY.project(rows, recorded)
        if recorded.envelope.event_id == POISON.envelope.event_id:
            refused += 1
            row = rows.get(COUNTY.kinds[0], recorded.envelope.scope)
            assert row
            rows.put(row.model_copy(update={"county_code": "17\0"}))

    making(desk, replace(COUNTY, project=project))
    assert refused >= 2, "void: the database was not asked"
    assert [each.error for each in desk.views.parked(COUNTY)] == ["Unstorable", *["Parked"] * (len(LATER) - 1)]
    assert fold(COUNTY, spared()) == desk.shown(COUNTY)

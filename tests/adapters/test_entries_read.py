"""What thousands of entries say is read without the rest of their rows, and is the same."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from adapters.demo.people import PEOPLE
from adapters.http.reading.reading import Reading
from adapters.http.reading.trail import TrailFilter, read_entries, trail
from adapters.main import System
from domain.people import Actor
from domain.values import Classification
from projections.audit_trail import EntryRow, TrailRow
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock

ALL = TrailFilter(limit=10_000)
LAST_YEAR = TrailFilter(by_day=True, first_day=date(2025, 1, 1), last_day=date(2025, 12, 31), limit=10_000)
WANTED = [ALL, LAST_YEAR, TrailFilter(voided=False, refusals=False, municipality="1784", limit=10_000)]


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    with demonstration(databases, SetClock()) as system:
        yield system


def _said(row: EntryRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in EntryRow.model_fields}


def _readings(system: System, actor: Actor) -> list[Reading]:
    now = system.reading().seen_by(actor)
    head, day = now.position(), SetClock().today()
    return [now, now.as_of(head // 2), now.as_of(head, day - timedelta(days=200))]


@pytest.mark.parametrize("wanted", WANTED, ids=["all", "of a year", "of one municipality"])
@pytest.mark.parametrize("actor", [each.actor for each in PEOPLE], ids=lambda actor: str(actor.role))
def test_it_is_what_the_trail_says_at_every_moment_to_everyone(
    system: System, wanted: TrailFilter, actor: Actor
) -> None:
    for reading in _readings(system, actor):
        assert [_said(each) for each in read_entries(reading, wanted)] == [
            _said(each) for each in trail(reading, wanted)
        ]


def test_nothing_else_is_read_of_them(system: System) -> None:
    rows = read_entries(system.reading().seen_by(PEOPLE[0].actor), ALL)

    assert rows
    assert not any(isinstance(each, TrailRow) for each in rows)


def test_what_is_protected_says_nothing_to_those_for_whom_it_is_not_meant(system: System) -> None:
    hidden = [
        row
        for person in PEOPLE
        for row in read_entries(system.reading().seen_by(person.actor), ALL)
        if row.classification == Classification.PROTECTED and not row.fields
    ]

    assert hidden

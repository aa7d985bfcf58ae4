"""Two moments compared are the difference of two fresh folds of the log, on both axes, for a place or the county.

FEMSTEG_MOMENTS: how many pairs of moments; FEMSTEG_LOG_EVENTS: of how long a log. `make proof` asks for many of both.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import cast

import pytest

from adapters.http.reading.activities import kind_of
from adapters.http.reading.changes import Changes, changes
from domain.correction import EntryCorrection
from domain.messages import Recorded
from domain.standing import OpenItem, Standing
from domain.values import Step
from projections.audit_trail import TrailRow, project
from projections.county import COUNTY, StandingRow
from projections.engine.rows import Rows
from projections.work_queue import WORK_QUEUE, OpenItemRow
from tests.adapters.test_changes import World
from tests.support.folding import PlainRows
from tests.support.given import REFERENCE
from tests.support.long_log import long_log, read_by_a_coordinator, seen
from tests.support.naive import Corrections, Shown, Teller, facts
from workflows.attention.attention import attention
from workflows.attention.clocks import health
from workflows.comparison.change import GROUPS, Kind
from workflows.comparison.standings import Snapshot, compared, nothing

MOMENTS = int(os.environ.get("FEMSTEG_MOMENTS", "60"))
EVENTS = int(os.environ.get("FEMSTEG_LOG_EVENTS", "0"))
# Every so many pairs the county as a whole is compared, the others by one municipality each.
_COUNTY_EVERY = 20
_ACTIVITIES = {
    *GROUPS["support"],
    *GROUPS["work"],
    *GROUPS["afterwards"],
    "programme",
    "outreach-made",
    "contact-appointed",
    "contact-ended",
}
Difference = tuple[Kind, str, Step | None, str]


@pytest.fixture(scope="module")
def world() -> World:
    log = long_log(EVENTS)
    store, views = seen(log)
    reading = read_by_a_coordinator(store, views)
    return World(log, store, reading, Teller(COUNTY, log), Teller(WORK_QUEUE, log))


def snapshots(rows: Shown, items: Shown, day: date) -> dict[str, Snapshot]:
    """Return what a fresh fold says of municipalities, judged for a day."""
    waiting: dict[str, list[OpenItem]] = {}
    for row in items.values():
        if isinstance(row, OpenItemRow):
            waiting.setdefault(row.scb_code, []).append(row.item)
    found = {}
    for row in rows.values():
        if isinstance(row, StandingRow):
            of, definition = row.standing, REFERENCE.definition(row.standing.definition)
            reasons = tuple(attention(of, waiting.get(row.scb_code, ()), definition, day))
            found[row.scb_code] = Snapshot(of, reasons, health(of, definition, day))
    return found


def expected(before: dict[str, Snapshot], after: dict[str, Snapshot]) -> set[Difference]:
    return {
        (each.kind, each.scb_code, each.step, each.reason)
        for code in {*before, *after}
        for each in compared(before.get(code, nothing(code)), after.get(code, nothing(code)))
    }


def told(found: Changes) -> set[Difference]:
    return {
        (each.kind, part.scb_code, each.step, each.reason)
        for each in found.sentences
        if each.kind not in _ACTIVITIES
        for part in each.parts
    }


def counted(found: Changes) -> Counter[tuple[Kind, str]]:
    return Counter(
        {
            (each.kind, part.scb_code): part.number
            for each in found.sentences
            if each.kind in _ACTIVITIES
            for part in each.parts
        }
    )


def activities(between: Iterable[Recorded]) -> Iterator[tuple[Kind, str]]:
    for each in between:
        rows = PlainRows()
        project(cast("Rows", rows), each)
        (row,) = [row for row in rows.rows.values() if isinstance(row, TrailRow)]
        if kind := kind_of(row):
            yield kind, each.envelope.scope


def entered(entries: Sequence[Recorded], after: int, until: int, day: date) -> Counter[tuple[Kind, str]]:
    """Return what was entered between two positions and stands at the later one, by what it is counted as."""
    known = [each for each in entries if each.position <= until and not each.envelope.stream.startswith("audit/")]
    corrections = Corrections(known)
    new = [each for each in facts(known) if each.position > after]
    made = [
        each.envelope.scope
        for each in known
        if each.position > after and isinstance(each.event, EntryCorrection) and corrections.leave(each)
    ]
    late = [each.envelope.scope for each in new if each.envelope.occurred_on <= day]
    return Counter(
        [*activities(new), *(("corrected", each) for each in made), *(("entered-late", each) for each in late)]
    )


def happened(entries: Sequence[Recorded], known_at: int, after: date, until: date) -> Counter[tuple[Kind, str]]:
    """Return what happened after a day and by another one, as it is known at a position."""
    known = [each for each in entries if each.position <= known_at and not each.envelope.stream.startswith("audit/")]
    corrections = Corrections(known)
    between = [each for each in facts(known) if after < each.envelope.occurred_on <= until]
    made = [
        each.envelope.scope
        for each in known
        if isinstance(each.event, EntryCorrection)
        and corrections.leave(each)
        and after < each.envelope.occurred_on <= until
    ]
    return Counter([*activities(between), *(("corrected", each) for each in made)])


def plain(standing: Standing) -> Standing:
    """Return a standing without the name that the register of places has for it."""
    return replace(standing, name="")


def standing_of(found: dict[str, Snapshot]) -> dict[str, Standing]:
    return {code: plain(each.standing) for code, each in found.items()}


def read(rows: object) -> dict[str, Standing]:
    return {code: plain(each.standing) for code, each in cast("dict[str, Snapshot]", rows).items()}


def test_what_was_known_at_two_moments_is_the_difference_of_two_folds(world: World) -> None:
    dice, last = Random("comparing"), world.events[-1].position  # noqa: S311 -- dice for a test
    places = [each for each in world.standings.scopes if len(each) > 2]
    by_scope: dict[str, list[Recorded]] = {}
    for each in world.events:
        by_scope.setdefault(each.envelope.scope, []).append(each)
    for number in range(MOMENTS):
        before, after = sorted(dice.choices(range(1, last + 1), k=2))
        code = dice.choice(places)
        is_county = number % _COUNTY_EVERY == 0
        scopes, asked = (world.standings.scopes, "17") if is_county else ([code], code)
        then, now = world.moment(before), world.moment(after)
        found = changes(then, now, asked)
        was, stands = (
            snapshots(world.standings.at(position, scopes), world.items.at(position, scopes), day)
            for position, day in ((before, then.day), (after, now.day))
        )
        entries = world.events if is_county else by_scope[code]

        assert read(found.before) == standing_of(was), (asked, before)
        assert read(found.after) == standing_of(stands), (asked, after)
        assert told(found) == expected(was, stands), (asked, before, after)
        if not found.is_cut:
            assert counted(found) == entered(entries, before, after, then.day), (asked, before, after)


def test_what_had_happened_by_two_days_is_the_difference_of_two_folds(world: World) -> None:
    dice, last = Random("comparing days"), world.events[-1].position  # noqa: S311 -- dice for a test
    places = [each for each in world.standings.scopes if len(each) > 2]
    for _ in range(max(MOMENTS // 2, 10)):
        known_at, code = dice.randrange(last // 2, last), dice.choice(places)
        day = world.moment(known_at).day
        earlier, later = sorted(day - timedelta(days=dice.randrange(1, 900)) for _ in range(2))
        found = changes(world.moment(known_at, earlier), world.moment(known_at, later), code)
        was, stands = (
            snapshots(
                world.standings.happened([code], each, known_at), world.items.happened([code], each, known_at), each
            )
            for each in (earlier, later)
        )
        own = [each for each in world.events if each.envelope.scope == code]

        assert read(found.before) == standing_of(was), (code, earlier, known_at)
        assert read(found.after) == standing_of(stands), (code, later, known_at)
        assert told(found) == expected(was, stands), (code, earlier, later, known_at)
        assert counted(found) == happened(own, known_at, earlier, later), (code, earlier, later, known_at)

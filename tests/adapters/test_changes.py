"""What changed since a day is the difference of two folds of the log, whatever happened between (G13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import cast

import pytest

from adapters.http.moment import Moment
from adapters.http.reading.changes import Changes, changes
from adapters.http.reading.reading import Reading
from adapters.memory.event_store import MemoryEventStore
from domain.messages import Recorded
from domain.standing import OpenItem, Standing
from domain.values import Step
from projections.county import COUNTY, StandingRow
from projections.engine.moments import day_of
from projections.work_queue import WORK_QUEUE, OpenItemRow
from tests.support.given import REFERENCE
from tests.support.long_log import read_by_a_coordinator, seen
from tests.support.naive import Teller
from tests.support.wandering import wandered
from workflows.attention.attention import attention

PAIRS = 60
STATUS = {
    "step-started": "in_progress",
    "step-reopened": "in_progress",
    "step-achieved": "achieved",
    "step-declined": "declined",
    "step-not-applicable": "not_applicable",
    "step-withdrawn": "not_started",
    "step-closing-withdrawn": "in_progress",
}
MEMBERSHIP = {
    "joined": "joined",
    "left": "left",
    "membership-withdrawn": "outside",
    "leaving-withdrawn": "joined",
    "return-withdrawn": "left",
}
GRAVER = {
    "picture-past-review": "picture-review-due",
    "plan-past-review": "plan-review-due",
    "contact-silence-red": "contact-silence-amber",
    "visit-gap-red": "visit-gap-amber",
}


@dataclass(frozen=True)
class World:
    """A log of chance with its views, and what a plain fold of it says."""

    events: tuple[Recorded, ...]
    store: MemoryEventStore
    reading: Reading
    standings: Teller
    items: Teller

    def moment(self, position: int, happened_by: date | None = None) -> Moment:
        day = happened_by or day_of(self.store, position)
        assert day
        return Moment(self.reading.as_of(position, happened_by), day, position, position, happened_by)

    def at(self, position: int) -> dict[str, Standing]:
        rows = self.standings.at(position).values()
        return {row.scb_code: row.standing for row in rows if isinstance(row, StandingRow)}

    def happened(self, day: date, known_at: int) -> dict[str, Standing]:
        rows = self.standings.happened(self.standings.scopes, day, known_at).values()
        return {row.scb_code: row.standing for row in rows if isinstance(row, StandingRow)}

    def waiting(self, position: int, day: date) -> set[tuple[str, str, Step | None, str]]:
        """Return what needs attention and not only to be known of, by what it is about."""
        open_items = [row for row in self.items.at(position).values() if isinstance(row, OpenItemRow)]
        found = set()
        for code, standing in self.at(position).items():
            own: list[OpenItem] = [row.item for row in open_items if row.scb_code == code]
            for each in attention(standing, own, REFERENCE.definition(standing.definition), day):
                if each.severity != "info":
                    found.add((code, GRAVER.get(each.reason, each.reason), each.step, each.item))
        return found


@pytest.fixture(scope="module")
def world() -> World:
    store, views = seen(wandered())
    return World(
        tuple(store.read(0, 100_000)),
        store,
        read_by_a_coordinator(store, views),
        Teller(COUNTY, wandered()),
        Teller(WORK_QUEUE, wandered()),
    )


def pairs(world: World) -> list[tuple[int, int]]:
    dice = Random("changes")  # noqa: S311 -- dice for a test
    last = world.events[-1].position
    found = [tuple(sorted(dice.choices(range(1, last + 1), k=2))) for _ in range(PAIRS)]
    return [cast("tuple[int, int]", each) for each in found]


def parts(found: Changes) -> Iterator[tuple[str, str, Step | None, str]]:
    for sentence in found.sentences:
        for part in sentence.parts:
            yield sentence.kind, part.scb_code, sentence.step, sentence.reason


class TestWhatChanged:
    def test_put_on_how_things_stood_gives_how_they_stand(self, world: World) -> None:
        """Steps, membership and pauses."""
        for before, after in pairs(world):
            was, stands = world.at(before), world.at(after)
            told = list(parts(changes(world.moment(before), world.moment(after), "17")))
            for code, standing in stands.items():
                own = [each for each in told if each[1] == code]
                earlier = was.get(code, Standing(scb_code=code, name="", county_code=code[:2]))
                assert _patched(earlier, own, standing) == _state(standing), (code, before, after)

    def test_tells_of_no_step_that_is_as_it_was(self, world: World) -> None:
        for before, after in pairs(world):
            was, stands = world.at(before), world.at(after)
            for kind, code, step, _ in parts(changes(world.moment(before), world.moment(after), "17")):
                if kind in STATUS and code in was and was[code].cycle == stands[code].cycle:
                    assert step
                    assert was[code].cell(step).status != stands[code].cell(step).status

    def test_tells_what_has_come_to_need_attention_and_what_needs_none_any_more(self, world: World) -> None:
        for before, after in pairs(world):
            then, now = world.moment(before), world.moment(after)
            was, waits = world.waiting(before, then.day), world.waiting(after, now.day)
            found = list(parts(changes(then, now, "17")))
            late = {(code, GRAVER.get(reason, reason), step) for kind, code, step, reason in found if kind == "late"}
            gone = {(code, GRAVER.get(reason, reason), step) for kind, code, step, reason in found if kind == "cleared"}
            new = {each[:3] for each in waits - was if not each[1].startswith(("guidance-waiting", "step-blocked"))}

            assert new <= late
            assert gone <= {each[:3] for each in was - waits}

    def test_counts_the_entries_between(self, world: World) -> None:
        for before, after in pairs(world):
            found = changes(world.moment(before), world.moment(after), "17")
            between = [
                each
                for each in world.events
                if before < each.position <= after and not each.envelope.stream.startswith("audit/")
            ]
            assert found.entries == len(between)

    def test_is_nothing_from_a_moment_to_itself(self, world: World) -> None:
        for _, position in pairs(world)[:10]:
            found = changes(world.moment(position), world.moment(position), "17")
            assert (found.sentences, found.entries) == ((), 0)

    def test_is_of_what_had_happened_by_two_days_where_one_asks_for_that(self, world: World) -> None:
        """The earlier day as it is known at the position of the later one."""
        dice, last = Random("by day"), world.events[-1].position  # noqa: S311 -- dice for a test
        for _ in range(4):
            known_at = dice.randrange(last // 2, last)
            day = world.moment(known_at).day
            earlier, later = sorted(day - timedelta(days=dice.randrange(1, 700)) for _ in range(2))
            then, now = world.moment(known_at, earlier), world.moment(known_at, later)
            told = list(parts(changes(then, now, "17")))
            was, stands = world.happened(earlier, known_at), world.happened(later, known_at)
            for code, standing in stands.items():
                before = was.get(code, Standing(scb_code=code, name="", county_code=code[:2]))
                own = [each for each in told if each[1] == code]
                assert _patched(before, own, standing) == _state(standing), (code, earlier, later, known_at)

    def test_leads_to_its_events_alone(self, world: World) -> None:
        known = {str(each.envelope.event_id) for each in world.events}
        for before, after in pairs(world):
            for each in changes(world.moment(before), world.moment(after), "17").sentences:
                assert each.events, each.key
                assert set(each.events) <= known


def _state(standing: Standing) -> tuple[object, ...]:
    """Return what is compared; of one that has left nobody asks whether it rests."""
    steps, member = {step: standing.cell(step).status for step in Step}, standing.membership
    return steps, member, standing.is_paused and member == "joined"


def _patched(before: Standing, told: list[tuple[str, str, Step | None, str]], stands: Standing) -> tuple[object, ...]:
    """Return the state that what is told makes of an earlier one; ``stands``: tells how a step is closed again."""
    steps: dict[Step, str] = {step: before.cell(step).status for step in Step}
    member: str = before.membership
    paused = before.is_paused
    if any(kind == "cycle-opened" for kind, *_ in told):
        steps = {step: "not_started" if step.is_renewed else status for step, status in steps.items()}
    for kind, _, step, _ in told:
        if step and kind in STATUS:
            steps[step] = STATUS[kind]
        elif step and kind == "step-reopening-withdrawn":
            steps[step] = stands.cell(step).status
            assert stands.cell(step).ended_on
        member = MEMBERSHIP.get(kind, member)
        paused = {"paused": True, "resumed": False, "pause-withdrawn": False}.get(kind, paused)
    return steps, member, paused and member == "joined"

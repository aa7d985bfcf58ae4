"""Where a municipality stands: facts and dates alone, from which due, stale and silent are derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.messages import Message
from domain.values import Step

Membership = Literal["outside", "joined", "left"]
StepStatus = Literal["not_started", "in_progress", "achieved", "declined", "not_applicable"]
PlanSettlement = Literal["adopted", "declined", "integrated"]
ItemKind = Literal["guidance", "measure", "comment", "session", "visit", "need", "pause"]
Fact = Literal["started", "status", "due", "block", "last"]

# The step whose content an aggregate's events are; the journey's name their own.
CONTENT: Mapping[str, Step] = {
    "situation-picture": Step.SITUATION_PICTURE,
    "structure-review": Step.STRUCTURE_REVIEW,
    "action-plan": Step.ACTION_PLAN,
    "training": Step.STAFF_TRAINING,
    "support": Step.ONGOING_SUPPORT,
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One step of the current cycle.

    ``events``: for each fact the id of the one event that it follows from, the latest last; that a step has not begun
    in a new cycle follows from the cycle's opening. ``rested``: the days that
    the journey rested from the step's start to its end; ``due_rested``: since its due day was set, or since its start;
    ``idle_rested``: since its last sign of life. Where there is no end, the pause that still lasts is not among them.
    """

    status: StepStatus = "not_started"
    started_on: date | None = None
    ended_on: date | None = None
    due_on: date | None = None
    due_set_on: date | None = None
    blocked_by: str | None = None
    last_on: date | None = None
    rested: int = 0
    due_rested: int = 0
    idle_rested: int = 0
    events: tuple[tuple[Fact, str], ...] = ()

    def behind(self, *facts: Fact) -> tuple[str, ...]:
        """Return the ids of the events behind some facts, or behind all of them, each once."""
        return tuple(dict.fromkeys(event for fact, event in self.events if not facts or fact in facts))


_UNTOUCHED = Cell()


class Pause(Message):
    """A time during which the journey's clock stood still."""

    from_day: date
    until: date


def days_rested(pauses: Iterable[Pause], start: date, end: date) -> int:
    """Return how many days between the two the journey's clock stood still, each counted once."""
    total, reached = 0, start
    for pause in sorted(pauses, key=lambda each: each.from_day):
        begins, ends = max(pause.from_day, reached), min(pause.until, end)
        total += max((ends - begins).days, 0)
        reached = max(reached, ends)
    return total


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A municipality's facts across all its streams.

    ``paused_on``: since when the journey rests, if it does; ``rested_until``: the last day of all pauses that are over.
    """

    scb_code: str
    name: str
    county_code: str
    # What changes most comes first: two standings are told apart by the first field that differs.
    last_event_on: date | None = None
    membership: Membership = "outside"
    joined_on: date | None = None
    left_on: date | None = None
    settlement_type: str | None = None
    size_band: str | None = None
    formalised_on: date | None = None
    outreach_on: date | None = None
    journey_opened_on: date | None = None
    definition: str | None = None
    cycle: int = 0
    cycle_opened_on: date | None = None
    steps: dict[Step, Cell] = field(default_factory=dict)
    paused_on: date | None = None
    paused_until: date | None = None
    rested_until: date | None = None
    assignments: tuple[str, ...] = ()
    national_assignments: tuple[str, ...] = ()
    picture_version: int | None = None
    picture_published_on: date | None = None
    picture_due_on: date | None = None
    picture_at_work: bool = False
    plan_at_work: bool = False
    plan_settled: PlanSettlement | None = None
    plan_settled_on: date | None = None
    plan_reviewed_on: date | None = None
    plan_picture_version: int | None = None
    plan_revisit_on: date | None = None
    plan_valid_until: date | None = None
    plan_sections: tuple[str, ...] = ()
    plan_local_ties: int = 0
    plan_opened_on: date | None = None
    plan_needs_revision: bool = False
    last_contact_on: date | None = None
    last_visit_on: date | None = None
    last_training_on: date | None = None

    def cell(self, step: Step) -> Cell:
        """Return where a step stands."""
        return self.steps.get(step, _UNTOUCHED)

    @property
    def is_paused(self) -> bool:
        """Whether the journey rests."""
        return self.paused_on is not None

    def resting_days(self, start: date, day: date) -> int:
        """Return how many days after the start the pause that lasts has had on that day."""
        return max((day - max(self.paused_on, start)).days, 0) if self.paused_on else 0


class OpenItem(Message):
    """Something that waits: a request, a measure, a comment, a session, a visit, a need, the end of a pause."""

    scb_code: str
    kind: ItemKind
    ref: str
    since: date
    due_on: date | None = None
    code: str | None = None
    acute: bool = False
    event_id: str

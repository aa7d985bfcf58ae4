"""Where a municipality stands: facts and dates alone, from which due, stale and silent are derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.messages import Message
from domain.values import Step

Membership = Literal["outside", "joined", "left"]
StepStatus = Literal["not_started", "in_progress", "achieved", "declined", "not_applicable"]
PlanSettlement = Literal["adopted", "declined", "integrated"]
ItemKind = Literal["guidance", "measure", "comment", "session", "visit", "need", "pause", "reply", "picture"]
Fact = Literal["started", "status", "due", "block", "last"]
StandingFact = Literal[
    "registered",
    "membership",
    "contacts",
    "cycle",
    "pause",
    "picture",
    "picture_due",
    "plan",
    "plan_basis",
    "plan_review",
    "contact",
    "visit",
    "training",
]

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
    in a new cycle follows from the cycle's opening. ``started_on``: its first day; ``reopened_on``: the first day of
    the time that it is or was last in progress, where that is another. ``earlier``: the days of all such times before
    that, without rest. ``rested``: the days that the journey rested in the last of them; ``due_rested``: since its due
    day was set, or since that time began; ``idle_rested``: since its last sign of life. Where there is no end, the
    pause that still lasts is not among them. ``unblocking``: the id of the event that last said that nothing stands in
    the way; nothing that holds follows from it.
    """

    status: StepStatus = "not_started"
    started_on: date | None = None
    reopened_on: date | None = None
    ended_on: date | None = None
    due_on: date | None = None
    due_set_on: date | None = None
    blocked_by: str | None = None
    blocked_on: date | None = None
    unblocking: str | None = None
    last_on: date | None = None
    earlier: int = 0
    rested: int = 0
    due_rested: int = 0
    idle_rested: int = 0
    events: tuple[tuple[Fact, str], ...] = ()

    @property
    def since(self) -> date | None:
        """The first day of the time that it is or was last in progress."""
        return self.reopened_on or self.started_on

    def behind(self, *facts: Fact) -> tuple[str, ...]:
        """Return the ids of the events behind some facts, or behind all of them, each once."""
        return _behind(self.events, facts)


_UNTOUCHED = Cell()


def _behind(events: Iterable[tuple[str, str]], facts: Sequence[str]) -> tuple[str, ...]:
    if len(facts) == 1:  # as nearly always: thousands of times for a county, and each has one event
        for fact, event in events:
            if fact == facts[0]:
                return (event,)
        return ()
    return tuple(dict.fromkeys([event for fact, event in events if not facts or fact in facts]))


class Period(Message):
    """A time from one day until another."""

    from_day: date
    until: date


class Pause(Period):
    """A time during which the journey's clock stood still."""


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

    ``paused_on``: since when the journey rests, if it does; ``rested_until``: the last day of all pauses that are over;
    ``resumption``: the id of the event that ended the last one.
    ``events``: for each fact the id of the one event that it follows from; ``appointments``: for each active contact
    person's assignment that of the appointment. ``name`` is empty until the municipality is registered: support is
    given before that, too.
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
    resumption: str | None = None
    assignments: tuple[str, ...] = ()
    national_assignments: tuple[str, ...] = ()
    contacts_changed_on: date | None = None
    picture_version: int | None = None
    picture_published_on: date | None = None
    picture_due_on: date | None = None
    picture_due_set_on: date | None = None
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
    review_opened: bool = False
    has_channel: bool = False
    has_responsibility: bool = False
    last_contact_on: date | None = None
    last_visit_on: date | None = None
    last_training_on: date | None = None
    events: tuple[tuple[StandingFact, str], ...] = ()
    appointments: tuple[tuple[str, str], ...] = ()

    def cell(self, step: Step) -> Cell:
        """Return where a step stands."""
        return self.steps.get(step, _UNTOUCHED)

    def behind(self, *facts: StandingFact) -> tuple[str, ...]:
        """Return the ids of the events behind some facts, each once."""
        return _behind(self.events, facts)

    @property
    def is_registered(self) -> bool:
        """Whether the log knows the municipality itself, and not only support that was given to it."""
        return bool(self.behind("registered"))

    @property
    def is_paused(self) -> bool:
        """Whether the journey rests."""
        return self.paused_on is not None

    def resting_days(self, start: date, day: date) -> int:
        """Return how many days after the start the pause that lasts has had on that day."""
        return max((day - max(self.paused_on, start)).days, 0) if self.paused_on else 0


@dataclass(frozen=True, kw_only=True)
class OpenItem:
    """Something that waits: a request, a measure, a comment, a session, a visit, a need, the end of a pause.

    Or what the municipality was asked for: a reply to an attempt at contact, a picture that is worked on.
    """

    scb_code: str
    kind: ItemKind
    ref: str
    since: date
    due_on: date | None = None
    code: str | None = None
    acute: bool = False
    event_id: str

    def __hash__(self) -> int:
        """Tell most of them apart at little cost: of a county, thousands are looked up."""
        return hash(self.event_id)

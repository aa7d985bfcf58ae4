"""Where a municipality stands: facts and dates alone, from which due, stale and silent are derived."""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.messages import Message
from domain.values import Step

Membership = Literal["outside", "joined", "left"]
StepStatus = Literal["not_started", "in_progress", "achieved", "declined", "not_applicable"]
PlanSettlement = Literal["adopted", "declined", "integrated"]
ItemKind = Literal["guidance", "measure", "comment", "session", "visit", "need"]


class Cell(Message):
    """One step of the current cycle; ``events`` are the ids of those behind it, the latest last."""

    status: StepStatus = "not_started"
    started_on: date | None = None
    ended_on: date | None = None
    due_on: date | None = None
    due_set_on: date | None = None
    blocked_by: str | None = None
    last_on: date | None = None
    events: tuple[str, ...] = ()


_UNTOUCHED = Cell()


class Pause(Message):
    """A time during which the journey's clock stood still."""

    from_day: date
    until: date | None = None


class Standing(Message):
    """A municipality's facts across all its streams."""

    scb_code: str
    name: str
    county_code: str
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
    steps: dict[Step, Cell] = {}
    pauses: tuple[Pause, ...] = ()
    paused_until: date | None = None
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
    plan_local_ties: tuple[str, ...] = ()
    plan_opened_on: date | None = None
    plan_needs_revision: bool = False
    last_contact_on: date | None = None
    last_visit_on: date | None = None
    last_training_on: date | None = None
    last_event_on: date | None = None

    def cell(self, step: Step) -> Cell:
        """Return where a step stands."""
        return self.steps.get(step, _UNTOUCHED)

    @property
    def is_paused(self) -> bool:
        """Whether the journey rests."""
        return bool(self.pauses) and self.pauses[-1].until is None


class OpenItem(Message):
    """Something that waits for someone: a request, a measure, a comment, a session, a visit, a need."""

    scb_code: str
    kind: ItemKind
    ref: str
    since: date
    due_on: date | None = None
    code: str | None = None
    acute: bool = False
    event_id: str

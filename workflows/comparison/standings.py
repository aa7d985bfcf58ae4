"""How a municipality stands, compared with how it stood: facts by facts, whatever happened between.

What was begun and ended between the two is told as ended; what came and went again is not told at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from domain.standing import Cell, Standing, StepStatus
from domain.values import Step
from workflows.attention.clocks import Health
from workflows.attention.reason import Attention
from workflows.comparison import reasons
from workflows.comparison.change import Change, Kind

_CLOSED: Mapping[StepStatus, Kind] = {
    "achieved": "step-achieved",
    "declined": "step-declined",
    "not_applicable": "step-not-applicable",
}
_SETTLED: Mapping[str, Kind] = {
    "adopted": "plan-adopted",
    "declined": "plan-declined",
    "integrated": "plan-integrated",
}
_HEALTH: tuple[Health, ...] = ("active", "at_risk", "dormant")
_NEW = Cell()


@dataclass(frozen=True)
class Snapshot:
    """A municipality at one moment: its standing, what needed attention, how step 5 fared."""

    standing: Standing
    attention: tuple[Attention, ...] = ()
    health: Health | None = None

    @cached_property
    def matters(self) -> Mapping[reasons.Matter, Attention]:
        """What needed attention, by what it was about, told apart once."""
        return reasons.grave(self.attention)


def nothing(scb_code: str) -> Snapshot:
    """Return the snapshot of a municipality that nothing is known of."""
    return Snapshot(Standing(scb_code=scb_code, name="", county_code=scb_code[:2]))


def compared(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """Yield what is other in a municipality than it was."""
    yield from _membership(before.standing, after.standing)
    yield from _journey(before.standing, after.standing)
    is_new = _is_new_cycle(before.standing, after.standing)
    for step in Step:
        then = _NEW if is_new and step.is_renewed else before.standing.cell(step)
        yield from _step(after.standing.scb_code, step, then, after.standing.cell(step))
    yield from _health(before, after)
    yield from _decisions(before.standing, after.standing)
    yield from reasons.compared(before.standing, before.matters, after.standing, after.matters)


def _membership(before: Standing, after: Standing) -> Iterator[Change]:
    code, behind = after.scb_code, after.behind("membership")
    if withdrawn := _membership_withdrawn(before, after):
        yield Change(withdrawn, code, events=before.behind("membership"))
    elif after.membership == "joined" and before.behind("membership") != behind:
        yield Change("joined", code, on=after.joined_on, events=behind)
    elif after.membership == "left" and before.membership != "left":
        yield Change("left", code, on=after.left_on, events=behind)
    elif after.membership != "joined" and after.formalised_on and after.formalised_on != before.formalised_on:
        yield Change("formalised", code, on=after.formalised_on)


def _membership_withdrawn(before: Standing, after: Standing) -> Kind | None:
    """Return what was entered of the membership and was wrong: nobody comes back, or leaves, before the time before."""
    match before.membership, after.membership:
        case (("joined" | "left"), "outside"):
            return "membership-withdrawn"
        case "left", "joined" if after.joined_on == before.joined_on:
            return "leaving-withdrawn"
        case "joined", "left" if after.left_on and before.joined_on and after.left_on < before.joined_on:
            return "return-withdrawn"
        case _:  # as it was, or a step onwards
            return None


def _journey(before: Standing, after: Standing) -> Iterator[Change]:
    code = after.scb_code
    if _is_new_cycle(before, after):
        yield Change("cycle-opened", code, on=after.cycle_opened_on, events=after.behind("cycle"))
    if after.paused_on and not before.paused_on:
        yield Change("paused", code, on=after.paused_on, events=after.behind("pause"))
    if before.paused_on and not after.paused_on and after.membership == "joined":
        yield _pause_ended(before, after)


def _pause_ended(before: Standing, after: Standing) -> Change:
    """Return how a pause came to an end: by being ended, or as an entry that was wrong."""
    if after.resumption is None or after.resumption == before.resumption:
        return Change("pause-withdrawn", after.scb_code, events=before.behind("pause"))
    return Change("resumed", after.scb_code, events=(after.resumption,))


def _is_new_cycle(before: Standing, after: Standing) -> bool:
    return after.cycle > max(before.cycle, 1)


def _step(code: str, step: Step, then: Cell, now: Cell) -> Iterator[Change]:
    if then.status != now.status:
        yield _moved(code, step, then, now)
    if now.blocked_by and not then.blocked_by:
        yield Change("step-blocked", code, step, on=now.blocked_on, events=now.behind("block"))
    if then.blocked_by and not now.blocked_by and now.status == "in_progress":
        yield _obstacle_gone(code, step, then, now)


def _obstacle_gone(code: str, step: Step, then: Cell, now: Cell) -> Change:
    """Return how an obstacle went: it was overcome, or the step was closed with it, or its entry was wrong."""
    if now.unblocking and now.unblocking != then.unblocking:
        return Change("step-unblocked", code, step, events=(now.unblocking,))
    if now.behind("status") != then.behind("status"):
        return Change("step-unblocked", code, step, on=now.since, events=now.behind("status"))
    return Change("step-block-withdrawn", code, step, events=then.behind("block"))


def _moved(code: str, step: Step, then: Cell, now: Cell) -> Change:
    """Return how a step's state is another than it was."""
    if _is_reopening_withdrawn(then, now):
        return Change("step-reopening-withdrawn", code, step, events=then.behind("status"))
    if kind := _CLOSED.get(now.status):
        return Change(kind, code, step, on=now.ended_on, events=now.behind("status"))
    if now.status == "not_started":
        return Change("step-withdrawn", code, step, events=then.behind("status", "started"))
    if then.status == "not_started":
        fact: Literal["status", "started"] = "status" if now.reopened_on else "started"
        return Change("step-started", code, step, on=now.since, events=now.behind(fact))
    if _is_closing_withdrawn(then, now):
        return Change("step-closing-withdrawn", code, step, events=then.behind("status"))
    return Change("step-reopened", code, step, on=now.since, events=now.behind("status"))


def _is_reopening_withdrawn(then: Cell, now: Cell) -> bool:
    """Whether a reopened step is closed as it was before that, and was not closed since."""
    if then.status != "in_progress" or then.since is None or now.ended_on is None:
        return False
    return bool(then.behind("status")) and now.since != then.since and now.ended_on <= then.since


def _is_closing_withdrawn(then: Cell, now: Cell) -> bool:
    """Whether a closed step is in progress as it was before it was closed, and was not reopened since."""
    return not now.behind("status") or (now.reopened_on is not None and now.reopened_on == then.reopened_on)


def _health(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    if before.health is None or after.health is None or before.health == after.health:
        return
    standing = after.standing
    is_worse = _HEALTH.index(after.health) > _HEALTH.index(before.health)
    yield Change(
        "health-worse" if is_worse else "health-better",
        standing.scb_code,
        Step.ONGOING_SUPPORT,
        reason=after.health,
        events=standing.behind("contact", "visit", "picture_due"),
    )


def _decisions(before: Standing, after: Standing) -> Iterator[Change]:
    code, was, stands = after.scb_code, before.picture_version or 0, after.picture_version or 0
    if stands > was:
        yield Change("picture-published", code, on=after.picture_published_on, events=after.behind("picture"))
    elif stands < was:
        yield Change("picture-withdrawn", code, events=before.behind("picture"))
    # The same decision on another day is a correction, and told as one.
    if _plan(before) != _plan(after) and before.behind("plan") != after.behind("plan"):
        yield _other_plan(before, after)


def _other_plan(before: Standing, after: Standing) -> Change:
    """Return what became of the plan: another decision, or none any more, or again the one before."""
    then, now = before.plan_settled_on, after.plan_settled_on
    if after.plan_settled and now and (then is None or now >= then):
        return Change(_SETTLED[after.plan_settled], after.scb_code, on=now, events=after.behind("plan"))
    return Change("plan-withdrawn", after.scb_code, events=before.behind("plan"))


def _plan(standing: Standing) -> tuple[str | None, date | None]:
    return standing.plan_settled, standing.plan_settled_on

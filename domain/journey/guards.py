"""What the state of a journey allows and forbids."""

from __future__ import annotations

from domain.errors import Refusal
from domain.facts import Facts
from domain.guards import refuses
from domain.journey.criteria import outcomes
from domain.journey.state import Journey
from domain.values import Step


@refuses("L2")
def opened(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse what needs a journey (L2)."""
    return None if state.opened_on else Refusal("L2", {"what": "journey"})


@refuses("L3")
def not_opened(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse to open a journey twice (L3)."""
    return Refusal("L3", {"what": "journey"}) if state.opened_on else None


@refuses("L6")
def not_paused(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse to advance a journey that rests (L6)."""
    return Refusal("L6", {"date": state.paused_on.isoformat()}) if state.paused_on else None


@refuses("L3")
def paused(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse to resume a journey that does not rest (L3)."""
    return None if state.paused_on else Refusal("L3", {"what": "resumption"})


@refuses("L3")
def resting_not_yet(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse to pause a journey that rests (L3)."""
    return Refusal("L3", {"what": "pause"}) if state.paused_on else None


@refuses("L2", "L3")
def pause_to_remind_of(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse a reminder where no pause has an end that is known and not reminded of (L2, L3)."""
    until, reminded_of = state.paused_until, state.reminded_of
    if state.paused_on is None:
        return Refusal("L3", {"what": "resumption"})
    if until is None:
        return Refusal("L2", {"what": "pause-end"})
    if reminded_of and reminded_of >= until:
        return Refusal("L3", {"what": "pause-end-reminder"})
    return None


@refuses("E5", "L3")
def can_start(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    """Refuse to start a step that was started (L3), and step 5, which is moved into (E5)."""
    if step is Step.ONGOING_SUPPORT:
        return Refusal("E5")
    if state.step(step).status != "not_started":
        return Refusal("L3", {"what": "step-start", "step": step})
    return None


@refuses("R8")
def can_end(_state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    """Refuse to complete step 5 (R8)."""
    return Refusal("R8") if step is Step.ONGOING_SUPPORT else None


@refuses("L2", "L3")
def can_be_closed(state: Journey, facts: Facts, step: Step) -> Refusal | None:
    """Refuse to complete a step that is closed (L3) or not begun (L2), unless it was decided to do nothing in it."""
    if state.step(step).status == "in_progress":
        return None
    if state.step(step).is_closed:
        return Refusal("L3", {"what": "step-completion", "step": step})
    if "achieved" not in outcomes(state, facts, step):
        return None
    return Refusal("L2", {"what": "step", "step": step})


@refuses("L2")
def is_closed(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    """Refuse to reopen a step that is not closed (L2)."""
    return None if state.step(step).is_closed else Refusal("L2", {"what": "step-completion", "step": step})


@refuses("L3")
def not_closed(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    """Refuse what a closed step no longer takes (L3)."""
    if state.step(step).is_closed:
        return Refusal("L3", {"what": "step-completion", "step": step})
    return None


@refuses("R8")
def can_be_due(_state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    """Refuse a due day for step 5, which never ends (R8)."""
    return Refusal("R8") if step is Step.ONGOING_SUPPORT else None


@refuses("L3")
def blocked(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    """Refuse to unblock a step that is not blocked (L3)."""
    return None if state.step(step).blocked else Refusal("L3", {"what": "unblocking", "step": step})


@refuses("L3")
def not_blocked(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    """Refuse to block a step twice (L3)."""
    return Refusal("L3", {"what": "block", "step": step}) if state.step(step).blocked else None


@refuses("L3")
def support_not_begun(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse to move into everyday work twice (L3)."""
    if state.step(Step.ONGOING_SUPPORT).status == "not_started":
        return None
    return Refusal("L3", {"what": "everyday-work"})

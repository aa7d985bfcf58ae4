"""When a step may be started, closed, blocked and reopened, and a journey paused (R4, R7, R8, R18, L6).

Exit criteria: E1 the picture is published and current; E2 the structure has a host and an order of
responsibility; R4 the plan is adopted, declined or integrated; R7 the training has reached whom it must.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from domain.action_plan.state import ActionPlan
from domain.aggregate import Aggregate
from domain.correction import correction_rules
from domain.decider import SYSTEM, CommandRules
from domain.errors import Refusal
from domain.facts import Facts
from domain.guards import after, not_before, refuses
from domain.journey.commands import (
    BlockStep,
    CompleteStep,
    CorrectEntry,
    MoveIntoEverydayWork,
    OpenCycle,
    OpenJourney,
    PauseJourney,
    RemindOfPauseEnd,
    ReopenStep,
    ResumeJourney,
    SetDueDate,
    StartStep,
    UnblockStep,
)
from domain.journey.events import (
    CycleOpened,
    DueDateSet,
    EntryCorrected,
    JourneyOpened,
    JourneyPaused,
    JourneyResumed,
    MovedIntoEverydayWork,
    PauseEndReminded,
    StepBlocked,
    StepCompleted,
    StepReopened,
    StepStarted,
    StepUnblocked,
)
from domain.journey.state import Journey, evolve
from domain.messages import Event
from domain.municipality.state import Municipality, is_member
from domain.scope import ScopeKind
from domain.situation_picture.state import SituationPicture
from domain.structure_review.state import StructureReview
from domain.training.state import Training
from domain.values import Step


@refuses("L2")
def _opened(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.opened_on else Refusal("L2", {"what": "journey"})


@refuses("L3")
def _not_opened(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L3", {"what": "journey"}) if state.opened_on else None


@refuses("L6")
def _not_paused(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L6", {"date": state.paused_on.isoformat()}) if state.paused_on else None


@refuses("L3")
def _paused(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.paused_on else Refusal("L3", {"what": "resumption"})


@refuses("L3")
def _resting_not_yet(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L3", {"what": "pause"}) if state.paused_on else None


@refuses("L2", "L3")
def _pause_to_remind_of(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    until, reminded_of = state.paused_until, state.reminded_of
    if state.paused_on is None:
        return Refusal("L3", {"what": "resumption"})
    if until is None:
        return Refusal("L2", {"what": "pause-end"})
    if reminded_of and reminded_of >= until:
        return Refusal("L3", {"what": "pause-end-reminder"})
    return None


@refuses("E5", "L3")
def _can_start(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    if step is Step.ONGOING_SUPPORT:
        return Refusal("E5")
    if state.step(step).status != "not_started":
        return Refusal("L3", {"what": "step-start", "step": step})
    return None


@refuses("R8")
def _can_end(_state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    return Refusal("R8") if step is Step.ONGOING_SUPPORT else None


@refuses("L2", "L3")
def _in_progress(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    if state.step(step).status == "in_progress":
        return None
    if state.step(step).is_closed:
        return Refusal("L3", {"what": "step-completion", "step": step})
    return Refusal("L2", {"what": "step", "step": step})


@refuses("L2")
def _is_closed(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    return None if state.step(step).is_closed else Refusal("L2", {"what": "step-completion", "step": step})


@refuses("L3")
def _not_closed(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    if state.step(step).is_closed:
        return Refusal("L3", {"what": "step-completion", "step": step})
    return None


@refuses("R8")
def _can_be_due(_state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    return Refusal("R8") if step is Step.ONGOING_SUPPORT else None


@refuses("L3")
def _blocked(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    return None if state.step(step).blocked else Refusal("L3", {"what": "unblocking", "step": step})


@refuses("L3")
def _not_blocked(state: Journey, _facts: Facts, step: Step) -> Refusal | None:
    return Refusal("L3", {"what": "block", "step": step}) if state.step(step).blocked else None


@refuses("L3")
def _support_not_begun(state: Journey, _facts: Facts, _subject: object) -> Refusal | None:
    if state.step(Step.ONGOING_SUPPORT).status == "not_started":
        return None
    return Refusal("L3", {"what": "everyday-work"})


def _picture_current(facts: Facts) -> Refusal | None:
    picture = facts.state(SituationPicture)
    if picture.is_current(facts.on):
        return None
    due = picture.review_due_on
    params = {"why": "past-review", "date": due.isoformat()} if due else {"why": "none"}
    return Refusal("E1", params)


def _structure_ordered(facts: Facts) -> Refusal | None:
    review = facts.state(StructureReview)
    lacking = [] if review.host else ["host-structure"]
    lacking += [] if review.signals else ["responsibility"]
    return Refusal("E2", {"lacking": lacking}) if lacking else None


def _plan_settled(facts: Facts) -> Refusal | None:
    return None if facts.state(ActionPlan).settled else Refusal("R4", {"what": "plan"})


def _training_reached(facts: Facts) -> Refusal | None:
    return facts.state(Training).refusal()


_CRITERIA: dict[str, Callable[[Facts], Refusal | None]] = {
    "E1": _picture_current,
    "E2": _structure_ordered,
    "R4": _plan_settled,
    "R7": _training_reached,
}


@refuses("E1", "E2", "R4", "R7")
def _exit_criteria(state: Journey, facts: Facts, step: Step) -> Refusal | None:
    if state.step(step).status != "in_progress":
        return None
    for criterion in facts.definition.step(step).exit_criteria:
        if refusal := _CRITERIA[criterion](facts):
            return refusal
    return None


def _outcomes(_state: Journey, facts: Facts, step: Step) -> list[str]:
    settled = facts.state(ActionPlan).settled
    if step is Step.ACTION_PLAN and settled:
        return ["declined" if settled == "declined" else "achieved"]
    if step is Step.STAFF_TRAINING and facts.state(Training).none_relevant:
        return ["not_applicable"]
    return ["achieved"]


def _open(_: Journey, _command: OpenJourney, facts: Facts) -> list[Event]:
    return [JourneyOpened(definition=facts.definition.name, cycle=1)]


def _set_due(_: Journey, command: SetDueDate, facts: Facts) -> list[Event]:
    after(command.due_on, facts, "due_on")
    return [DueDateSet(**command.model_dump())]


def _pause(state: Journey, command: PauseJourney, facts: Facts) -> list[Event]:
    not_before(state.resumed_on, facts)
    after(command.expected_until, facts, "expected_until")
    return [JourneyPaused(expected_until=command.expected_until)]


def _resume(state: Journey, _command: ResumeJourney, facts: Facts) -> list[Event]:
    not_before(state.paused_on, facts)
    return [JourneyResumed()]


def _remind(state: Journey, _command: RemindOfPauseEnd, facts: Facts) -> list[Event]:
    until = state.paused_until
    not_before(until and until + timedelta(days=1), facts)
    return [PauseEndReminded.model_validate({"expected_until": until})]


def _open_cycle(state: Journey, _command: OpenCycle, _facts: Facts) -> list[Event]:
    return [CycleOpened(cycle=state.cycle + 1)]


_READS = (Municipality,)
_ADVANCING = (is_member, _opened, _not_paused)

JOURNEY = Aggregate(
    "journey",
    ScopeKind.MUNICIPALITY,
    Journey(),
    evolve,
    {
        OpenJourney: CommandRules(JourneyOpened, _open, guards=(is_member, _not_opened), reads=_READS),
        StartStep: CommandRules(StepStarted, guards=(*_ADVANCING, _can_start), reads=_READS, subject="step"),
        CompleteStep: CommandRules(
            StepCompleted,
            guards=(*_ADVANCING, _can_end, _in_progress, _exit_criteria),
            reads=(Municipality, SituationPicture, StructureReview, ActionPlan, Training),
            subject="step",
            choices={"outcome": _outcomes},
        ),
        BlockStep: CommandRules(
            StepBlocked, guards=(is_member, _opened, _not_closed, _not_blocked), reads=_READS, subject="step"
        ),
        UnblockStep: CommandRules(StepUnblocked, guards=(is_member, _opened, _blocked), reads=_READS, subject="step"),
        ReopenStep: CommandRules(
            StepReopened,
            guards=(*_ADVANCING, _is_closed),
            reads=_READS,
            subject="step",
            reason="reopen-reasons",
        ),
        PauseJourney: CommandRules(
            JourneyPaused,
            _pause,
            guards=(is_member, _opened, _resting_not_yet),
            reads=_READS,
            reason="pause-reasons",
        ),
        ResumeJourney: CommandRules(JourneyResumed, _resume, guards=(is_member, _opened, _paused), reads=_READS),
        RemindOfPauseEnd: CommandRules(
            PauseEndReminded,
            _remind,
            guards=(is_member, _opened, _pause_to_remind_of),
            roles=SYSTEM,
            reads=_READS,
            in_history=False,
        ),
        SetDueDate: CommandRules(
            DueDateSet,
            _set_due,
            guards=(is_member, _opened, _can_be_due, _not_closed),
            reads=_READS,
            subject="step",
        ),
        MoveIntoEverydayWork: CommandRules(
            MovedIntoEverydayWork, guards=(*_ADVANCING, _support_not_begun), reads=_READS
        ),
        OpenCycle: CommandRules(CycleOpened, _open_cycle, guards=_ADVANCING, reads=_READS, reason="cycle-reasons"),
        CorrectEntry: correction_rules(EntryCorrected),
    },
)

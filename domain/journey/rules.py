"""When a step may be started, closed, blocked and reopened, and a journey paused (R4, R7, R8, R18, L6)."""

from __future__ import annotations

from datetime import timedelta

from domain.action_plan.state import ActionPlan
from domain.aggregate import Aggregate
from domain.correction import correction_rules
from domain.decider import SYSTEM, CommandRules
from domain.facts import Facts
from domain.guards import after, not_before
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
from domain.journey.criteria import exit_criteria, outcomes
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
from domain.journey.guards import (
    blocked,
    can_be_closed,
    can_be_due,
    can_end,
    can_start,
    is_closed,
    not_blocked,
    not_closed,
    not_opened,
    not_paused,
    opened,
    pause_to_remind_of,
    paused,
    resting_not_yet,
    support_not_begun,
)
from domain.journey.state import Journey, evolve
from domain.messages import Event
from domain.municipality.state import Municipality, is_member
from domain.scope import ScopeKind
from domain.situation_picture.state import SituationPicture
from domain.structure_review.state import StructureReview
from domain.training.state import Training


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
_ADVANCING = (is_member, opened, not_paused)

JOURNEY = Aggregate(
    "journey",
    ScopeKind.MUNICIPALITY,
    Journey(),
    evolve,
    {
        OpenJourney: CommandRules(JourneyOpened, _open, guards=(is_member, not_opened), reads=_READS),
        StartStep: CommandRules(StepStarted, guards=(*_ADVANCING, can_start), reads=_READS, subject="step"),
        CompleteStep: CommandRules(
            StepCompleted,
            guards=(*_ADVANCING, can_end, can_be_closed, exit_criteria),
            reads=(Municipality, SituationPicture, StructureReview, ActionPlan, Training),
            subject="step",
            choices={"outcome": outcomes},
        ),
        BlockStep: CommandRules(
            StepBlocked, guards=(is_member, opened, not_closed, not_blocked), reads=_READS, subject="step"
        ),
        UnblockStep: CommandRules(StepUnblocked, guards=(is_member, opened, blocked), reads=_READS, subject="step"),
        ReopenStep: CommandRules(
            StepReopened,
            guards=(*_ADVANCING, is_closed),
            reads=_READS,
            subject="step",
            reason="reopen-reasons",
        ),
        PauseJourney: CommandRules(
            JourneyPaused,
            _pause,
            guards=(is_member, opened, resting_not_yet),
            reads=_READS,
            reason="pause-reasons",
        ),
        ResumeJourney: CommandRules(JourneyResumed, _resume, guards=(is_member, opened, paused), reads=_READS),
        RemindOfPauseEnd: CommandRules(
            PauseEndReminded,
            _remind,
            guards=(is_member, opened, pause_to_remind_of),
            roles=SYSTEM,
            reads=_READS,
            in_history=False,
        ),
        SetDueDate: CommandRules(
            DueDateSet,
            _set_due,
            guards=(is_member, opened, can_be_due, not_closed),
            reads=_READS,
            subject="step",
        ),
        MoveIntoEverydayWork: CommandRules(
            MovedIntoEverydayWork, guards=(*_ADVANCING, support_not_begun), reads=_READS
        ),
        OpenCycle: CommandRules(CycleOpened, _open_cycle, guards=_ADVANCING, reads=_READS, reason="cycle-reasons"),
        CorrectEntry: correction_rules(EntryCorrected),
    },
)

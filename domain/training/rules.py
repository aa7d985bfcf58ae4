"""When sessions may be planned, held and cancelled, and groups marked."""

from __future__ import annotations

from typing import get_args

from domain.aggregate import Aggregate
from domain.correction import correction_rules
from domain.decider import STAFF, CommandRules
from domain.errors import rejected
from domain.facts import Facts
from domain.guards import fresh
from domain.messages import Event
from domain.municipality.state import Municipality, is_member
from domain.scope import ScopeKind
from domain.training.commands import (
    AgreeCascade,
    CancelSession,
    CorrectEntry,
    DesignateKeyFunction,
    HoldSession,
    IdentifyTargetGroup,
    MarkTargetGroupNotRelevant,
    PlanSession,
    SetStagePlan,
)
from domain.training.events import (
    CascadeAgreed,
    EntryCorrected,
    KeyFunctionDesignated,
    NotRelevantAs,
    SessionCancelled,
    SessionHeld,
    SessionPlanned,
    StagePlanSet,
    TargetGroupIdentified,
    TargetGroupMarkedNotRelevant,
)
from domain.training.state import Training, evolve


def _planned(state: Training, _facts: Facts, _subject: object) -> list[str]:
    return [key for key, session in state.sessions.items() if session.status == "planned"]


def _designated(state: Training, _facts: Facts, _subject: object) -> list[str]:
    return sorted(state.key_functions)


def _wholly_marked(state: Training, _facts: Facts, _subject: object) -> list[str]:
    marked = {group for group, _ in state.not_relevant}
    kinds = get_args(NotRelevantAs)
    return sorted(group for group in marked if all((group, each) in state.not_relevant for each in kinds))


def _mark(state: Training, command: MarkTargetGroupNotRelevant, _facts: Facts) -> list[Event]:
    fresh((command.group_code, command.marked_as), state.not_relevant, "group_code")
    return [TargetGroupMarkedNotRelevant(**command.model_dump())]


def _plan(state: Training, command: PlanSession, _facts: Facts) -> list[Event]:
    fresh(str(command.session_id), state.sessions, "session_id")
    return [SessionPlanned(**command.model_dump())]


def _hold(_: Training, command: HoldSession, _facts: Facts) -> list[Event]:
    if set(command.headcount_by_group.values()) <= {"0"}:
        raise rejected("L4", "headcount_by_group", what="headcount_by_group")
    return [SessionHeld(**command.model_dump())]


_READS = (Municipality,)
_MEMBER = (is_member,)

TRAINING = Aggregate(
    "training",
    ScopeKind.MUNICIPALITY,
    Training(),
    evolve,
    {
        SetStagePlan: CommandRules(StagePlanSet, guards=_MEMBER, roles=STAFF, reads=_READS),
        IdentifyTargetGroup: CommandRules(TargetGroupIdentified, guards=_MEMBER, roles=STAFF, reads=_READS),
        MarkTargetGroupNotRelevant: CommandRules(
            TargetGroupMarkedNotRelevant,
            _mark,
            guards=_MEMBER,
            roles=STAFF,
            reads=_READS,
            taken={"group_code": _wholly_marked},
            reason="not-relevant-reasons",
            needs=("L3",),
        ),
        DesignateKeyFunction: CommandRules(
            KeyFunctionDesignated,
            guards=_MEMBER,
            roles=STAFF,
            reads=_READS,
            taken={"function_code": _designated},
            needs=("L3",),
        ),
        PlanSession: CommandRules(
            SessionPlanned, _plan, makes=("session_id",), guards=_MEMBER, roles=STAFF, reads=_READS, needs=("L3",)
        ),
        HoldSession: CommandRules(
            SessionHeld,
            _hold,
            guards=_MEMBER,
            roles=STAFF,
            reads=_READS,
            choices={"session_id": _planned},
        ),
        CancelSession: CommandRules(
            SessionCancelled, guards=_MEMBER, roles=STAFF, reads=_READS, choices={"session_id": _planned}
        ),
        AgreeCascade: CommandRules(CascadeAgreed, guards=_MEMBER, roles=STAFF, reads=_READS),
        CorrectEntry: correction_rules(EntryCorrected, roles=STAFF),
    },
)

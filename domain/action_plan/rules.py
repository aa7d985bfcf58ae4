"""When a plan may be worked on, adopted, declined and reviewed (R2, R4)."""

from __future__ import annotations

from domain.action_plan.commands import (
    AddMeasure,
    AdoptPlan,
    CorrectEntry,
    DeclinePlan,
    DropMeasure,
    IntegratePlanIn,
    NoteLocalAdaptation,
    OpenPlanWork,
    ReceiveComment,
    RecordMeasureResult,
    ReferForComment,
    ReviewPlan,
    WriteSection,
)
from domain.action_plan.events import (
    CommentReceived,
    EntryCorrected,
    LocalAdaptationNoted,
    MeasureAdded,
    MeasureDropped,
    MeasureResultRecorded,
    PlanAdopted,
    PlanDeclined,
    PlanIntegratedIn,
    PlanReviewed,
    PlanWorkOpened,
    ReferredForComment,
    SectionWritten,
)
from domain.action_plan.guards import at_work, begun, declinable, in_force, not_at_work, picture_is_current
from domain.action_plan.state import ActionPlan, evolve
from domain.aggregate import Aggregate
from domain.correction import correction_rules
from domain.decider import STAFF, CommandRules
from domain.errors import Refusal, rejected
from domain.facts import Facts
from domain.guards import after, fresh, not_before
from domain.messages import Event
from domain.municipality.state import Municipality, is_member
from domain.scope import ScopeKind
from domain.situation_picture.state import SituationPicture
from domain.structure_review.state import StructureReview


def _measures(state: ActionPlan, _facts: Facts, _subject: object) -> list[str]:
    return [key for key, in_force in state.measures.items() if in_force]


def _findings(_state: ActionPlan, facts: Facts, _subject: object) -> list[str]:
    return list(facts.state(SituationPicture).findings)


def _adaptable(_state: ActionPlan, facts: Facts, _subject: object) -> list[str]:
    return [*facts.state(SituationPicture).findings, *facts.state(StructureReview).structures]


def _awaited(state: ActionPlan, _facts: Facts, _subject: object) -> list[str]:
    return sorted(state.awaited)


def _open(state: ActionPlan, _command: OpenPlanWork, facts: Facts) -> list[Event]:
    not_before(state.turned_on, facts)
    return [PlanWorkOpened(based_on_picture_version=facts.state(SituationPicture).published)]


def _of_a_decline(_state: ActionPlan, _facts: Facts) -> list[Refusal]:
    return [Refusal("R4", {"what": name}, name) for name in ("decided_by_function", "revisit_on")]


def _decline(state: ActionPlan, command: DeclinePlan, facts: Facts) -> list[Event]:
    not_before(state.turned_on, facts)
    after(command.revisit_on, facts, "revisit_on")
    return [PlanDeclined.model_validate(command.model_dump())]


def _adapt(_: ActionPlan, command: NoteLocalAdaptation, facts: Facts) -> list[Event]:
    known = {
        "finding": facts.state(SituationPicture).findings,
        "structure": facts.state(StructureReview).structures,
    }
    if str(command.target_id) not in known[command.adapts_to]:
        raise rejected("L4", "target_id", what="target_id", value=str(command.target_id))
    return [LocalAdaptationNoted(**command.model_dump())]


def _add_measure(state: ActionPlan, command: AddMeasure, facts: Facts) -> list[Event]:
    fresh(str(command.measure_id), state.measures, "measure_id")
    after(command.due_on, facts, "due_on")
    known = _findings(state, facts, None)
    for each in command.addresses_findings:
        if str(each) not in known:
            raise rejected("L4", "addresses_findings", what="finding_id", value=str(each))
    return [MeasureAdded(**command.model_dump())]


def _refer(_: ActionPlan, command: ReferForComment, facts: Facts) -> list[Event]:
    after(command.due_on, facts, "due_on")
    return [ReferredForComment(**command.model_dump())]


def _adopt(state: ActionPlan, command: AdoptPlan, facts: Facts) -> list[Event]:
    not_before(state.turned_on, facts)
    after(command.valid_until, facts, "valid_until")
    return [PlanAdopted(**command.model_dump())]


def _integrate(state: ActionPlan, command: IntegratePlanIn, facts: Facts) -> list[Event]:
    not_before(state.turned_on, facts)
    return [PlanIntegratedIn(**command.model_dump())]


# The plan that the source document describes; the plan that Act 2023:196 demands has streams of its own.
REGIME = "ve"

_READS = (Municipality,)
_WORK = (is_member, at_work)

ACTION_PLAN = Aggregate(
    "action-plan",
    ScopeKind.MUNICIPALITY,
    ActionPlan(),
    evolve,
    {
        OpenPlanWork: CommandRules(
            PlanWorkOpened,
            _open,
            guards=(is_member, not_at_work),
            roles=STAFF,
            reads=(Municipality, SituationPicture),
        ),
        DeclinePlan: CommandRules(
            PlanDeclined,
            _decline,
            guards=(is_member, declinable),
            roles=STAFF,
            reads=_READS,
            demands=_of_a_decline,
            reason="decline-reasons",
            reason_rule="R4",
            needs=("R4",),
        ),
        WriteSection: CommandRules(SectionWritten, guards=_WORK, roles=STAFF, reads=_READS),
        NoteLocalAdaptation: CommandRules(
            LocalAdaptationNoted,
            _adapt,
            guards=_WORK,
            roles=STAFF,
            reads=(Municipality, SituationPicture, StructureReview),
            choices={"target_id": _adaptable},
        ),
        AddMeasure: CommandRules(
            MeasureAdded,
            _add_measure,
            makes=("measure_id",),
            guards=_WORK,
            roles=STAFF,
            reads=(Municipality, SituationPicture),
            needs=("L3", "L4"),
        ),
        RecordMeasureResult: CommandRules(
            MeasureResultRecorded,
            guards=(is_member, begun),
            roles=STAFF,
            reads=_READS,
            choices={"measure_id": _measures},
        ),
        DropMeasure: CommandRules(
            MeasureDropped,
            guards=(is_member, begun),
            roles=STAFF,
            reads=_READS,
            choices={"measure_id": _measures},
            reason="measure-drop-reasons",
        ),
        ReferForComment: CommandRules(ReferredForComment, _refer, guards=_WORK, roles=STAFF, reads=_READS),
        ReceiveComment: CommandRules(
            CommentReceived, guards=_WORK, roles=STAFF, reads=_READS, choices={"body": _awaited}
        ),
        AdoptPlan: CommandRules(
            PlanAdopted,
            _adopt,
            guards=(*_WORK, picture_is_current),
            roles=STAFF,
            reads=(Municipality, SituationPicture),
        ),
        IntegratePlanIn: CommandRules(PlanIntegratedIn, _integrate, guards=_WORK, roles=STAFF, reads=_READS),
        ReviewPlan: CommandRules(PlanReviewed, guards=(is_member, in_force), roles=STAFF, reads=_READS),
        CorrectEntry: correction_rules(EntryCorrected, roles=STAFF),
    },
    part=REGIME,
)

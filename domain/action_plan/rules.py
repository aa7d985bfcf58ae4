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
from domain.action_plan.state import ActionPlan, evolve
from domain.aggregate import Aggregate
from domain.correction import correction_rules
from domain.decider import STAFF, CommandRules
from domain.errors import Refusal, rejected
from domain.facts import Facts
from domain.guards import after, fresh, refuses
from domain.messages import Event
from domain.municipality.state import Municipality, is_member
from domain.scope import ScopeKind
from domain.situation_picture.state import SituationPicture
from domain.structure_review.state import StructureReview


@refuses("L2")
def _at_work(state: ActionPlan, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.at_work else Refusal("L2", {"what": "plan"})


@refuses("L3")
def _not_at_work(state: ActionPlan, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L3", {"what": "plan"}) if state.at_work else None


@refuses("L2")
def _begun(state: ActionPlan, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.opened_on else Refusal("L2", {"what": "plan"})


@refuses("L2")
def _in_force(state: ActionPlan, _facts: Facts, _subject: object) -> Refusal | None:
    in_force = state.settled in {"adopted", "integrated"} and not state.at_work
    return None if in_force else Refusal("L2", {"what": "plan-in-force"})


@refuses("L2", "L3")
def _declinable(state: ActionPlan, _facts: Facts, _subject: object) -> Refusal | None:
    if state.settled == "declined" and not state.at_work:
        return Refusal("L3", {"what": "plan-decline"})
    if state.settled and not state.at_work:
        return Refusal("L2", {"what": "plan"})
    return None


@refuses("R2")
def _picture_is_current(_state: ActionPlan, facts: Facts, _subject: object) -> Refusal | None:
    picture = facts.state(SituationPicture)
    if picture.is_current(facts.on):
        return None
    if picture.review_due_on is None:
        return Refusal("R2", {"why": "none"})
    return Refusal("R2", {"why": "past-review", "date": picture.review_due_on.isoformat()})


def _measures(state: ActionPlan, _facts: Facts, _subject: object) -> list[str]:
    return [key for key, in_force in state.measures.items() if in_force]


def _findings(_state: ActionPlan, facts: Facts, _subject: object) -> list[str]:
    return list(facts.state(SituationPicture).findings)


def _adaptable(_state: ActionPlan, facts: Facts, _subject: object) -> list[str]:
    return [*facts.state(SituationPicture).findings, *facts.state(StructureReview).structures]


def _awaited(state: ActionPlan, _facts: Facts, _subject: object) -> list[str]:
    return sorted(state.awaited)


def _open(_: ActionPlan, _command: OpenPlanWork, facts: Facts) -> list[Event]:
    return [PlanWorkOpened(based_on_picture_version=facts.state(SituationPicture).published)]


def _decline(_: ActionPlan, command: DeclinePlan, facts: Facts) -> list[Event]:
    if command.decided_by_function is None:
        raise rejected("R4", "decided_by_function", what="decided_by_function")
    if command.revisit_on is None:
        raise rejected("R4", "revisit_on", what="revisit_on")
    after(command.revisit_on, facts, "revisit_on")
    return [PlanDeclined(decided_by_function=command.decided_by_function, revisit_on=command.revisit_on)]


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


def _adopt(_: ActionPlan, command: AdoptPlan, facts: Facts) -> list[Event]:
    after(command.valid_until, facts, "valid_until")
    return [PlanAdopted(**command.model_dump())]


# The plan that the source document describes; the plan that Act 2023:196 demands has streams of its own.
REGIME = "ve"

_READS = (Municipality,)
_WORK = (is_member, _at_work)

ACTION_PLAN = Aggregate(
    "action-plan",
    ScopeKind.MUNICIPALITY,
    ActionPlan(),
    evolve,
    {
        OpenPlanWork: CommandRules(
            PlanWorkOpened,
            _open,
            guards=(is_member, _not_at_work),
            roles=STAFF,
            reads=(Municipality, SituationPicture),
        ),
        DeclinePlan: CommandRules(
            PlanDeclined,
            _decline,
            guards=(is_member, _declinable),
            roles=STAFF,
            reads=_READS,
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
            guards=(is_member, _begun),
            roles=STAFF,
            reads=_READS,
            choices={"measure_id": _measures},
        ),
        DropMeasure: CommandRules(
            MeasureDropped,
            guards=(is_member, _begun),
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
            guards=(*_WORK, _picture_is_current),
            roles=STAFF,
            reads=(Municipality, SituationPicture),
        ),
        IntegratePlanIn: CommandRules(PlanIntegratedIn, guards=_WORK, roles=STAFF, reads=_READS),
        ReviewPlan: CommandRules(PlanReviewed, guards=(is_member, _in_force), roles=STAFF, reads=_READS),
        CorrectEntry: correction_rules(EntryCorrected, roles=STAFF),
    },
    part=REGIME,
)

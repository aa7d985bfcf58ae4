"""When a picture may be worked on, published and reviewed (R1, R11, R13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from domain.aggregate import Aggregate
from domain.calendar import add_months
from domain.canonical import canonical_json
from domain.correction import correction_rules
from domain.decider import STAFF, CommandRules, Fit
from domain.errors import Refusal, Rejected, rejected
from domain.facts import Facts
from domain.guards import fresh, not_before
from domain.messages import Event
from domain.municipality.state import Municipality, is_member
from domain.scope import ScopeKind
from domain.situation_picture.commands import (
    AnswerQuestion,
    CloseFinding,
    CommissionPicture,
    ContributeRegionalKnowledge,
    CorrectEntry,
    NoteLocalDevelopment,
    PublishPictureVersion,
    RecordFinding,
    ReviewPictureUnchanged,
    ReviseFinding,
)
from domain.situation_picture.events import (
    EntryCorrected,
    FindingClosed,
    FindingRecorded,
    FindingRevised,
    LocalDevelopmentNoted,
    PictureCommissioned,
    PictureReviewedUnchanged,
    PictureSuperseded,
    PictureVersionPublished,
    QuestionAnswered,
    RegionalKnowledgeContributed,
)
from domain.situation_picture.guards import (
    begun,
    being_worked_on,
    every_question_answered,
    not_being_worked_on,
    published,
)
from domain.situation_picture.state import SituationPicture, evolve


def _question_sets(_state: SituationPicture, facts: Facts, _subject: object) -> list[str]:
    return [str(version) for version in sorted(facts.question_sets, reverse=True)]


def _questions(state: SituationPicture, facts: Facts, _subject: object) -> list[str]:
    return list(facts.question_sets[state.question_set].questions) if state.question_set else []


def _assessments(state: SituationPicture, facts: Facts) -> Mapping[str, Sequence[str]]:
    return facts.question_sets[state.question_set].assessments if state.question_set else {}


def _commission(state: SituationPicture, command: CommissionPicture, facts: Facts) -> list[Event]:
    not_before(state.turned_on, facts)
    return [PictureCommissioned(question_set_version=command.question_set_version or max(facts.question_sets))]


def _answer(state: SituationPicture, command: AnswerQuestion, facts: Facts) -> list[Event]:
    not_before(state.turned_on, facts)
    return [QuestionAnswered(**command.model_dump())]


def _open_findings(state: SituationPicture, _facts: Facts, _subject: object) -> list[str]:
    return list(state.findings)


def _record_finding(state: SituationPicture, command: RecordFinding, _facts: Facts) -> list[Event]:
    fresh(str(command.finding_id), state.finding_ids, "finding_id")
    is_milieu = command.kind == "milieu_presence"
    lacking = {"milieu": (command.milieu, "milieu-missing"), "observed_from": (command.observed_from, "period-missing")}
    found = [Refusal("R13", {"why": why}, name) for name, (value, why) in lacking.items() if value is None]
    if is_milieu and found:
        raise Rejected(*found)
    if not is_milieu and (command.milieu or command.lone_actor_aspect):
        raise rejected("R13", "milieu", why="milieu-misplaced")
    return [FindingRecorded(**command.model_dump())]


def _publish(state: SituationPicture, _command: PublishPictureVersion, facts: Facts) -> list[Event]:
    not_before(state.turned_on, facts)
    version = (state.published or 0) + 1
    published = PictureVersionPublished(
        version=version,
        review_due_on=add_months(facts.on, facts.definition.thresholds.picture_review_months),
        digest=sha256(canonical_json(state.content).encode()).hexdigest(),
    )
    return [PictureSuperseded(version=state.published), published] if state.published else [published]


def _review_unchanged(state: SituationPicture, _command: ReviewPictureUnchanged, facts: Facts) -> list[Event]:
    if state.published is None or state.published_on is None:
        raise rejected("L2", what="published-picture")
    not_before(state.published_on, facts)
    due = add_months(facts.on, facts.definition.thresholds.picture_review_months)
    return [PictureReviewedUnchanged(version=state.published, next_due_on=due)]


def _question_set(state: SituationPicture) -> Mapping[str, int]:
    return {"question-set": state.question_set} if state.question_set else {}


_READS = (Municipality,)
_AT_WORK = (is_member, being_worked_on)

SITUATION_PICTURE = Aggregate(
    "situation-picture",
    ScopeKind.MUNICIPALITY,
    SituationPicture(),
    evolve,
    {
        CommissionPicture: CommandRules(
            PictureCommissioned,
            _commission,
            guards=(is_member, not_being_worked_on),
            roles=STAFF,
            reads=_READS,
            choices={"question_set_version": _question_sets},
        ),
        AnswerQuestion: CommandRules(
            QuestionAnswered,
            _answer,
            guards=_AT_WORK,
            roles=STAFF,
            reads=_READS,
            choices={"question_code": _questions},
            fits={"assessment": Fit("question_code", _assessments)},
            needs=("L10",),
        ),
        RecordFinding: CommandRules(
            FindingRecorded,
            _record_finding,
            makes=("finding_id",),
            guards=(is_member, begun),
            roles=STAFF,
            reads=_READS,
            needs=("L3", "R13"),
        ),
        ReviseFinding: CommandRules(
            FindingRevised,
            guards=(is_member, begun),
            roles=STAFF,
            reads=_READS,
            choices={"finding_id": _open_findings},
        ),
        CloseFinding: CommandRules(
            FindingClosed,
            guards=(is_member, begun),
            roles=STAFF,
            reads=_READS,
            choices={"finding_id": _open_findings},
        ),
        ContributeRegionalKnowledge: CommandRules(
            RegionalKnowledgeContributed, guards=(is_member, begun), reads=_READS
        ),
        NoteLocalDevelopment: CommandRules(LocalDevelopmentNoted, guards=(is_member, begun), roles=STAFF, reads=_READS),
        PublishPictureVersion: CommandRules(
            PictureVersionPublished,
            _publish,
            guards=(*_AT_WORK, every_question_answered),
            roles=STAFF,
            reads=_READS,
        ),
        ReviewPictureUnchanged: CommandRules(
            PictureReviewedUnchanged,
            _review_unchanged,
            guards=(is_member, published),
            roles=STAFF,
            reads=_READS,
        ),
        CorrectEntry: correction_rules(EntryCorrected, roles=STAFF),
    },
    judged_by=_question_set,
)

"""When a picture may be worked on, published and reviewed (R1, R11, R13)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from domain.aggregate import Aggregate
from domain.calendar import add_months
from domain.canonical import canonical_json
from domain.correction import correction_rules
from domain.decider import STAFF, CommandRules
from domain.errors import Refusal, rejected
from domain.facts import Facts
from domain.guards import fresh, not_before, refuses
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
from domain.situation_picture.state import SituationPicture, evolve


@refuses("L2")
def _being_worked_on(state: SituationPicture, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.question_set else Refusal("L2", {"what": "picture"})


@refuses("L3")
def _not_being_worked_on(state: SituationPicture, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L3", {"what": "picture"}) if state.question_set else None


@refuses("L2")
def _begun(state: SituationPicture, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.opened_on else Refusal("L2", {"what": "picture"})


@refuses("L2")
def _published(state: SituationPicture, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.published else Refusal("L2", {"what": "published-picture"})


@refuses("R1")
def _every_question_answered(state: SituationPicture, facts: Facts, _subject: object) -> Refusal | None:
    if state.question_set is None:
        return None
    questions = facts.question_sets[state.question_set].questions
    missing = [each for each in questions if state.answers.get(each, "not_assessed") == "not_assessed"]
    if not missing:
        return None
    return Refusal("R1", {"questions": missing, "count": len(missing)})


def _question_sets(_state: SituationPicture, facts: Facts, _subject: object) -> list[str]:
    return [str(version) for version in facts.question_sets]


def _questions(state: SituationPicture, facts: Facts, _subject: object) -> list[str]:
    return list(facts.question_sets[state.question_set].questions) if state.question_set else []


def _open_findings(state: SituationPicture, _facts: Facts, _subject: object) -> list[str]:
    return list(state.findings)


def _record_finding(state: SituationPicture, command: RecordFinding, _facts: Facts) -> list[Event]:
    fresh(str(command.finding_id), state.finding_ids, "finding_id")
    is_milieu = command.kind == "milieu_presence"
    if is_milieu and command.milieu is None:
        raise rejected("R13", "milieu", why="milieu-missing")
    if is_milieu and command.observed_from is None:
        raise rejected("R13", "observed_from", why="period-missing")
    if not is_milieu and (command.milieu or command.lone_actor_aspect):
        raise rejected("R13", "milieu", why="milieu-misplaced")
    return [FindingRecorded(**command.model_dump())]


def _publish(state: SituationPicture, _command: PublishPictureVersion, facts: Facts) -> list[Event]:
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
_AT_WORK = (is_member, _being_worked_on)

SITUATION_PICTURE = Aggregate(
    "situation-picture",
    ScopeKind.MUNICIPALITY,
    SituationPicture(),
    evolve,
    {
        CommissionPicture: CommandRules(
            PictureCommissioned,
            guards=(is_member, _not_being_worked_on),
            roles=STAFF,
            reads=_READS,
            choices={"question_set_version": _question_sets},
        ),
        AnswerQuestion: CommandRules(
            QuestionAnswered,
            guards=_AT_WORK,
            roles=STAFF,
            reads=_READS,
            choices={"question_code": _questions},
        ),
        RecordFinding: CommandRules(
            FindingRecorded,
            _record_finding,
            makes=("finding_id",),
            guards=(is_member, _begun),
            roles=STAFF,
            reads=_READS,
            needs=("L3", "R13"),
        ),
        ReviseFinding: CommandRules(
            FindingRevised,
            guards=(is_member, _begun),
            roles=STAFF,
            reads=_READS,
            choices={"finding_id": _open_findings},
        ),
        CloseFinding: CommandRules(
            FindingClosed,
            guards=(is_member, _begun),
            roles=STAFF,
            reads=_READS,
            choices={"finding_id": _open_findings},
        ),
        ContributeRegionalKnowledge: CommandRules(
            RegionalKnowledgeContributed, guards=(is_member, _begun), reads=_READS
        ),
        NoteLocalDevelopment: CommandRules(
            LocalDevelopmentNoted, guards=(is_member, _begun), roles=STAFF, reads=_READS
        ),
        PublishPictureVersion: CommandRules(
            PictureVersionPublished,
            _publish,
            guards=(*_AT_WORK, _every_question_answered),
            roles=STAFF,
            reads=_READS,
        ),
        ReviewPictureUnchanged: CommandRules(
            PictureReviewedUnchanged,
            _review_unchanged,
            guards=(is_member, _published),
            roles=STAFF,
            reads=_READS,
        ),
        CorrectEntry: correction_rules(EntryCorrected, roles=STAFF),
    },
    judged_by=_question_set,
)

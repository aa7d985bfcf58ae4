"""What can be asked for concerning a situation picture."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.correction import CorrectionCommand
from domain.messages import Command
from domain.situation_picture.events import (
    Assessment,
    Dimension,
    Direction,
    FindingEndCause,
    FindingKind,
    Level,
    LocalityLevel,
    Milieu,
    ObservedFrom,
    ObservedUntil,
    QuestionCode,
    SourceType,
    TopicCode,
)
from domain.values import Version


class CommissionPicture(Command, aggregate="situation-picture"):
    """Open work on the picture's next version, on the newest question set where none is named."""

    question_set_version: Version | None = None


class AnswerQuestion(Command, aggregate="situation-picture"):
    """Answer one question; ``unknown`` is an answer, ``not_assessed`` is none."""

    question_code: QuestionCode
    assessment: Assessment
    source_type: SourceType
    observed_from: ObservedFrom = None
    observed_until: ObservedUntil = None


class RecordFinding(Command, aggregate="situation-picture"):
    """Record a finding about the place, never about a person, an association or a congregation."""

    finding_id: UUID
    dimension: Dimension
    kind: FindingKind
    locality_level: LocalityLevel
    level: Level
    source_type: SourceType
    observed_from: ObservedFrom = None
    observed_until: ObservedUntil = None
    milieu: Milieu | None = None
    lone_actor_aspect: bool = False


class ReviseFinding(Command, aggregate="situation-picture"):
    """Give a finding another level, source or period."""

    finding_id: UUID
    level: Level
    source_type: SourceType
    observed_from: ObservedFrom = None
    observed_until: ObservedUntil = None


class CloseFinding(Command, aggregate="situation-picture"):
    """Close a finding that no longer holds."""

    finding_id: UUID
    cause: FindingEndCause


class ContributeRegionalKnowledge(Command, aggregate="situation-picture"):
    """Record that the regional centre gave of its knowledge."""

    topic_codes: Annotated[tuple[TopicCode, ...], Field(min_length=1, max_length=20)]


class NoteLocalDevelopment(Command, aggregate="situation-picture"):
    """Note a development between two versions."""

    dimension: Dimension
    direction: Direction


class PublishPictureVersion(Command, aggregate="situation-picture"):
    """Publish the version that is being worked on."""


class ReviewPictureUnchanged(Command, aggregate="situation-picture"):
    """Record that the published version was reviewed and still holds (M3)."""


class CorrectEntry(CorrectionCommand, aggregate="situation-picture"):
    """Void or replace an entry about the picture."""

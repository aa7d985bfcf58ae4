"""The situation picture: answers, findings and published versions."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from domain.periods import Day
from domain.situation_picture import events
from domain.situation_picture.events import (
    Assessment,
    DigestForm,
    Dimension,
    FindingEndCause,
    FindingKind,
    Level,
    LocalityLevel,
    Milieu,
    QuestionCode,
    SourceType,
)
from domain.values import Digest, Version
from projections.engine.handlers import Handlers, on
from projections.municipality.detail import Detail, change, put


class Answer(Detail, section="answer"):
    """The latest answer to a question; ``ref`` is the question's code."""

    question_code: QuestionCode
    assessment: Assessment
    source_type: SourceType
    observed_from: date | None = None
    observed_until: date | None = None


class Finding(Detail, section="finding"):
    """A finding about the place; ``ref`` is its id."""

    status: Literal["open", "closed"] = "open"
    finding_id: UUID
    dimension: Dimension
    kind: FindingKind
    locality_level: LocalityLevel
    level: Level
    source_type: SourceType
    observed_from: date | None = None
    observed_until: date | None = None
    milieu: Milieu | None = None
    lone_actor_aspect: bool = False
    cause: FindingEndCause | None = None


class PictureVersion(Detail, section="version"):
    """A published version; ``ref`` is its number."""

    status: Literal["published", "superseded"]
    version: Version
    review_due_on: Day
    digest: Digest
    digest_form: DigestForm
    next_due_on: Day | None = None


HANDLERS: Handlers = dict(
    [
        on(events.QuestionAnswered, lambda rows, it, event: put(rows, it, Answer, event.question_code)),
        on(events.FindingRecorded, lambda rows, it, event: put(rows, it, Finding, event.finding_id)),
        on(events.FindingRevised, lambda rows, it, event: change(rows, it, Finding, event.finding_id)),
        on(events.FindingClosed, lambda rows, it, event: change(rows, it, Finding, event.finding_id, "closed")),
        on(
            events.PictureVersionPublished,
            lambda rows, it, event: put(rows, it, PictureVersion, event.version, "published"),
        ),
        on(events.PictureReviewedUnchanged, lambda rows, it, event: change(rows, it, PictureVersion, event.version)),
        on(
            events.PictureSuperseded,
            lambda rows, it, event: change(rows, it, PictureVersion, event.version, "superseded"),
        ),
    ]
)

"""The situation picture: versions with their answers, findings, and what is known beside them.

Answers belong to the version that they were given to. A finding stands for as long as it holds; how it was in a version
that was published before it changed is a part of its own.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Literal
from uuid import UUID

from domain.messages import Recorded
from domain.periods import Day
from domain.situation_picture import events
from domain.situation_picture.events import (
    Assessment,
    DigestForm,
    Dimension,
    Direction,
    FindingEndCause,
    FindingKind,
    Level,
    LocalityLevel,
    Milieu,
    QuestionCode,
    SourceType,
    TopicCode,
)
from domain.values import Digest, Version
from projections.engine.handlers import Handlers, on
from projections.engine.rows import Rows
from projections.municipality.detail import Detail, DetailRow, change, found, put, renew


class Answer(Detail, section="answer"):
    """The latest answer to a question in one version; ``ref`` is the version and the question's code."""

    version: Version
    question_code: QuestionCode
    assessment: Assessment
    source_type: SourceType
    observed_from: date | None = None
    observed_until: date | None = None


class Finding(Detail, section="finding"):
    """A finding about the place; ``ref`` is its id. ``since_version``: the first version that has it as it is."""

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
    since_version: Version


class EarlierFinding(Finding, section="earlier-finding"):
    """A finding as it was in published versions; ``ref`` is its id and the last of them, ``until_version``."""

    until_version: Version


class PictureVersion(Detail, section="version"):
    """A version of the picture, published or worked on; ``ref`` is its number.

    ``review_due_on``: by when it is to be reviewed, after a review that changed nothing ``next_due_on``.
    """

    status: Literal["at-work", "published", "superseded"]
    version: Version
    question_set_version: Version | None = None
    review_due_on: Day | None = None
    digest: Digest | None = None
    digest_form: DigestForm | None = None
    next_due_on: Day | None = None


class RegionalKnowledge(Detail, section="regional-knowledge"):
    """What the regional centre knew; ``ref`` is the event's id."""

    topic_codes: tuple[TopicCode, ...]


class Development(Detail, section="development"):
    """Something that developed locally; ``ref`` is the event's id."""

    dimension: Dimension
    direction: Direction


def _next_version(rows: Rows, recorded: Recorded) -> int:
    """Return the number of the version that is worked on, or would be."""
    versions = ((number, found(rows, recorded, PictureVersion, number)) for number in count(1))
    return next(number for number, version in versions if version is None or version.status == "at-work")


def _commissioned(rows: Rows, recorded: Recorded, event: events.PictureCommissioned) -> None:
    number = _next_version(rows, recorded)
    put(rows, recorded, PictureVersion, number, "at-work", {"version": number, **dict(event)})


def _answered(rows: Rows, recorded: Recorded, event: events.QuestionAnswered) -> None:
    number = _next_version(rows, recorded)
    put(rows, recorded, Answer, f"{number}/{event.question_code}", fields={"version": number, **dict(event)})


def _found(rows: Rows, recorded: Recorded, event: events.FindingRecorded) -> None:
    fields = {**dict(event), "since_version": _next_version(rows, recorded)}
    put(rows, recorded, Finding, event.finding_id, fields=fields)


def _finding_changed(
    rows: Rows, recorded: Recorded, event: events.FindingRevised | events.FindingClosed, status: str | None = None
) -> None:
    """Let a finding be another than in the versions published so far, which keep it as it was."""
    number = _next_version(rows, recorded)
    row = rows.get(DetailRow, recorded.envelope.scope, Finding.section_name, str(event.finding_id))
    if row and isinstance(row.detail, Finding) and row.detail.since_version < number:
        ref = f"{row.ref}/{number - 1}"
        earlier = EarlierFinding(**{**dict(row.detail), "ref": ref, "until_version": number - 1})
        section = EarlierFinding.section_name
        rows.put(row.model_copy(update={"section": section, "ref": ref, "detail": earlier}))
    change(rows, recorded, Finding, event.finding_id, status, {**dict(event), "since_version": number})


def _published(rows: Rows, recorded: Recorded, event: events.PictureVersionPublished) -> None:
    """Publish a version, in place of the one before: where the publication is voided that one holds again."""
    renew(rows, recorded, PictureVersion, event.version, "published")
    change(rows, recorded, PictureVersion, event.version - 1, "superseded", {})


def _reviewed(rows: Rows, recorded: Recorded, event: events.PictureReviewedUnchanged) -> None:
    version = found(rows, recorded, PictureVersion, event.version)
    due_on = max(event.next_due_on, (version and version.review_due_on) or event.next_due_on)
    change(rows, recorded, PictureVersion, event.version, fields={**dict(event), "review_due_on": due_on})


HANDLERS: Handlers = dict(
    [
        on(events.PictureCommissioned, _commissioned),
        on(events.QuestionAnswered, _answered),
        on(events.FindingRecorded, _found),
        on(events.FindingRevised, _finding_changed),
        on(events.FindingClosed, lambda rows, it, event: _finding_changed(rows, it, event, "closed")),
        on(
            events.RegionalKnowledgeContributed,
            lambda rows, it, _: put(rows, it, RegionalKnowledge, it.envelope.event_id),
        ),
        on(events.LocalDevelopmentNoted, lambda rows, it, _: put(rows, it, Development, it.envelope.event_id)),
        on(events.PictureVersionPublished, _published),
        on(events.PictureReviewedUnchanged, _reviewed),
    ]
)

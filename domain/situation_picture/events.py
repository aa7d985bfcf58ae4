"""What happens to a municipality's situation picture."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo

from domain.correction import EntryCorrection
from domain.messages import Event
from domain.periods import Day, FirstDay, LastDay
from domain.values import Classification, Code, CodeList, Digest, Version

Assessment = Literal["strength", "weakness", "mixed", "unknown", "not_assessed"]
FindingKind = Literal["strength", "weakness", "exposed_area", "milieu_presence", "crime_type", "expression"]
Level = Literal["none_seen", "sporadic", "recurring", "established", "not_known"]
LocalityLevel = Literal["municipality", "locality"]
Direction = Literal["better", "worse", "unchanged", "unclear"]
DigestForm = Literal["canonical-json", "python-repr"]
QuestionCode = Annotated[Code, CodeList("questions")]
SourceType = Annotated[Code, CodeList("source-types")]
Dimension = Annotated[Code, CodeList("dimensions")]
Milieu = Annotated[Code, CodeList("milieus")]
TopicCode = Annotated[Code, CodeList("topics")]
FindingEndCause = Annotated[Code, CodeList("finding-end-causes")]


def _ends_what_began(until: date | None, info: ValidationInfo) -> date | None:
    if "observed_from" not in info.data:
        return until  # that field's own fault
    start = info.data["observed_from"]
    if (start is None) != (until is None):
        raise ValueError("period-incomplete")
    if start and until and until < start:
        raise ValueError("period-ends-before-it-starts")
    return until


# The first and the last day of what an assessment is about: both, in order, or neither.
ObservedFrom = FirstDay | None
ObservedUntil = Annotated[LastDay | None, AfterValidator(_ends_what_began), Field(validate_default=True)]


class PictureCommissioned(Event, topic="situation-picture.picture-commissioned.v1"):
    """Work on the picture's next version was opened, on one version of the question set."""

    question_set_version: Version


class QuestionAnswered(Event, topic="situation-picture.question-answered.v2"):
    """A question of the set was answered, anew if it was answered before."""

    question_code: QuestionCode
    assessment: Assessment
    source_type: SourceType
    observed_from: ObservedFrom = None
    observed_until: ObservedUntil = None


class FindingRecorded(Event, topic="situation-picture.finding-recorded.v2"):
    """Something was found about the place; a lone actor is an aspect of a milieu, not a milieu (R13)."""

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

    @property
    def classification(self) -> Classification:
        """Milieu levels are for those whom the role table names."""
        return Classification.PROTECTED if self.kind == "milieu_presence" else Classification.INTERNAL


class FindingRevised(Event, topic="situation-picture.finding-revised.v2"):
    """A finding has another level, source or period than before."""

    finding_id: UUID
    level: Level
    source_type: SourceType
    observed_from: ObservedFrom = None
    observed_until: ObservedUntil = None

    @property
    def classification(self) -> Classification:
        """The finding may be one of milieu presence; the event does not say, so it is held as if."""
        return Classification.PROTECTED


class FindingClosed(Event, topic="situation-picture.finding-closed.v1"):
    """A finding no longer holds."""

    finding_id: UUID
    cause: FindingEndCause


class RegionalKnowledgeContributed(Event, topic="situation-picture.regional-knowledge-contributed.v1"):
    """The regional centre gave of its knowledge of the county."""

    topic_codes: Annotated[tuple[TopicCode, ...], Field(min_length=1, max_length=20)]


class LocalDevelopmentNoted(Event, topic="situation-picture.local-development-noted.v1"):
    """Something developed locally between two versions."""

    dimension: Dimension
    direction: Direction


class PictureVersionPublished(Event, topic="situation-picture.picture-version-published.v2"):
    """A version of the picture was published.

    ``digest`` is SHA-256 over its answers and open findings, in the form that ``digest_form`` names: the canonical JSON
    that docs/decisions/0018-digests.md describes, or, as once recorded, Python's own representation of them.
    """

    version: Version
    review_due_on: Day
    digest: Digest
    digest_form: DigestForm = "canonical-json"


class PictureReviewedUnchanged(Event, topic="situation-picture.picture-reviewed-unchanged.v1"):
    """The published version was reviewed and still holds."""

    version: Version
    next_due_on: Day


class PictureSuperseded(Event, topic="situation-picture.picture-superseded.v1"):
    """A published version gave way to the next."""

    version: Version


class EntryCorrected(EntryCorrection, topic="situation-picture.entry-corrected.v2"):
    """An entry about the picture was wrong; what it says may be as protected as the entry."""

    @property
    def classification(self) -> Classification:
        """Held as the most protected entry that it could be about."""
        return Classification.PROTECTED

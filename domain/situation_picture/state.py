"""The situation picture as the rules see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.facts import State
from domain.messages import Event
from domain.situation_picture.events import (
    FindingClosed,
    FindingRecorded,
    FindingRevised,
    PictureCommissioned,
    PictureReviewedUnchanged,
    PictureVersionPublished,
    QuestionAnswered,
)


@dataclass(frozen=True)
class SituationPicture(State):
    """The draft under work, if any, and the published version, if any.

    ``answers``: question code → assessment, of the draft. ``findings``: open ones, id → what the digest covers.
    ``turned_on``: the day on which work on a version last began or was published.
    """

    question_set: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    finding_ids: frozenset[str] = frozenset()
    published: int | None = None
    published_on: date | None = None
    turned_on: date | None = None
    first_published_on: date | None = None
    review_due_on: date | None = None

    @property
    def content(self) -> Mapping[str, object]:
        """What a published version consists of, and its digest covers."""
        findings = {
            key: {"kind": kind, "dimension": dimension, "level": level}
            for key, (kind, dimension, level) in self.findings.items()
        }
        return {"question_set": self.question_set, "answers": dict(self.answers), "findings": findings}

    def is_current(self, day: date) -> bool:
        """Whether a version is published and not past its review."""
        if self.first_published_on is None or self.review_due_on is None:
            return False
        return self.first_published_on <= day <= self.review_due_on


def evolve(state: SituationPicture, event: Event, on: date) -> SituationPicture:
    """Return the picture after one more event."""
    match event:
        case PictureCommissioned(question_set_version=version):
            return replace(state, opened_on=state.opened_on or on, question_set=version, answers={}, turned_on=on)
        case QuestionAnswered():
            return replace(state, answers={**state.answers, event.question_code: event.assessment})
        case FindingRecorded():
            key = str(event.finding_id)
            facts = (event.kind, event.dimension, event.level)
            return replace(
                state,
                findings={**state.findings, key: facts},
                finding_ids=state.finding_ids | {key},
                since=state.began(on, key),
            )
        case FindingRevised():
            key = str(event.finding_id)
            kind, dimension, _ = state.findings[key]
            return replace(state, findings={**state.findings, key: (kind, dimension, event.level)})
        case FindingClosed():
            left = {key: facts for key, facts in state.findings.items() if key != str(event.finding_id)}
            return replace(state, findings=left)
        case PictureVersionPublished():
            return replace(
                state,
                question_set=None,
                published=event.version,
                published_on=on,
                turned_on=on,
                first_published_on=state.first_published_on or on,
                review_due_on=event.review_due_on,
            )
        case PictureReviewedUnchanged():
            return replace(state, review_due_on=max(event.next_due_on, state.review_due_on or on))
        case _:  # events that no rule asks about
            return state

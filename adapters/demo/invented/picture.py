"""Step 1 in an invented municipality: the situation picture."""

from __future__ import annotations

from uuid import UUID

from adapters.demo.invented.step import StepActivities
from domain.situation_picture import commands as picture
from domain.situation_picture.state import SituationPicture
from domain.values import Step

_ASSESSMENTS = ("strength", "weakness", "unknown")


class PictureStep(StepActivities):
    """From the commission to the published picture."""

    def _picture(self) -> None:
        self._start(Step.SITUATION_PICTURE)
        self._act(picture.CommissionPicture())
        since = self._acting.today
        if self._chance(0.3):
            topics = tuple(dict.fromkeys(self._any("topics") for _ in range(3)))
            self._act(picture.ContributeRegionalKnowledge(topic_codes=topics))
        asks = self._acting.question_set
        for question in asks.questions:
            drawn = self._pick(_ASSESSMENTS)
            assessment = drawn if drawn in asks.assessments.get(question, _ASSESSMENTS) else "unknown"
            asked = {"question_code": question, "assessment": assessment, "source_type": self._any("source-types")}
            self._enter(picture.AnswerQuestion.model_validate(asked), since)
        for _ in self._some(1, 3):
            self._find()
        self._act(picture.PublishPictureVersion())
        self._complete(Step.SITUATION_PICTURE)

    def _find(self) -> None:
        found = {
            "finding_id": self._acting.new_id(),
            "dimension": self._any("dimensions"),
            "kind": self._pick(("strength", "weakness", "exposed_area", "crime_type", "expression")),
            "locality_level": "municipality",
            "level": "not_known",
            "source_type": self._any("source-types"),
        }
        self._act(picture.RecordFinding.model_validate(found))
        findings = [UUID(each) for each in self._state(SituationPicture).findings]
        if len(findings) > 2 and self._chance(0.7):  # noqa: PLR2004 -- a picture is no archive
            closed = picture.CloseFinding(finding_id=self._pick(findings), cause=self._any("finding-end-causes"))
            self._act(closed)
        elif self._chance(0.2):
            source = self._any("source-types")
            revised = {"finding_id": self._pick(findings), "level": "sporadic", "source_type": source}
            self._act(picture.ReviseFinding.model_validate(revised))

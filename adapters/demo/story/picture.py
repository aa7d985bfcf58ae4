"""Step 1 in the demonstration: the situation picture."""

from __future__ import annotations

from adapters.demo.story.acts import Acts
from domain.journey import commands as journey
from domain.situation_picture import commands as picture
from domain.values import Step


class Picture(Acts):
    """From the commission to the published picture."""

    def picture(self, ago: int) -> None:
        """Step 1 from its start to its end."""
        self.work_on_picture(ago)
        self.find_strength(ago - 30, "finding")
        self.finish_picture(ago - 45)

    def work_on_picture(self, ago: int, *, start: bool = True) -> None:
        """Commission a picture, answer what is asked and find a strength."""
        if start:
            self.act(ago, journey.StartStep(step=Step.SITUATION_PICTURE))
        self.act(ago, picture.CommissionPicture(), by="own")
        answers = (
            ("strengths", "strength", "municipal-staff"),
            ("weaknesses", "unknown", "municipal-staff"),
            ("exposed-areas", "unknown", "safety-survey"),
            ("school-results", "strength", "school-survey"),
            ("associations", "strength", "associations"),
            ("graffiti-message", "unknown", "incident-reports"),
            ("crime-types", "unknown", "police"),
        )
        for number, (question, assessment, source) in enumerate(answers):
            asked = {"question_code": question, "assessment": assessment, "source_type": source}
            self.act(ago - 10 - 3 * number, picture.AnswerQuestion.model_validate(asked), by="own")

    def find_strength(self, ago: int, name: str, dimension: str = "associations") -> None:
        """Record a strength of the place."""
        finding = picture.RecordFinding(
            finding_id=self.id(name),
            dimension=dimension,
            kind="strength",
            locality_level="municipality",
            level="not_known",
            source_type="associations",
        )
        self.act(ago, finding, by="own", label=name)

    def finish_picture(self, ago: int) -> None:
        """Publish, and close the step."""
        self.act(ago, picture.PublishPictureVersion())
        self.act(ago - 2, journey.CompleteStep(step=Step.SITUATION_PICTURE, outcome="achieved"))

"""What every step of an invented municipality goes through: it begins, may be blocked, and ends."""

from __future__ import annotations

from adapters.demo.invented.side_activities import SideActivities
from domain.journey import commands as journey
from domain.situation_picture import commands as picture
from domain.situation_picture.state import SituationPicture
from domain.values import Step


class StepActivities(SideActivities):
    """Beginning and completing a step."""

    def _record(self) -> str:
        """Return the number of a decision in an invented diary."""
        return f"DEMO {self._acting.today.year}/{self._acting.random.randrange(1, 1000)}"

    def _start(self, step: Step) -> None:
        self._act(journey.StartStep(step=step))
        if self._chance(0.2):
            self._meanwhile()
            self._acting.do(journey.SetDueDate(step=step, due_on=self._acting.coming()))
        if self._chance(0.1):
            self._act(journey.BlockStep(step=step, cause_code=self._any("block-causes")))
            self._other()
            self._act(journey.UnblockStep(step=step))

    def _complete(self, step: Step, outcome: str = "achieved", *, override: str = "") -> None:
        by = "municipal-director" if outcome == "declined" else None
        fields = {"step": step, "outcome": outcome, "evidence": (self._record(),), "decided_by_function": by}
        self._close(journey.CompleteStep.model_validate(fields), override)
        if not override and self._chance(0.05):
            self._act(journey.ReopenStep(step=step), reason=self._any("reopen-reasons"))
            self._close(journey.CompleteStep.model_validate(fields))

    def _close(self, completed: journey.CompleteStep, override: str = "") -> None:
        self._acting.wait()
        if completed.step is Step.SITUATION_PICTURE:
            self._keep_picture_current()
        self._acting.do(completed, override=override)

    def _keep_picture_current(self) -> None:
        if not self._state(SituationPicture).is_current(self._acting.today):
            self._acting.do(picture.ReviewPictureUnchanged())

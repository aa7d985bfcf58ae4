"""Between the cycles of an invented municipality."""

from __future__ import annotations

from uuid import UUID

from adapters.demo.invented.training import TrainingStep
from domain.action_plan import commands as plan
from domain.action_plan.state import ActionPlan
from domain.situation_picture import commands as picture
from domain.training import commands as training

_GROUPS = "staff-groups"
_DIRECTIONS = ("better", "worse", "unchanged", "unclear")


class EverydayWork(TrainingStep):
    """What keeps the results of the steps current."""

    def _everyday(self) -> None:
        """Do one thing that keeps the results current."""
        in_force = self._state(ActionPlan)
        measures = [UUID(each) for each, stands in in_force.measures.items() if stands]
        match self._acting.random.randrange(6):
            case 0:
                self._act(picture.ReviewPictureUnchanged())
            case 1 if in_force.settled in {"adopted", "integrated"}:
                result = self._pick(("unchanged", "needs_revision"))
                self._act(plan.ReviewPlan.model_validate({"result": result}))
            case 2 if measures:
                effect = self._pick(("yes", "partly", "no", "too_early"))
                self._act(plan.RecordMeasureResult.model_validate({"measure_id": measures[0], "effect": effect}))
                if effect != "too_early":
                    self._act(plan.DropMeasure(measure_id=measures[0]), reason=self._any("measure-drop-reasons"))
            case 3:
                self._session((self._any(_GROUPS),), self._pick(("basic", "deep")))
            case 4:
                agreed = {"from_group": self._any(_GROUPS), "to_workplaces_band": self._pick(("1-4", "5-19", "20+"))}
                self._act(training.AgreeCascade.model_validate(agreed))
            case _:  # the last of the six kinds
                development = {"dimension": self._any("dimensions"), "direction": self._pick(_DIRECTIONS)}
                self._act(picture.NoteLocalDevelopment.model_validate(development))

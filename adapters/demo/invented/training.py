"""Step 4 in an invented municipality: the training of staff."""

from __future__ import annotations

from adapters.demo.invented.step import StepActivities
from domain.bands import attendance_band
from domain.training import commands as training
from domain.training.state import Training
from domain.values import Step

_GROUPS = "staff-groups"
_KEY_FUNCTIONS = 3


class TrainingStep(StepActivities):
    """From the stage plan to the sessions held."""

    def _training(self) -> None:
        self._start(Step.STAFF_TRAINING)
        known = self._state(Training)
        if known.none_relevant or (not known.groups and not known.key_functions and self._chance(0.1)):
            self._mark_none_relevant()
            return
        stages = self._acting.some(("basic", "deep", "briefing", "exercise"), 4)
        self._act(training.SetStagePlan.model_validate({"stages": stages}))
        if not known.early_groups or self._chance(0.2):
            band = self._pick(("1-4", "5-19", "20-49", "50-199"))
            group = {"group_code": self._any(_GROUPS), "early_contact": True, "estimated_headcount_band": band}
            self._act(training.IdentifyTargetGroup.model_validate(group))
        if len(known.key_functions) < _KEY_FUNCTIONS:
            function = self._any(_GROUPS, but=known.key_functions)
            self._act(training.DesignateKeyFunction(function_code=function))
        if self._state(Training).refusal() and self._chance(0.05):
            self._complete(Step.STAFF_TRAINING, override="R7")
            return
        now = self._state(Training)
        self._session((*sorted(now.early_groups | now.key_functions),))
        self._complete(Step.STAFF_TRAINING)

    def _mark_none_relevant(self) -> None:
        if not self._state(Training).none_relevant:
            for kind in ("early_contact_group", "key_function"):
                marked = {"group_code": self._any(_GROUPS), "marked_as": kind}
                why = self._any("not-relevant-reasons")
                self._act(training.MarkTargetGroupNotRelevant.model_validate(marked), reason=why)
        self._complete(Step.STAFF_TRAINING, "not_applicable")

    def _session(self, groups: tuple[str, ...], stage: str = "basic") -> None:
        """Plan a session and hold it; one that is cancelled is planned anew."""
        while True:
            key = self._acting.new_id()
            planned = {
                "session_id": key,
                "stage": stage,
                "format": self._any("session-formats"),
                "duration_band": self._pick(("half-day", "full-day")),
                "groups": groups,
                "planned_on": self._acting.coming(90),
            }
            self._act(training.PlanSession.model_validate(planned))
            if not self._chance(0.1):
                break
            self._act(training.CancelSession(session_id=key, cause=self._any("cancel-causes")))
        heads = {each: attendance_band(self._acting.random.randrange(1, 60)) for each in groups}
        materials = self._any("training-materials")
        self._act(training.HoldSession(session_id=key, headcount_by_group=heads, materials_version=materials))

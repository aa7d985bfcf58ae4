"""Step 4 in the demonstration: the training of staff."""

from __future__ import annotations

from adapters.demo.story.acts import Acts
from domain.bands import AttendanceBand
from domain.journey import commands as journey
from domain.training import commands as training
from domain.values import Step


class Training(Acts):
    """From the stage plan to the sessions held."""

    def training(self, ago: int, *, close: bool = True) -> None:
        """Step 4: those who meet the first signs, and the key functions."""
        self.act(ago, journey.StartStep(step=Step.STAFF_TRAINING))
        self.act(ago, training.SetStagePlan(stages=("basic", "deep")), by="own")
        group = training.IdentifyTargetGroup(
            group_code="caretakers", early_contact=True, estimated_headcount_band="20-49"
        )
        self.act(ago, group, by="own")
        self.act(ago, training.DesignateKeyFunction(function_code="student-health"), by="own")
        self.session(ago - 10, 30, "basic-session", "basic", "caretakers", "20-49")
        self.session(ago - 10, 60, "deep-session", "deep", "student-health", "5-19")
        if close:
            self.act(ago - 75, journey.CompleteStep(step=Step.STAFF_TRAINING, outcome="achieved"))

    def session(self, ago: int, later: int, name: str, stage: str, group: str, heads: AttendanceBand) -> None:
        """Plan a session and hold it so many days later; never held where that has not come yet."""
        planned = {
            "session_id": self.id(name),
            "stage": stage,
            "format": "course" if stage == "deep" else "lecture",
            "duration_band": "full-day" if stage == "deep" else "half-day",
            "groups": (group,),
            "planned_on": self.day(ago - later),
        }
        self.act(ago, training.PlanSession.model_validate(planned), by="own")
        if ago >= later:
            materials = "deep-student-health-v1" if stage == "deep" else "basic-v1"
            held = training.HoldSession(
                session_id=self.id(name), headcount_by_group={group: heads}, materials_version=materials
            )
            self.act(ago - later, held, by="own")

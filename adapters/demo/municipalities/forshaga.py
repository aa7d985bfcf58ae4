"""Forshaga: the plan is declined for now, since another plan covers it; the step before the training waits."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.action_plan import commands as plan
from domain.journey import commands as journey
from domain.training import commands as training
from domain.values import Step


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(1000, "commuter", "10000-29999")
    story.join(700, "culture-and-leisure-director", "culture-and-leisure")
    story.picture(680)
    story.structure(600)
    story.act(500, journey.StartStep(step=Step.ACTION_PLAN))
    story.act(500, plan.OpenPlanWork())
    story.act(480, plan.WriteSection(section="information_flow"))
    declined = plan.DeclinePlan(decided_by_function="municipal-director", revisit_on=story.day(-200))
    story.act(450, declined, reason="covered-by-other-plan")
    story.act(
        449, journey.CompleteStep(step=Step.ACTION_PLAN, outcome="declined", decided_by_function="municipal-director")
    )
    story.act(100, journey.StartStep(step=Step.STAFF_TRAINING))
    story.act(95, training.SetStagePlan(stages=("briefing", "basic")))
    story.act(94, journey.SetDueDate(step=Step.STAFF_TRAINING, due_on=story.day(-60)))
    story.visits(660, 30)
    session = training.PlanSession(
        session_id=story.id("moved"),
        stage="briefing",
        format="information-meeting",
        duration_band="under-half-day",
        groups=("line-managers",),
        planned_on=story.day(70),
    )
    story.act(90, session)
    story.act(75, training.CancelSession(session_id=story.id("moved"), cause="trainer-unable"))

"""Kristinehamn: the plan was adopted before the picture was renewed, past the rule and with a reason."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.action_plan import commands as plan
from domain.journey import commands as journey
from domain.values import Step


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(1230, "single_centre_with_countryside", "10000-29999")
    story.join(1110, "crime-prevention-coordinator", "executive-office")
    story.picture(1090)
    story.structure(1000)
    story.work_on_plan(330, -90)
    adopted = plan.AdoptPlan(body="executive-board", paragraph="44", dnr="DEMO 44")
    story.act(203, adopted, override="R2", label="adopted")
    story.act(
        190,
        lambda: plan.CorrectEntry(target_event_id=story.event_of("adopted"), correction={"paragraph": "45"}),
        reason="typing-error",
    )
    story.act(180, journey.CompleteStep(step=Step.ACTION_PLAN, outcome="achieved"))
    story.act(150, journey.StartStep(step=Step.STAFF_TRAINING))
    story.visits(1080, 45)

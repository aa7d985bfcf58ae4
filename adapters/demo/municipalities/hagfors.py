"""Hagfors: the plan becomes a part of another; one contact person hands over to the next."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.action_plan import commands as plan
from domain.contact import commands as contact
from domain.journey import commands as journey
from domain.situation_picture import commands as picture
from domain.values import Step


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(1150, "several_centres", "10000-29999")
    story.join(1000, "individual-and-family-care-head", "individual-and-family-care")
    story.picture(980)
    story.structure(880)
    moved = contact.ChangeContactFunction(
        assignment_id=story.id("contact"), function="crime-prevention-coordinator", org_unit="executive-office"
    )
    story.act(870, moved)
    story.work_on_plan(760, 300, "parent-support")
    story.act(650, plan.IntegratePlanIn(host_plan="crime-prevention-programme"))
    story.act(648, journey.CompleteStep(step=Step.ACTION_PLAN, outcome="achieved"))
    story.training(600)
    story.act(500, journey.MoveIntoEverydayWork())
    story.appoint(400, "successor", "safety-coordinator", "safety-unit")
    handed = contact.HandOverContact(
        assignment_id=story.id("contact"), to_assignment=story.id("successor"), open_items=("measures-open",)
    )
    story.act(390, handed)
    story.act(310, plan.RecordMeasureResult(measure_id=story.id("measure"), effect="yes"))
    story.act(300, picture.ReviewPictureUnchanged())
    story.act(200, plan.ReviewPlan(result="unchanged"))
    story.visits(960, 40)

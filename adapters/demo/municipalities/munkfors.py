"""Munkfors: small: none of the groups is relevant, since they belong to a joint organisation."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.journey import commands as journey
from domain.training import commands as training
from domain.values import Step


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(900, "single_centre_with_countryside", "under-10000")
    story.join(640, "individual-and-family-care-head", "individual-and-family-care")
    story.picture(620)
    story.structure(520)
    story.act(430, journey.StartStep(step=Step.STAFF_TRAINING))
    for marked in ("early_contact_group", "key_function"):
        group = "caretakers" if marked == "early_contact_group" else "student-health"
        mark = training.MarkTargetGroupNotRelevant.model_validate({"group_code": group, "marked_as": marked})
        story.act(420, mark, reason="joint-organisation", label=marked)
    story.act(400, journey.CompleteStep(step=Step.STAFF_TRAINING, outcome="not_applicable"))
    story.act(200, journey.PauseJourney(), reason="election-period")
    story.act(140, journey.ResumeJourney())
    story.act(120, journey.StartStep(step=Step.ACTION_PLAN))
    story.act(110, journey.BlockStep(step=Step.ACTION_PLAN, cause_code="awaiting-decision"))
    story.visits(600, 50)

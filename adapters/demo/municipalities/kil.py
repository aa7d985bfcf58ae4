"""Kil: what happened in the spring was entered in the autumn."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.journey import commands as journey
from domain.structure_review import commands as structure
from domain.support import commands as support
from domain.values import Step


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(700, "commuter", "10000-29999")
    story.join(500, "principal", "education")
    story.picture(480)
    story.act(300, structure.OpenReview(), happened=380, reason="record-came-late")
    story.act(300, journey.StartStep(step=Step.STRUCTURE_REVIEW), happened=380, reason="record-came-late")
    visited = support.HoldVisit(visit_id=story.id("late"), functions_met=("principal",))
    story.act(299, visited, happened=390, reason="learnt-late")
    story.act(200, journey.BlockStep(step=Step.STRUCTURE_REVIEW, cause_code="reorganisation"))
    story.act(110, journey.UnblockStep(step=Step.STRUCTURE_REVIEW))
    story.visits(290, 30, every=130)

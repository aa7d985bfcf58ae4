"""Torsby: step 2 was closed early, by an override with a reason, and everyday work began early."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.journey import commands as journey
from domain.situation_picture import commands as picture
from domain.support import commands as support
from domain.values import Step


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(1000, "sparse", "10000-29999")
    story.join(800, "fire-chief", "rescue-service")
    story.picture(780)
    story.act(680, journey.StartStep(step=Step.STRUCTURE_REVIEW))
    story.act(600, journey.CompleteStep(step=Step.STRUCTURE_REVIEW, outcome="achieved"), override="E2")
    story.act(590, journey.MoveIntoEverydayWork())
    story.act(100, picture.ReviewPictureUnchanged())
    story.visits(770, 230, every=130)
    story.act(110, support.LogContact(direction="both"))

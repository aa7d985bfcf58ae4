"""Filipstad: everyday work that has fallen silent, and a plan on the shelf since the picture was renewed."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.situation_picture import commands as picture


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(1200, "single_centre_with_countryside", "10000-29999")
    story.join(1000, "safety-coordinator", "executive-office")
    story.all_five(1000, pace=90)
    story.work_on_picture(560, start=False)
    story.act(500, picture.PublishPictureVersion())
    story.visits(960, 420)

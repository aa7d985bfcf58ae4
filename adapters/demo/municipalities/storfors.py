"""Storfors: not joined: outreach only."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.municipality import commands as municipality


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(300, "single_centre_with_countryside", "under-10000")
    story.act(250, municipality.MakeOutreach(kind="telephone", initiated_by="regional"), label="called")
    story.act(120, municipality.MakeOutreach(kind="presentation-to-officials", initiated_by="regional"))
    story.act(
        249,
        lambda: municipality.CorrectEntry(
            target_event_id=story.event_of("called"), correction={"kind": "video-meeting"}
        ),
        reason="wrong-choice",
    )

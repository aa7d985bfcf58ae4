"""Årjäng: not joined yet, but decided."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.municipality import commands as municipality
from domain.support import commands as support


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(350, "several_centres", "under-10000")
    story.act(200, municipality.MakeOutreach(kind="visit", initiated_by="municipality"))
    story.act(60, municipality.DecideFormalisation(trigger="own"))
    story.act(55, support.LogContact(direction="both"))

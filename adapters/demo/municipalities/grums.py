"""Grums: left, and came back two years later: a new cycle."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.municipality import commands as municipality
from domain.support import commands as support


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(1240, "single_centre_with_countryside", "under-10000")
    story.join(1130, "social-services-director", "social-services")
    story.picture(1100)
    story.act(900, municipality.LeaveMunicipality(), reason="other-cooperation")
    story.act(850, support.LogContact(direction="out"))
    story.act(190, municipality.JoinMunicipality())
    story.act(180, support.LogContact(direction="both"))
    story.act(150, support.HoldVisit(visit_id=story.id("back"), functions_met=("municipal-director",)))
    story.structure(120, close=False)
    story.act(20, support.LogContact(direction="both"))

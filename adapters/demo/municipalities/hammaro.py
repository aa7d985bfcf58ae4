"""Hammarö: the journey rests while staff change."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.contact import commands as contact
from domain.journey import commands as journey


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(800, "commuter", "10000-29999")
    story.join(420, "education-director", "education")
    story.picture(400)
    story.structure(300, close=False)
    pause = journey.PauseJourney(expected_until=story.day(20))
    story.act(150, pause, reason="staff-change")
    ended = contact.EndContact(assignment_id=story.id("contact"), cause="new-duties")
    story.act(149, ended)
    story.visits(390, 60, every=120)

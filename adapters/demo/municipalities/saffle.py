"""Säffle: a contact person's appointment corrected, training before the plan (R18), which is like another's."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.contact import commands as contact
from domain.journey import commands as journey
from domain.values import Step


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(900, "single_centre_with_countryside", "10000-29999")
    story.join(560, "security-manager", "executive-office")
    story.act(
        550,
        lambda: contact.CorrectEntry(
            assignment_id=story.id("contact"),
            target_event_id=story.event_of("contact"),
            correction={"function": "preparedness-coordinator"},
        ),
        by="administrator",
        reason="wrong-choice",
    )
    story.picture(540)
    story.training(420, close=False)
    story.structure(330)
    story.act(300, journey.CompleteStep(step=Step.STAFF_TRAINING, outcome="achieved"))
    story.work_on_plan(100, -150)
    story.add_measure(60, "copied", -200, "resident-dialogue", is_local=False)
    story.visits(520, 35, every=140)

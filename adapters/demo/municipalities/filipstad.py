"""Filipstad: everyday work that has fallen silent: neither contact nor visit for more than a year."""

from __future__ import annotations

from adapters.demo.story.story import Story


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(1200, "single_centre_with_countryside", "10000-29999")
    story.join(1000, "safety-coordinator", "executive-office")
    story.all_five(1000, pace=90)
    story.visits(960, 420)

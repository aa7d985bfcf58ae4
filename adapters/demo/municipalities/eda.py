"""Eda: step 1 is under way; what was answered wrongly is corrected."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.journey import commands as journey
from domain.situation_picture import commands as picture
from domain.support import commands as support
from domain.values import Step


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(400, "several_centres", "under-10000")
    story.join(120, "public-health-strategist", "executive-office")
    story.act(110, journey.StartStep(step=Step.SITUATION_PICTURE), label="started")
    story.act(100, picture.CommissionPicture())
    wrong = picture.AnswerQuestion(question_code="associations", assessment="unknown", source_type="municipal-staff")
    story.act(90, wrong, label="wrong")
    story.act(
        80,
        lambda: picture.CorrectEntry(target_event_id=story.event_of("wrong"), correction={"assessment": "strength"}),
        reason="better-information",
    )
    story.act(
        78,
        lambda: journey.CorrectEntry(target_event_id=story.event_of("started"), corrected_on=story.day(105)),
        reason="wrong-date",
    )
    story.act(70, support.LogContact(direction="in"), label="twice")
    story.act(
        69,
        lambda: support.CorrectEntry(target_event_id=story.event_of("twice"), voids=True),
        reason="entered-twice",
    )
    story.act(
        60,
        support.HoldVisit(
            visit_id=story.id("visit"), functions_met=("safety-coordinator",), needs=("picture-support",)
        ),
    )
    story.act(30, support.LogContact(direction="both"))
    story.act(20, picture.PublishPictureVersion(), refused=True)

"""Sunne: in everyday work and well; a finding closed, needs noted and met, a voided key function."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.action_plan import commands as plan
from domain.situation_picture import commands as picture
from domain.support import commands as support
from domain.training import commands as training


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(1220, "several_centres", "10000-29999")
    story.join(1080, "public-health-strategist", "public-health-unit")
    story.all_five(1080, pace=110)
    story.act(400, picture.ReviewPictureUnchanged(), by="own")
    story.act(390, plan.ReviewPlan(result="unchanged"), by="own")
    story.find_strength(380, "place", "meeting-places")
    closed = picture.CloseFinding(finding_id=story.id("place"), cause="merged")
    story.act(300, closed, by="own")
    story.act(260, support.NoteNeed(need_code="refresher-training"), by="own")
    story.session(240, 40, "refresher", "basic", "caretakers", "20-49")
    story.act(195, support.MeetNeed(need_code="refresher-training"))
    cascade = training.AgreeCascade(from_group="caretakers", to_workplaces_band="1-4")
    story.act(190, cascade, by="own", label="cascade")
    story.act(
        188,
        lambda: training.CorrectEntry(target_event_id=story.event_of("cascade"), voids=True),
        by="own",
        reason="did-not-happen",
    )
    story.visits(1040, 30)
    elsewhere = plan.ReviewPlan(result="unchanged")
    story.act(100, elsewhere, by="contact-karlstad", refused=True)

"""Arvika: all five steps, a second picture in a new cycle, a new plan that was sent for comment."""

from __future__ import annotations

from datetime import date

from adapters.demo.story.story import Story
from domain.action_plan import commands as plan
from domain.journey import commands as journey
from domain.municipality import commands as municipality
from domain.situation_picture import commands as picture
from domain.support import commands as support
from domain.training import commands as training
from domain.values import Step


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(1240, "single_centre_with_countryside", "10000-29999")
    story.act(1235, municipality.ReceiveNationalPrompt(actor_code="bra"))
    story.join(1100, "fire-chief", "rescue-service")
    story.appoint(1090, "deputy", "safety-coordinator", "executive-office", deputy=True)
    story.all_five(1100)
    story.visits(1060, 20)
    topics = ("local-developments", "symbols-and-expressions")
    story.act(1060, picture.ContributeRegionalKnowledge(topic_codes=topics))
    story.act(800, picture.NoteLocalDevelopment(dimension="associations", direction="better"), by="own")
    story.act(760, picture.ReviewPictureUnchanged(), by="own")
    story.act(330, journey.OpenCycle(), reason="regular-review")
    story.work_on_picture(320)
    revised = picture.ReviseFinding(
        finding_id=story.id("finding"),
        level="not_known",
        source_type="local-network",
        observed_from=date(2024, 1, 1),
        observed_until=date(2024, 12, 31),
    )
    story.act(290, revised, by="own")
    story.find_strength(288, "finding-2", "collaboration")
    story.finish_picture(270)
    story.act(250, journey.StartStep(step=Step.ACTION_PLAN))
    story.act(250, plan.OpenPlanWork(), by="own")
    adapted = plan.NoteLocalAdaptation(adapts_to="finding", target_id=story.id("finding-2"))
    story.act(240, adapted, by="own")
    story.add_measure(235, "measure-2", -120, "resident-dialogue")
    bodies = ("police", "county-administrative-board", "associations")
    story.act(200, plan.ReferForComment(bodies=bodies, due_on=story.day(150)), by="own", label="referred")
    story.act(170, plan.ReceiveComment(body="police", stance="supports"), by="own")
    answered = plan.ReceiveComment(body="county-administrative-board", stance="supports_with_changes")
    story.act(160, answered, by="own")
    story.adopt(120)
    story.act(90, training.AgreeCascade(from_group="caretakers", to_workplaces_band="5-19"), by="own")
    story.act(40, support.NoteNeed(need_code="current-updates"), by="own")
    story.act(15, support.PlanVisit(visit_id=story.id("visit-to-come"), planned_on=story.day(-21)))
    story.act(
        2, support.RequestGuidance(request_id=story.id("acute"), unit_kind="school_team", urgency="acute"), by="own"
    )

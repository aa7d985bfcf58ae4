"""Karlstad: the largest: a new group beside a network, a measure dropped, one overdue, a step opened again."""

from __future__ import annotations

from adapters.demo.story.story import Story
from domain.action_plan import commands as plan
from domain.journey import commands as journey
from domain.situation_picture import commands as picture
from domain.structure_review import commands as structure
from domain.support import commands as support
from domain.values import Step


def add_history(story: Story) -> None:
    """Add the municipality's acts to its story."""
    story.register(1240, "city", "30000-99999")
    story.join(1120, "safety-coordinator", "safety-unit")
    story.picture(1100)
    story.structure(1000)
    network = structure.IdentifyExistingStructure(
        structure_id=story.id("network"),
        kind="cross_sector_network",
        sectors=("school", "police", "social-services"),
        functioning="yes",
        meets_per_year=10,
    )
    story.act(985, network, by="own")
    group = structure.CreateNewGroup(structure_id=story.id("group"), justification_code="network-overloaded")
    story.act(975, group, by="own")
    story.act(973, structure.DecidePlacement(org_unit_kind="safety-unit"), by="own", label="placed")
    channel = structure.DefineInformationChannel(
        direction="outward", from_function="contact-person", to_function="municipal-police-officer"
    )
    story.act(972, channel, by="own")
    story.work_on_plan(900, 45, "open-youth-centres")
    story.add_measure(860, "dropped", 400, "safety-walks")
    story.adopt(800)
    story.act(500, plan.DropMeasure(measure_id=story.id("dropped")), reason="done-by-other")
    story.training(790)
    story.act(690, journey.MoveIntoEverydayWork())
    story.act(420, picture.ReviewPictureUnchanged(), by="own")
    story.act(200, journey.ReopenStep(step=Step.STRUCTURE_REVIEW), reason="structure-changed")
    story.act(60, plan.ReviewPlan(result="unchanged"), by="own")
    story.session(130, 30, "refresher", "basic", "school-staff", "50-199")
    story.visits(1090, 25, every=120)
    story.act(30, journey.StartStep(step=Step.STAFF_TRAINING), by="own", refused=True)
    asked = support.RequestGuidance(request_id=story.id("question"), unit_kind="social_services", urgency="normal")
    story.act(80, asked, by="own")
    answer = support.DeliverGuidance(request_id=story.id("question"), form="team-guidance")
    story.act(77, answer)
    story.act(4, support.RequestGuidance(request_id=story.id("waiting"), unit_kind="other", urgency="normal"), by="own")
    story.act(
        970,
        lambda: structure.CorrectEntry(
            target_event_id=story.event_of("placed"), correction={"org_unit_kind": "executive-office"}
        ),
        by="own",
        reason="wrong-choice",
    )

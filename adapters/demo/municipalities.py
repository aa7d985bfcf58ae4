"""What each of Värmland's municipalities goes through in the demonstration: all of it invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from adapters.demo.story import PICTURE, PLAN, STRUCTURE, TRAINING, Story
from domain.action_plan import commands as plan
from domain.contact import commands as contact
from domain.journey import commands as journey
from domain.municipality import commands as municipality
from domain.situation_picture import commands as picture
from domain.structure_review import commands as structure
from domain.support import commands as support
from domain.training import commands as training


def _arvika(story: Story) -> None:
    """All five steps, a second picture in a new cycle, a new plan that was sent for comment."""
    story.register(1240, "single_centre_with_countryside", "10000-29999")
    story.tell(1235, municipality.ReceiveNationalPrompt(actor_code="bra"))
    story.join(1100, "fire-chief", "rescue-service")
    story.appoint(1090, "deputy", "safety-coordinator", "executive-office", deputy=True)
    story.all_five(1100)
    story.visits(1060, 20)
    topics = ("local-developments", "symbols-and-expressions")
    story.tell(1060, picture.ContributeRegionalKnowledge(topic_codes=topics))
    story.tell(800, picture.NoteLocalDevelopment(dimension="associations", direction="better"), by="own")
    story.tell(760, picture.ReviewPictureUnchanged(), by="own")
    story.tell(330, journey.OpenCycle(), reason="regular-review")
    story.work_on_picture(320)
    revised = picture.ReviseFinding(
        finding_id=story.id("finding"),
        level="not_known",
        source_type="local-network",
        observed_from=date(2024, 1, 1),
        observed_until=date(2024, 12, 31),
    )
    story.tell(290, revised, by="own")
    story.find_strength(288, "finding-2", "collaboration")
    story.finish_picture(270)
    story.tell(250, journey.StartStep(step=PLAN))
    story.tell(250, plan.OpenPlanWork(), by="own")
    adapted = plan.NoteLocalAdaptation(adapts_to="finding", target_id=story.id("finding-2"))
    story.tell(240, adapted, by="own")
    story.add_measure(235, "measure-2", -120, "resident-dialogue")
    bodies = ("police", "county-administrative-board", "associations")
    story.tell(200, plan.ReferForComment(bodies=bodies, due_on=story.day(150)), by="own")
    story.tell(170, plan.ReceiveComment(body="police", stance="supports"), by="own")
    answered = plan.ReceiveComment(body="county-administrative-board", stance="supports_with_changes")
    story.tell(160, answered, by="own")
    story.adopt(120)
    story.tell(90, training.AgreeCascade(from_group="caretakers", to_workplaces_band="5-19"), by="own")
    story.tell(40, support.NoteNeed(need_code="current-updates"), by="own")
    story.tell(15, support.PlanVisit(visit_id=story.id("visit-to-come"), planned_on=story.day(-21)))
    story.tell(
        2, support.RequestGuidance(request_id=story.id("acute"), unit_kind="school_team", urgency="acute"), by="own"
    )


def _eda(story: Story) -> None:
    """Step 1 is under way; what was answered wrongly is corrected."""
    story.register(400, "several_centres", "under-10000")
    story.join(120, "public-health-strategist", "executive-office")
    story.tell(110, journey.StartStep(step=PICTURE), label="started")
    story.tell(100, picture.CommissionPicture())
    wrong = picture.AnswerQuestion(question_code="associations", assessment="unknown", source_type="municipal-staff")
    story.tell(90, wrong, label="wrong")
    story.tell(
        80,
        lambda: picture.CorrectEntry(target_event_id=story.event_of("wrong"), correction={"assessment": "strength"}),
        reason="better-information",
    )
    story.tell(
        78,
        lambda: journey.CorrectEntry(target_event_id=story.event_of("started"), corrected_on=story.day(105)),
        reason="wrong-date",
    )
    story.tell(70, support.LogContact(direction="in"), label="twice")
    story.tell(
        69,
        lambda: support.CorrectEntry(target_event_id=story.event_of("twice"), voids=True),
        reason="entered-twice",
    )
    story.tell(60, support.HoldVisit(visit_id=story.id("visit"), needs=("picture-support",)))
    story.tell(30, support.LogContact())
    story.tell(20, picture.PublishPictureVersion(), refused=True)


def _filipstad(story: Story) -> None:
    """Everyday work that has fallen silent: neither contact nor visit for more than a year."""
    story.register(1200, "single_centre_with_countryside", "10000-29999")
    story.join(1000, "safety-coordinator", "executive-office")
    story.all_five(1000, pace=90)
    story.visits(960, 420)


def _forshaga(story: Story) -> None:
    """The plan is declined for now, since another plan covers it; the step before the training waits."""
    story.register(1000, "commuter", "10000-29999")
    story.join(700, "culture-and-leisure-director", "culture-and-leisure")
    story.picture(680)
    story.structure(600)
    story.tell(500, journey.StartStep(step=PLAN))
    story.tell(500, plan.OpenPlanWork())
    story.tell(480, plan.WriteSection(section="information_flow"))
    declined = plan.DeclinePlan(decided_by_function="municipal-director", revisit_on=story.day(-200))
    story.tell(450, declined, reason="covered-by-other-plan")
    story.tell(449, journey.CompleteStep(step=PLAN, outcome="declined", decided_by_function="municipal-director"))
    story.tell(100, journey.StartStep(step=TRAINING))
    story.tell(95, training.SetStagePlan(stages=("briefing", "basic")))
    story.tell(94, journey.SetDueDate(step=TRAINING, due_on=story.day(-60)))
    story.visits(660, 30)
    session = training.PlanSession(
        session_id=story.id("moved"),
        stage="briefing",
        format="information-meeting",
        duration_band="under-half-day",
        groups=("line-managers",),
        planned_on=story.day(70),
    )
    story.tell(90, session)
    story.tell(75, training.CancelSession(session_id=story.id("moved"), cause="trainer-unable"))


def _grums(story: Story) -> None:
    """Left, and came back two years later: a new cycle."""
    story.register(1240, "single_centre_with_countryside", "under-10000")
    story.join(1130, "social-services-director", "social-services")
    story.picture(1100)
    story.tell(900, municipality.LeaveMunicipality(), reason="other-cooperation")
    story.tell(850, support.LogContact(direction="out"))
    story.tell(190, municipality.JoinMunicipality())
    story.tell(180, support.LogContact())
    story.tell(150, support.HoldVisit(visit_id=story.id("back"), functions_met=("municipal-director",)))
    story.structure(120, close=False)
    story.tell(20, support.LogContact())


def _hagfors(story: Story) -> None:
    """The plan becomes a part of another; one contact person hands over to the next."""
    story.register(1150, "several_centres", "10000-29999")
    story.join(1000, "individual-and-family-care-head", "individual-and-family-care")
    story.picture(980)
    story.structure(880)
    moved = contact.ChangeContactFunction(
        assignment_id=story.id("contact"), function="crime-prevention-coordinator", org_unit="executive-office"
    )
    story.tell(870, moved)
    story.work_on_plan(760, 300)
    story.tell(650, plan.IntegratePlanIn(host_plan="crime-prevention-programme"))
    story.tell(648, journey.CompleteStep(step=PLAN))
    story.training(600)
    story.tell(500, journey.MoveIntoEverydayWork())
    story.appoint(400, "successor", "safety-coordinator", "safety-unit")
    handed = contact.HandOverContact(
        assignment_id=story.id("contact"), to_assignment=story.id("successor"), open_items=("measures-open",)
    )
    story.tell(390, handed)
    story.tell(310, plan.RecordMeasureResult(measure_id=story.id("measure"), effect="yes"))
    story.tell(300, picture.ReviewPictureUnchanged())
    story.tell(200, plan.ReviewPlan(result="unchanged"))
    story.visits(960, 40)


def _hammaro(story: Story) -> None:
    """The journey rests while staff change."""
    story.register(800, "commuter", "10000-29999")
    story.join(420, "education-director", "education")
    story.picture(400)
    story.structure(300, close=False)
    pause = journey.PauseJourney(expected_until=story.day(20))
    story.tell(150, pause, reason="staff-change")
    ended = contact.EndContact(assignment_id=story.id("contact"), cause="new-duties")
    story.tell(149, ended)
    story.visits(390, 60, every=120)


def _karlstad(story: Story) -> None:
    """The largest: a new group beside a network, a measure dropped, one overdue, a step opened again."""
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
    story.tell(985, network, by="own")
    group = structure.CreateNewGroup(structure_id=story.id("group"), justification_code="network-overloaded")
    story.tell(975, group, by="own")
    story.tell(973, structure.DecidePlacement(org_unit_kind="safety-unit"), by="own", label="placed")
    channel = structure.DefineInformationChannel(
        direction="outward", from_function="contact-person", to_function="municipal-police-officer"
    )
    story.tell(972, channel, by="own")
    story.work_on_plan(900, 45)
    story.add_measure(860, "dropped", 400, "safety-walks")
    story.adopt(800)
    story.tell(500, plan.DropMeasure(measure_id=story.id("dropped")), reason="done-by-other")
    story.training(790)
    story.tell(690, journey.MoveIntoEverydayWork())
    story.tell(420, picture.ReviewPictureUnchanged(), by="own")
    story.tell(200, journey.ReopenStep(step=STRUCTURE), reason="structure-changed")
    story.tell(60, plan.ReviewPlan(result="unchanged"), by="own")
    story.session(130, 30, "refresher", "basic", "school-staff", "50-199")
    story.visits(1090, 25, every=120)
    story.tell(30, journey.StartStep(step=TRAINING), by="own", refused=True)
    asked = support.RequestGuidance(request_id=story.id("question"), unit_kind="social_services")
    story.tell(80, asked, by="own")
    answer = support.DeliverGuidance(request_id=story.id("question"), form="team-guidance")
    story.tell(77, answer)
    story.tell(4, support.RequestGuidance(request_id=story.id("waiting"), unit_kind="other"), by="own")
    story.tell(
        970,
        lambda: structure.CorrectEntry(
            target_event_id=story.event_of("placed"), correction={"org_unit_kind": "executive-office"}
        ),
        by="own",
        reason="wrong-choice",
    )


def _kil(story: Story) -> None:
    """Entered late: what happened in the spring was told in the autumn."""
    story.register(700, "commuter", "10000-29999")
    story.join(500, "principal", "education")
    story.picture(480)
    story.tell(300, structure.OpenReview(), happened=380, reason="record-came-late")
    story.tell(300, journey.StartStep(step=STRUCTURE), happened=380, reason="record-came-late")
    visited = support.HoldVisit(visit_id=story.id("late"), functions_met=("principal",))
    story.tell(299, visited, happened=390, reason="learnt-late")
    story.tell(200, journey.BlockStep(step=STRUCTURE, cause_code="reorganisation"))
    story.tell(110, journey.UnblockStep(step=STRUCTURE))
    story.visits(290, 30, every=130)


def _kristinehamn(story: Story) -> None:
    """The plan was adopted before the picture was renewed: refused at first, then gone past with a reason."""
    story.register(1230, "single_centre_with_countryside", "10000-29999")
    story.join(1110, "crime-prevention-coordinator", "executive-office")
    story.picture(1090)
    story.structure(1000)
    story.work_on_plan(330, -90)
    adopted = plan.AdoptPlan(body="executive-board", paragraph="44", dnr="DEMO 44")
    story.tell(205, adopted, refused=True)
    story.tell(203, adopted, override="R2", label="adopted")
    story.tell(
        190,
        lambda: plan.CorrectEntry(target_event_id=story.event_of("adopted"), correction={"paragraph": "45"}),
        reason="typing-error",
    )
    story.tell(180, journey.CompleteStep(step=PLAN))
    story.tell(150, journey.StartStep(step=TRAINING))
    story.visits(1080, 45)


def _munkfors(story: Story) -> None:
    """Small: none of the groups is relevant, since they belong to a joint organisation."""
    story.register(900, "single_centre_with_countryside", "under-10000")
    story.join(640, "individual-and-family-care-head", "individual-and-family-care")
    story.picture(620)
    story.structure(520)
    story.tell(430, journey.StartStep(step=TRAINING))
    for marked in ("early_contact_group", "key_function"):
        group = "caretakers" if marked == "early_contact_group" else "student-health"
        wish = training.MarkTargetGroupNotRelevant.model_validate({"group_code": group, "marked_as": marked})
        story.tell(420, wish, reason="joint-organisation", label=marked)
    story.tell(400, journey.CompleteStep(step=TRAINING, outcome="not_applicable"))
    story.tell(200, journey.PauseJourney(), reason="election-period")
    story.tell(140, journey.ResumeJourney())
    story.tell(120, journey.StartStep(step=PLAN))
    story.tell(110, journey.BlockStep(step=PLAN, cause_code="awaiting-decision"))
    story.visits(600, 50)


def _storfors(story: Story) -> None:
    """Not joined: outreach only."""
    story.register(300, "single_centre_with_countryside", "under-10000")
    story.tell(250, municipality.MakeOutreach(kind="telephone", initiated_by="regional"), label="called")
    story.tell(120, municipality.MakeOutreach(kind="presentation-to-officials", initiated_by="regional"))
    story.tell(
        249,
        lambda: municipality.CorrectEntry(
            target_event_id=story.event_of("called"), correction={"kind": "video-meeting"}
        ),
        reason="wrong-choice",
    )


def _sunne(story: Story) -> None:
    """In everyday work and well; a finding closed, needs noted and met, a voided key function."""
    story.register(1220, "several_centres", "10000-29999")
    story.join(1080, "public-health-strategist", "public-health-unit")
    story.all_five(1080, pace=110)
    story.tell(400, picture.ReviewPictureUnchanged(), by="own")
    story.tell(390, plan.ReviewPlan(result="unchanged"), by="own")
    story.find_strength(380, "place", "meeting-places")
    closed = picture.CloseFinding(finding_id=story.id("place"), cause="merged")
    story.tell(300, closed, by="own")
    story.tell(260, support.NoteNeed(need_code="refresher-training"), by="own")
    story.session(240, 40, "refresher", "basic", "caretakers", "20-49")
    story.tell(195, support.MeetNeed(need_code="refresher-training"))
    cascade = training.AgreeCascade(from_group="caretakers", to_workplaces_band="1-4")
    story.tell(190, cascade, by="own", label="cascade")
    story.tell(
        188,
        lambda: training.CorrectEntry(target_event_id=story.event_of("cascade"), voids=True),
        by="own",
        reason="did-not-happen",
    )
    story.visits(1040, 30)
    elsewhere = plan.ReviewPlan(result="unchanged")
    story.tell(100, elsewhere, by="contact-karlstad", refused=True)


def _saffle(story: Story) -> None:
    """The contact person's appointment is corrected; the training comes before the plan (R18)."""
    story.register(900, "single_centre_with_countryside", "10000-29999")
    story.join(560, "security-manager", "executive-office")
    story.tell(
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
    story.tell(300, journey.CompleteStep(step=TRAINING))
    story.work_on_plan(100, -150)
    story.visits(520, 35, every=140)


def _torsby(story: Story) -> None:
    """Step 2 was closed before all was in place, past a rule and with a reason; everyday work came early."""
    story.register(1000, "sparse", "10000-29999")
    story.join(800, "fire-chief", "rescue-service")
    story.picture(780)
    story.tell(680, journey.StartStep(step=STRUCTURE))
    story.tell(600, journey.CompleteStep(step=STRUCTURE), override="E2")
    story.tell(590, journey.MoveIntoEverydayWork())
    story.tell(100, picture.ReviewPictureUnchanged())
    story.visits(770, 230, every=130)
    story.tell(110, support.LogContact())


def _arjang(story: Story) -> None:
    """Not joined yet, but decided."""
    story.register(350, "several_centres", "under-10000")
    story.tell(200, municipality.MakeOutreach(kind="visit", initiated_by="municipality"))
    story.tell(60, municipality.DecideFormalisation(trigger="own"))
    story.tell(55, support.LogContact())


# By municipality: whose it is among the coordinators, and its story.
TELLERS: Mapping[str, tuple[str, Callable[[Story], None]]] = {
    "1784": ("coordinator-1", _arvika),
    "1730": ("coordinator-1", _eda),
    "1782": ("coordinator-2", _filipstad),
    "1763": ("coordinator-2", _forshaga),
    "1764": ("coordinator-1", _grums),
    "1783": ("coordinator-2", _hagfors),
    "1761": ("coordinator-2", _hammaro),
    "1780": ("coordinator-2", _karlstad),
    "1715": ("coordinator-2", _kil),
    "1781": ("coordinator-2", _kristinehamn),
    "1762": ("coordinator-2", _munkfors),
    "1760": ("coordinator-2", _storfors),
    "1766": ("coordinator-1", _sunne),
    "1785": ("coordinator-1", _saffle),
    "1737": ("coordinator-1", _torsby),
    "1765": ("coordinator-1", _arjang),
}

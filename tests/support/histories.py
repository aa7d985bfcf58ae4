"""Histories that tests begin from, and for every command one example that is accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.action_plan import commands as plan
from domain.action_plan.events import (
    CommentReceived,
    LocalAdaptationNoted,
    MeasureAdded,
    MeasureDropped,
    MeasureResultRecorded,
    PlanAdopted,
    PlanDeclined,
    PlanIntegratedIn,
    PlanReviewed,
    PlanWorkOpened,
    ReferredForComment,
    SectionWritten,
)
from domain.action_plan.events import EntryCorrected as PlanEntryCorrected
from domain.aggregates import RULES
from domain.audit_case import commands as audit_case
from domain.audit_case.events import (
    AuditCaseClosed,
    AuditCaseOpened,
    AuditFindingAnswered,
    AuditFindingRaised,
    SampleDrawn,
)
from domain.bands import AttendanceBand
from domain.contact import commands as contact
from domain.contact.events import ContactAppointed, ContactEnded, ContactFunctionChanged, ContactHandedOver
from domain.contact.events import EntryCorrected as ContactEntryCorrected
from domain.journey import commands as journey
from domain.journey.events import (
    CycleOpened,
    DueDateSet,
    JourneyOpened,
    JourneyPaused,
    JourneyResumed,
    MovedIntoEverydayWork,
    PauseEndReminded,
    StepBlocked,
    StepCompleted,
    StepReopened,
    StepStarted,
    StepUnblocked,
)
from domain.journey.events import EntryCorrected as JourneyEntryCorrected
from domain.messages import Command, Event
from domain.municipality import commands as municipality
from domain.municipality.events import EntryCorrected as MunicipalityEntryCorrected
from domain.municipality.events import (
    FormalisationDecided,
    MunicipalityJoined,
    MunicipalityLeft,
    MunicipalityRegistered,
    NationalPromptReceived,
    OutreachMade,
    ProfileNoted,
)
from domain.people import Actor
from domain.programme import commands as programme
from domain.programme.events import (
    CoordinatorAssigned,
    CoordinatorRelieved,
    DefinitionAdopted,
    ExternalActorRegistered,
    ExternalActorSucceeded,
    FunderAdded,
    FunderEnded,
    ProgrammeEstablished,
    ProgrammeStatusChanged,
)
from domain.programme.events import EntryCorrected as ProgrammeEntryCorrected
from domain.report import commands as report
from domain.report.events import ReportPinned
from domain.situation_picture import commands as picture
from domain.situation_picture.events import EntryCorrected as PictureEntryCorrected
from domain.situation_picture.events import (
    FindingClosed,
    FindingRecorded,
    FindingRevised,
    LocalDevelopmentNoted,
    PictureCommissioned,
    PictureReviewedUnchanged,
    PictureVersionPublished,
    QuestionAnswered,
    RegionalKnowledgeContributed,
)
from domain.structure_review import commands as review
from domain.structure_review.events import EntryCorrected as ReviewEntryCorrected
from domain.structure_review.events import (
    ExistingStructureIdentified,
    HostStructureChosen,
    InformationChannelDefined,
    NewGroupCreated,
    PlacementDecided,
    ResponsibilityOrdered,
    ReviewOpened,
)
from domain.support import commands as support
from domain.support.events import (
    ContactHad,
    GuidanceDelivered,
    GuidanceRequested,
    NeedMet,
    NeedNoted,
    VisitHeld,
    VisitPlanned,
)
from domain.support.events import EntryCorrected as SupportEntryCorrected
from domain.training import commands as training
from domain.training.events import (
    CascadeAgreed,
    KeyFunctionDesignated,
    SessionCancelled,
    SessionHeld,
    SessionPlanned,
    StagePlanSet,
    TargetGroupIdentified,
    TargetGroupMarkedNotRelevant,
)
from domain.training.events import EntryCorrected as TrainingEntryCorrected
from domain.values import Step
from tests.support.deciding import Specification, given
from tests.support.given import Dated, Story, event_id
from tests.support.given import given as given_log
from tests.support.people import BY_ROLE, CONTACT, COORDINATOR, HERE

FINDING = UUID(int=501)
STRUCTURE = UUID(int=502)
MEASURE = UUID(int=503)
SESSION = UUID(int=504)
VISIT = UUID(int=505)
REQUEST = UUID(int=506)
ASSIGNMENT = UUID(int=507)
OTHER_ASSIGNMENT = UUID(int=508)
CASE_ID = UUID(int=509)
AUDIT_FINDING = UUID(int=510)
SAMPLE = UUID(int=511)
UNKNOWN = UUID(int=999)
PERSON = "p-" + "1" * 32
OTHER_PERSON = "p-" + "2" * 32
NEXT_YEAR = date(2027, 3, 2)
REVIEW_DUE = date(2028, 1, 12)
DIGEST = "0" * 64
QUESTIONS = (
    "strengths",
    "weaknesses",
    "exposed-areas",
    "school-results",
    "associations",
    "graffiti-message",
    "crime-types",
)

REGISTERED: list[Event] = [MunicipalityRegistered(**HERE.model_dump())]
JOINED: list[Event] = [*REGISTERED, MunicipalityJoined()]
LEFT: list[Event] = [*JOINED, MunicipalityLeft()]


def appointed(assignment: UUID = ASSIGNMENT, person: str = PERSON, *, is_deputy: bool = False) -> ContactAppointed:
    """Return an appointment."""
    return ContactAppointed(
        assignment_id=assignment,
        person_ref=person,
        function="safety-coordinator",
        org_unit="executive-office",
        also_national_contact=False,
        is_deputy=is_deputy,
    )


def answered(question: str = "strengths", assessment: str = "strength") -> QuestionAnswered:
    """Return an answer."""
    return QuestionAnswered.model_validate(
        {"question_code": question, "assessment": assessment, "source_type": "municipal-staff"}
    )


def finding(number: UUID = FINDING) -> FindingRecorded:
    """Return a neutral finding."""
    return FindingRecorded(
        finding_id=number,
        dimension="school",
        kind="strength",
        locality_level="municipality",
        level="recurring",
        source_type="municipal-staff",
    )


def structure(functioning: str = "yes", number: UUID = STRUCTURE) -> ExistingStructureIdentified:
    """Return a cross-sector network that works, or not."""
    return ExistingStructureIdentified.model_validate(
        {
            "structure_id": number,
            "kind": "cross_sector_network",
            "sectors": ("school",),
            "functioning": functioning,
            "meets_per_year": 4,
        }
    )


def measure(number: UUID = MEASURE) -> MeasureAdded:
    """Return a measure."""
    return MeasureAdded(
        measure_id=number,
        code="basic-training",
        addresses_findings=(),
        owner_function="safety-coordinator",
        due_on=NEXT_YEAR,
    )


def planned_session(number: UUID = SESSION, stage: str = "basic") -> SessionPlanned:
    """Return a planned session."""
    return SessionPlanned.model_validate(
        {
            "session_id": number,
            "stage": stage,
            "format": "lecture",
            "duration_band": "half-day",
            "groups": ("school-staff",),
            "planned_on": date(2026, 3, 1),
        }
    )


def held_session(number: UUID = SESSION, **heads: AttendanceBand) -> SessionHeld:
    """Return a held session."""
    return SessionHeld(
        session_id=number,
        headcount_by_group={name.replace("_", "-"): band for name, band in heads.items()} or {"school-staff": "5-19"},
        materials_version="basic-v1",
    )


OPENED: list[Event] = [*JOINED, JourneyOpened(definition="five_steps.v1", cycle=1)]
PAUSED: list[Event] = [*OPENED, JourneyPaused()]
PAUSE_END = date(2026, 1, 20)
PAUSE_OVERDUE: list[Event] = [*OPENED, JourneyPaused(expected_until=PAUSE_END)]
CONTACT_ACTIVE: list[Event] = [*JOINED, appointed()]
PICTURE_AT_WORK: list[Event] = [*JOINED, PictureCommissioned(question_set_version=1)]
PICTURE_READY: list[Event] = [*PICTURE_AT_WORK, *(answered(each) for each in QUESTIONS)]
PUBLISHED = PictureVersionPublished(version=1, review_due_on=REVIEW_DUE, digest=DIGEST)
PICTURE_PUBLISHED: list[Event] = [*PICTURE_READY, PUBLISHED]
WITH_FINDING: list[Event] = [*PICTURE_AT_WORK, finding()]
REVIEW_OPEN: list[Event] = [*JOINED, ReviewOpened()]
WITH_STRUCTURE: list[Event] = [*REVIEW_OPEN, structure()]
ORDERED = ResponsibilityOrdered(signal_kind="symbols-or-graffiti", ordered_functions=("principal", "fire-chief"))
STRUCTURE_DONE: list[Event] = [
    *WITH_STRUCTURE,
    HostStructureChosen(structure_id=STRUCTURE, existing=True),
    ORDERED,
]
PLAN_AT_WORK: list[Event] = [*JOINED, PlanWorkOpened()]
PLAN_READY: list[Event] = [*PICTURE_PUBLISHED, PlanWorkOpened(based_on_picture_version=1)]
WITH_MEASURE: list[Event] = [*PLAN_AT_WORK, measure()]
DECLINED = PlanDeclined(decided_by_function="municipal-director", revisit_on=NEXT_YEAR)
ADOPTED: list[Event] = [*PLAN_AT_WORK, PlanAdopted(body="municipal-council")]
REFERRED: list[Event] = [*PLAN_AT_WORK, ReferredForComment(bodies=("police",), due_on=NEXT_YEAR)]
WITH_SESSION: list[Event] = [*JOINED, planned_session()]
EARLY_GROUP = TargetGroupIdentified(group_code="school-staff", early_contact=True, estimated_headcount_band="20-49")
KEY_FUNCTION = KeyFunctionDesignated(function_code="student-health", depth="broad_and_deep")
TRAINED: list[Event] = [
    *JOINED,
    EARLY_GROUP,
    KEY_FUNCTION,
    planned_session(),
    held_session(school_staff="5-19", student_health="1-4"),
]
NONE_RELEVANT: list[Event] = [
    *JOINED,
    TargetGroupMarkedNotRelevant(group_code="school-staff", marked_as="early_contact_group"),
    TargetGroupMarkedNotRelevant(group_code="student-health", marked_as="key_function"),
]
ASKED = GuidanceRequested(request_id=REQUEST, unit_kind="school_team", urgency="normal")


PROGRAMME_NAME = "Värna Värmland mot våldsbejakande extremism"
ESTABLISHED: list[Event] = [
    ProgrammeEstablished(programme_name=PROGRAMME_NAME, owner_org="bfc-varmland", funders=("mucf",), status="pilot")
]
DEFINITION = DefinitionAdopted(
    term="violent-extremism",
    text="Att bejaka och bruka våld som medel för att förverkliga extrema ideologiska åsikter.",
    source="conversation-compass-2017",
)
WITH_ACTOR: list[Event] = [
    *ESTABLISHED,
    ExternalActorRegistered(actor_code="national-coordinator", valid_from=date(2014, 6, 1)),
]
COORDINATED: list[Event] = [*ESTABLISHED, CoordinatorAssigned(coordinator=PERSON, municipalities=("1715", "1766"))]


def in_step(step: Step) -> list[Event]:
    """Return a journey with the step in progress."""
    return [*OPENED, StepStarted(step=step)]


def closed(step: Step) -> list[Event]:
    """Return a journey with the step closed."""
    return [*in_step(step), StepCompleted(step=step, outcome="achieved", evidence=())]


@dataclass(frozen=True)
class Example:
    """After this history the command is accepted, for this reason, and leads to these events."""

    history: list[Event]
    command: Command
    events: list[Event]
    reason: str | None = None
    aggregate: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "aggregate", self.command.aggregate)


_STEP = Step.SITUATION_PICTURE
PINNED = ReportPinned(
    report_id=UUID(int=512),
    report_kind="meeting",
    pinned_position=120,
    since=date(2025, 12, 1),
    region="Karlstad",
    report_language="sv",
    digest=DIGEST,
)
ANSWER = "Vi ser över våra rutiner under våren."
CASE: list[Event] = [
    AuditCaseOpened(
        case_id=CASE_ID,
        purpose="yearly-audit",
        municipalities=("1715", "1766"),
        audited_parts=("situation-picture", "support"),
        period_from=date(2026, 1, 1),
        period_until=date(2026, 12, 31),
        ends_on=date(2026, 4, 30),
    )
]
RAISED = AuditFindingRaised(
    audit_finding=AUDIT_FINDING,
    finding_kind="late-entry",
    gravity="remark",
    text="Besöken under januari kom in mer än en månad efteråt.",
    about_events=(UUID(int=1),),
)

_MUNICIPALITY = [
    Example([], municipality.RegisterMunicipality(), REGISTERED),
    Example(
        REGISTERED,
        municipality.NoteProfile(settlement_type="city", size_band="10000-29999"),
        [ProfileNoted(settlement_type="city", size_band="10000-29999")],
    ),
    Example(
        REGISTERED,
        municipality.MakeOutreach(kind="visit", initiated_by="regional"),
        [OutreachMade(kind="visit", initiated_by="regional")],
    ),
    Example(
        REGISTERED,
        municipality.ReceiveNationalPrompt(actor_code="bra"),
        [NationalPromptReceived(actor_code="bra")],
    ),
    Example(REGISTERED, municipality.DecideFormalisation(trigger="own"), [FormalisationDecided(trigger="own")]),
    Example(REGISTERED, municipality.JoinMunicipality(), [MunicipalityJoined()]),
    Example(JOINED, municipality.LeaveMunicipality(), [MunicipalityLeft()], "political-decision"),
    Example(
        JOINED,
        municipality.CorrectEntry(target_event_id=event_id(2), voids=True),
        [MunicipalityEntryCorrected(target_event_id=event_id(2), voids=True)],
        "did-not-happen",
    ),
]
_CONTACT = [
    Example(JOINED, contact.AppointContact(**appointed().model_dump()), [appointed()]),
    Example(
        CONTACT_ACTIVE,
        contact.ChangeContactFunction(assignment_id=ASSIGNMENT, function="principal", org_unit="executive-office"),
        [ContactFunctionChanged(function="principal", org_unit="executive-office")],
    ),
    Example(
        [*CONTACT_ACTIVE, appointed(OTHER_ASSIGNMENT, OTHER_PERSON)],
        contact.HandOverContact(assignment_id=ASSIGNMENT, to_assignment=OTHER_ASSIGNMENT),
        [ContactHandedOver(to_assignment=OTHER_ASSIGNMENT, open_items=())],
    ),
    Example(
        CONTACT_ACTIVE,
        contact.EndContact(assignment_id=ASSIGNMENT, cause="new-duties"),
        [ContactEnded(cause="new-duties")],
    ),
    Example(
        CONTACT_ACTIVE,
        contact.CorrectEntry(assignment_id=ASSIGNMENT, target_event_id=event_id(3), voids=True),
        [ContactEntryCorrected(target_event_id=event_id(3), voids=True)],
        "did-not-happen",
    ),
]
_JOURNEY = [
    Example(JOINED, journey.OpenJourney(), [JourneyOpened(definition="five_steps.v1", cycle=1)]),
    Example(OPENED, journey.StartStep(step=_STEP), [StepStarted(step=_STEP)]),
    Example(
        [*in_step(_STEP), *PICTURE_PUBLISHED[2:]],
        journey.CompleteStep(step=_STEP, outcome="achieved"),
        [StepCompleted(step=_STEP, outcome="achieved", evidence=())],
    ),
    Example(
        OPENED,
        journey.BlockStep(step=_STEP, cause_code="no-mandate"),
        [StepBlocked(step=_STEP, cause_code="no-mandate")],
    ),
    Example(
        [*OPENED, StepBlocked(step=_STEP, cause_code="no-mandate")],
        journey.UnblockStep(step=_STEP),
        [StepUnblocked(step=_STEP)],
    ),
    Example(closed(_STEP), journey.ReopenStep(step=_STEP), [StepReopened(step=_STEP)], "circumstances-changed"),
    Example(
        OPENED,
        journey.PauseJourney(expected_until=NEXT_YEAR),
        [JourneyPaused(expected_until=NEXT_YEAR)],
        "staff-change",
    ),
    Example(PAUSED, journey.ResumeJourney(), [JourneyResumed()]),
    Example(PAUSE_OVERDUE, journey.RemindOfPauseEnd(), [PauseEndReminded(expected_until=PAUSE_END)]),
    Example(
        OPENED,
        journey.SetDueDate(step=_STEP, due_on=NEXT_YEAR),
        [DueDateSet(step=_STEP, due_on=NEXT_YEAR, basis="agreed")],
    ),
    Example(OPENED, journey.MoveIntoEverydayWork(), [MovedIntoEverydayWork()]),
    Example(OPENED, journey.OpenCycle(), [CycleOpened(cycle=2)], "regular-review"),
    Example(
        OPENED,
        journey.CorrectEntry(target_event_id=event_id(3), voids=True),
        [JourneyEntryCorrected(target_event_id=event_id(3), voids=True)],
        "did-not-happen",
    ),
]
_PICTURE = [
    Example(JOINED, picture.CommissionPicture(), [PictureCommissioned(question_set_version=2)]),
    Example(
        PICTURE_AT_WORK,
        picture.AnswerQuestion(question_code="strengths", assessment="strength", source_type="municipal-staff"),
        [answered()],
    ),
    Example(PICTURE_AT_WORK, picture.RecordFinding(**finding().model_dump()), [finding()]),
    Example(
        WITH_FINDING,
        picture.ReviseFinding(finding_id=FINDING, level="sporadic", source_type="police"),
        [FindingRevised(finding_id=FINDING, level="sporadic", source_type="police")],
    ),
    Example(
        WITH_FINDING,
        picture.CloseFinding(finding_id=FINDING, cause="no-longer-seen"),
        [FindingClosed(finding_id=FINDING, cause="no-longer-seen")],
    ),
    Example(
        PICTURE_AT_WORK,
        picture.ContributeRegionalKnowledge(topic_codes=("recruitment",)),
        [RegionalKnowledgeContributed(topic_codes=("recruitment",))],
    ),
    Example(
        PICTURE_AT_WORK,
        picture.NoteLocalDevelopment(dimension="school", direction="better"),
        [LocalDevelopmentNoted(dimension="school", direction="better")],
    ),
    Example(
        PICTURE_READY,
        picture.PublishPictureVersion(),
        [
            PictureVersionPublished(
                version=1,
                review_due_on=date(2028, 3, 2),
                digest="985283869898ee20def46b99ba0ebed4a0567a318972a42a3587221b274804e2",
            )
        ],
    ),
    Example(
        PICTURE_PUBLISHED,
        picture.ReviewPictureUnchanged(),
        [PictureReviewedUnchanged(version=1, next_due_on=date(2028, 3, 2))],
    ),
    Example(
        PICTURE_AT_WORK,
        picture.CorrectEntry(target_event_id=event_id(3), voids=True),
        [PictureEntryCorrected(target_event_id=event_id(3), voids=True)],
        "did-not-happen",
    ),
]
_REVIEW = [
    Example(JOINED, review.OpenReview(), [ReviewOpened()]),
    Example(REVIEW_OPEN, review.IdentifyExistingStructure(**structure().model_dump()), [structure()]),
    Example(
        WITH_STRUCTURE,
        review.ChooseHostStructure(structure_id=STRUCTURE),
        [HostStructureChosen(structure_id=STRUCTURE, existing=True)],
    ),
    Example(REVIEW_OPEN, review.CreateNewGroup(structure_id=STRUCTURE), [NewGroupCreated(structure_id=STRUCTURE)]),
    Example(
        REVIEW_OPEN,
        review.DecidePlacement(org_unit_kind="executive-office"),
        [PlacementDecided(org_unit_kind="executive-office")],
    ),
    Example(
        REVIEW_OPEN,
        review.OrderResponsibility(signal_kind="symbols-or-graffiti", ordered_functions=("principal", "fire-chief")),
        [ORDERED],
    ),
    Example(
        REVIEW_OPEN,
        review.DefineInformationChannel(direction="internal", from_function="principal", to_function="fire-chief"),
        [InformationChannelDefined(direction="internal", from_function="principal", to_function="fire-chief")],
    ),
    Example(
        REVIEW_OPEN,
        review.CorrectEntry(target_event_id=event_id(3), voids=True),
        [ReviewEntryCorrected(target_event_id=event_id(3), voids=True)],
        "did-not-happen",
    ),
]
_PLAN = [
    Example(PICTURE_PUBLISHED, plan.OpenPlanWork(), [PlanWorkOpened(based_on_picture_version=1)]),
    Example(
        PLAN_AT_WORK,
        plan.DeclinePlan(decided_by_function="municipal-director", revisit_on=NEXT_YEAR),
        [DECLINED],
        "covered-by-other-plan",
    ),
    Example(PLAN_AT_WORK, plan.WriteSection(section="measures"), [SectionWritten(section="measures")]),
    Example(
        [*WITH_FINDING, PlanWorkOpened()],
        plan.NoteLocalAdaptation(adapts_to="finding", target_id=FINDING),
        [LocalAdaptationNoted(adapts_to="finding", target_id=FINDING)],
    ),
    Example(PLAN_AT_WORK, plan.AddMeasure(**measure().model_dump()), [measure()]),
    Example(
        WITH_MEASURE,
        plan.RecordMeasureResult(measure_id=MEASURE, effect="partly"),
        [MeasureResultRecorded(measure_id=MEASURE, effect="partly")],
    ),
    Example(
        WITH_MEASURE,
        plan.DropMeasure(measure_id=MEASURE),
        [MeasureDropped(measure_id=MEASURE)],
        "no-longer-needed",
    ),
    Example(
        PLAN_AT_WORK,
        plan.ReferForComment(bodies=("police",), due_on=NEXT_YEAR),
        [ReferredForComment(bodies=("police",), due_on=NEXT_YEAR)],
    ),
    Example(
        REFERRED,
        plan.ReceiveComment(body="police", stance="supports"),
        [CommentReceived(body="police", stance="supports")],
    ),
    Example(PLAN_READY, plan.AdoptPlan(body="municipal-council"), [PlanAdopted(body="municipal-council")]),
    Example(
        PLAN_AT_WORK,
        plan.IntegratePlanIn(host_plan="crime-prevention-programme"),
        [PlanIntegratedIn(host_plan="crime-prevention-programme")],
    ),
    Example(ADOPTED, plan.ReviewPlan(result="unchanged"), [PlanReviewed(result="unchanged")]),
    Example(
        PLAN_AT_WORK,
        plan.CorrectEntry(target_event_id=event_id(3), voids=True),
        [PlanEntryCorrected(target_event_id=event_id(3), voids=True)],
        "did-not-happen",
    ),
]
_TRAINING = [
    Example(JOINED, training.SetStagePlan(stages=("basic", "deep")), [StagePlanSet(stages=("basic", "deep"))]),
    Example(JOINED, training.IdentifyTargetGroup(**EARLY_GROUP.model_dump()), [EARLY_GROUP]),
    Example(
        JOINED,
        training.MarkTargetGroupNotRelevant(group_code="parks", marked_as="key_function"),
        [TargetGroupMarkedNotRelevant(group_code="parks", marked_as="key_function")],
        "not-in-municipality",
    ),
    Example(JOINED, training.DesignateKeyFunction(function_code="student-health"), [KEY_FUNCTION]),
    Example(JOINED, training.PlanSession(**planned_session().model_dump()), [planned_session()]),
    Example(WITH_SESSION, training.HoldSession(**held_session().model_dump()), [held_session()]),
    Example(
        WITH_SESSION,
        training.CancelSession(session_id=SESSION, cause="infection-or-weather"),
        [SessionCancelled(session_id=SESSION, cause="infection-or-weather")],
    ),
    Example(
        JOINED,
        training.AgreeCascade(from_group="school-staff", to_workplaces_band="5-19"),
        [CascadeAgreed(from_group="school-staff", to_workplaces_band="5-19")],
    ),
    Example(
        WITH_SESSION,
        training.CorrectEntry(target_event_id=event_id(3), voids=True),
        [TrainingEntryCorrected(target_event_id=event_id(3), voids=True)],
        "did-not-happen",
    ),
]
_SUPPORT = [
    Example(
        [],
        support.PlanVisit(visit_id=VISIT, planned_on=NEXT_YEAR),
        [VisitPlanned(visit_id=VISIT, planned_on=NEXT_YEAR)],
    ),
    Example(
        [],
        support.HoldVisit(visit_id=VISIT, functions_met=("principal",)),
        [VisitHeld(visit_id=VISIT, functions_met=("principal",), needs=())],
    ),
    Example([], support.NoteNeed(need_code="basic-training"), [NeedNoted(need_code="basic-training")]),
    Example(
        [NeedNoted(need_code="basic-training")],
        support.MeetNeed(need_code="basic-training"),
        [NeedMet(need_code="basic-training")],
    ),
    Example([], support.RequestGuidance(request_id=REQUEST, unit_kind="school_team", urgency="normal"), [ASKED]),
    Example(
        [ASKED],
        support.DeliverGuidance(request_id=REQUEST, form="telephone"),
        [GuidanceDelivered(request_id=REQUEST, response_band="over-10-days", form="telephone")],
    ),
    Example([], support.LogContact(direction="both"), [ContactHad(direction="both")]),
    Example(
        [ContactHad(direction="out")],
        support.CorrectEntry(target_event_id=event_id(1), correction={"direction": "both"}),
        [SupportEntryCorrected(target_event_id=event_id(1), voids=False, correction={"direction": "both"})],
        "wrong-choice",
    ),
]
_PROGRAMME = [
    Example([], programme.EstablishProgramme(**ESTABLISHED[0].model_dump()), ESTABLISHED),
    Example(
        ESTABLISHED, programme.ChangeProgrammeStatus(status="permanent"), [ProgrammeStatusChanged(status="permanent")]
    ),
    Example(ESTABLISHED, programme.AddFunder(funder="region"), [FunderAdded(funder="region")]),
    Example(ESTABLISHED, programme.EndFunder(funder="mucf"), [FunderEnded(funder="mucf")]),
    Example(ESTABLISHED, programme.AdoptDefinition(**DEFINITION.model_dump()), [DEFINITION]),
    Example(
        ESTABLISHED,
        programme.RegisterExternalActor(actor_code="national-coordinator", valid_from=date(2014, 6, 1)),
        WITH_ACTOR[-1:],
    ),
    Example(
        WITH_ACTOR,
        programme.SucceedExternalActor(
            successor_of="national-coordinator", actor_code="bra-cve", valid_from=date(2018, 1, 1)
        ),
        [
            ExternalActorSucceeded(
                successor_of="national-coordinator", actor_code="bra-cve", valid_from=date(2018, 1, 1)
            )
        ],
    ),
    Example(
        ESTABLISHED,
        programme.AssignCoordinator(coordinator=PERSON, municipalities=("1715", "1766")),
        COORDINATED[-1:],
    ),
    Example(COORDINATED, programme.RelieveCoordinator(coordinator=PERSON), [CoordinatorRelieved(coordinator=PERSON)]),
    Example(
        WITH_ACTOR,
        programme.CorrectEntry(target_event_id=event_id(2), voids=True),
        [ProgrammeEntryCorrected(target_event_id=event_id(2), voids=True)],
        "did-not-happen",
    ),
]
_AUDIT_CASE = [
    Example([], audit_case.OpenAuditCase(**CASE[0].model_dump()), CASE),
    Example(CASE, audit_case.CloseAuditCase(case_id=CASE_ID), [AuditCaseClosed()]),
    Example(CASE, audit_case.RaiseAuditFinding(case_id=CASE_ID, **RAISED.model_dump()), [RAISED]),
    Example(
        [*CASE, RAISED],
        audit_case.AnswerAuditFinding(case_id=CASE_ID, audit_finding=AUDIT_FINDING, reply="accepted", text=ANSWER),
        [AuditFindingAnswered(audit_finding=AUDIT_FINDING, reply="accepted", text=ANSWER)],
    ),
    Example(
        CASE,
        audit_case.DrawSample(
            case_id=CASE_ID, sample_id=SAMPLE, sample_method="weighted", sample_size=10, seed=20260302
        ),
        [SampleDrawn(sample_id=SAMPLE, sample_method="weighted", sample_size=10, seed=20260302, weights=1)],
    ),
]
_REPORT = [Example([], report.PinReport(**PINNED.model_dump()), [PINNED])]

EXAMPLES: dict[type[Command], Example] = {
    type(each.command): each
    for each in (
        *_MUNICIPALITY,
        *_CONTACT,
        *_JOURNEY,
        *_PICTURE,
        *_REVIEW,
        *_PLAN,
        *_TRAINING,
        *_SUPPORT,
        *_PROGRAMME,
        *_AUDIT_CASE,
        *_REPORT,
    )
}


def ask(
    kind: type[Command],
    history: Sequence[Event | Dated] | None = None,
    /,
    *,
    on: date | None = None,
    **changes: object,
) -> Specification:
    """Decide the example, in another history or with other fields where they are given; return what came of it."""
    command, reason = _changed(kind, changes)
    specification = given(*(EXAMPLES[kind].history if history is None else history))
    return specification.when(command, on=on, reason=reason)


def ask_handler(
    kind: type[Command],
    history: Sequence[Event | Dated] | None = None,
    /,
    *,
    by: Actor | None = None,
    **changes: object,
) -> Story:
    """Ask the same of the handler, which knows who may do what, and which codes there are."""
    command, reason = _changed(kind, changes)
    story = given_log(*(EXAMPLES[kind].history if history is None else history))
    return story.when(command, by=by or giver(kind), reason=reason)


def _changed(kind: type[Command], changes: Mapping[str, object]) -> tuple[Command, str | None]:
    """Return the example with other fields, and its reason."""
    fields = {**EXAMPLES[kind].command.model_dump(), **changes}
    command = kind.model_validate({name: value for name, value in fields.items() if name != "reason"})
    reason = changes.get("reason", EXAMPLES[kind].reason)
    return command, str(reason) if reason else None


def giver(kind: type[Command]) -> Actor:
    """Return who gives the command: the coordinator, or whoever else may."""
    roles = RULES[kind].roles
    everywhere = roles - {CONTACT.role}  # who may in one municipality alone
    return COORDINATOR if COORDINATOR.role in roles else BY_ROLE[min(everywhere)]


def accepted(kind: type[Command], history: Sequence[Event | Dated] | None = None) -> None:
    """Assert that the example is accepted, after this history where one is given, with the events it says."""
    ask(kind, history).then(*EXAMPLES[kind].events)

"""What happened, in the sheet's own words: one phrase for each command that a history may hold."""

from __future__ import annotations

from adapters.i18n.catalogue import catalogue
from domain.action_plan import commands as plan
from domain.contact import commands as contact
from domain.journey import commands as journey
from domain.messages import Command
from domain.municipality import commands as municipality
from domain.situation_picture import commands as picture
from domain.structure_review import commands as structure
from domain.support import commands as support
from domain.training import commands as training

# Registration follows of itself from a municipality's first row; corrections are for what has been entered.
IN_HISTORY: tuple[type[Command], ...] = (
    municipality.NoteProfile,
    municipality.MakeOutreach,
    municipality.ReceiveNationalPrompt,
    municipality.DecideFormalisation,
    municipality.JoinMunicipality,
    municipality.LeaveMunicipality,
    contact.AppointContact,
    contact.ChangeContactFunction,
    contact.HandOverContact,
    contact.EndContact,
    journey.OpenJourney,
    journey.StartStep,
    journey.CompleteStep,
    journey.BlockStep,
    journey.UnblockStep,
    journey.ReopenStep,
    journey.PauseJourney,
    journey.ResumeJourney,
    journey.SetDueDate,
    journey.MoveIntoEverydayWork,
    journey.OpenCycle,
    picture.CommissionPicture,
    picture.AnswerQuestion,
    picture.RecordFinding,
    picture.ReviseFinding,
    picture.CloseFinding,
    picture.ContributeRegionalKnowledge,
    picture.NoteLocalDevelopment,
    picture.PublishPictureVersion,
    picture.ReviewPictureUnchanged,
    structure.OpenReview,
    structure.IdentifyExistingStructure,
    structure.ChooseHostStructure,
    structure.CreateNewGroup,
    structure.DecidePlacement,
    structure.OrderResponsibility,
    structure.DefineInformationChannel,
    plan.OpenPlanWork,
    plan.DeclinePlan,
    plan.WriteSection,
    plan.NoteLocalAdaptation,
    plan.AddMeasure,
    plan.RecordMeasureResult,
    plan.DropMeasure,
    plan.ReferForComment,
    plan.ReceiveComment,
    plan.AdoptPlan,
    plan.IntegratePlanIn,
    plan.ReviewPlan,
    training.SetStagePlan,
    training.IdentifyTargetGroup,
    training.MarkTargetGroupNotRelevant,
    training.DesignateKeyFunction,
    training.PlanSession,
    training.HoldSession,
    training.CancelSession,
    training.AgreeCascade,
    support.PlanVisit,
    support.HoldVisit,
    support.NoteNeed,
    support.MeetNeed,
    support.RequestGuidance,
    support.DeliverGuidance,
    support.LogContact,
)


def phrase(command: type[Command], language: str) -> str:
    """Return what the sheet calls it when a command was carried out."""
    return catalogue(language).text(f"import.event.{command.name}")

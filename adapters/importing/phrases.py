"""What happened, in the sheet's own words: one phrase for each command that a history may hold."""

from __future__ import annotations

from collections.abc import Mapping

from domain.action_plan import commands as plan
from domain.contact import commands as contact
from domain.journey import commands as journey
from domain.messages import Command
from domain.municipality import commands as municipality
from domain.situation_picture import commands as picture
from domain.structure_review import commands as structure
from domain.support import commands as support
from domain.training import commands as training
from workflows.codes import Label


def _say(sv: str, en: str) -> Label:
    return Label(sv=sv, en=en)


# Registration follows of itself from a municipality's first row; corrections are for what has been entered.
PHRASES: Mapping[type[Command], Label] = {
    municipality.NoteProfile: _say("Kommunprofil noterad", "Profile noted"),
    municipality.MakeOutreach: _say("Uppsökande kontakt", "Outreach made"),
    municipality.ReceiveNationalPrompt: _say("Nationell propå", "National prompt received"),
    municipality.DecideFormalisation: _say("Beslut att formalisera arbetet", "Formalisation decided"),
    municipality.JoinMunicipality: _say("Anslöt sig", "Joined"),
    municipality.LeaveMunicipality: _say("Lämnade samarbetet", "Left"),
    contact.AppointContact: _say("Kontaktperson utsedd", "Contact person appointed"),
    contact.ChangeContactFunction: _say("Kontaktperson bytte funktion", "Contact person changed function"),
    contact.HandOverContact: _say("Kontaktperson lämnade över", "Contact person handed over"),
    contact.EndContact: _say("Kontaktperson slutade", "Contact person ended"),
    journey.OpenJourney: _say("Arbetet i fem steg inleddes", "Journey opened"),
    journey.StartStep: _say("Steg påbörjat", "Step started"),
    journey.CompleteStep: _say("Steg avslutat", "Step completed"),
    journey.BlockStep: _say("Hinder för steg", "Step blocked"),
    journey.UnblockStep: _say("Hinder undanröjt", "Step unblocked"),
    journey.ReopenStep: _say("Steg öppnat igen", "Step reopened"),
    journey.PauseJourney: _say("Arbetet pausat", "Journey paused"),
    journey.ResumeJourney: _say("Arbetet återupptaget", "Journey resumed"),
    journey.SetDueDate: _say("Slutdatum satt för steg", "Due date set"),
    journey.MoveIntoEverydayWork: _say("Övergick i vardagligt arbete", "Moved into everyday work"),
    journey.OpenCycle: _say("Nytt varv", "New cycle opened"),
    picture.CommissionPicture: _say("Lägesbild påbörjad", "Situation picture begun"),
    picture.AnswerQuestion: _say("Fråga besvarad", "Question answered"),
    picture.RecordFinding: _say("Iakttagelse noterad", "Finding recorded"),
    picture.ReviseFinding: _say("Iakttagelse ändrad", "Finding revised"),
    picture.CloseFinding: _say("Iakttagelse avslutad", "Finding closed"),
    picture.ContributeRegionalKnowledge: _say("Regional kunskap lämnad", "Regional knowledge contributed"),
    picture.NoteLocalDevelopment: _say("Lokal utveckling noterad", "Local development noted"),
    picture.PublishPictureVersion: _say("Lägesbild publicerad", "Situation picture published"),
    picture.ReviewPictureUnchanged: _say("Lägesbild sedd över", "Situation picture reviewed"),
    structure.OpenReview: _say("Strukturöversyn inledd", "Structure review opened"),
    structure.IdentifyExistingStructure: _say("Befintlig struktur", "Existing structure identified"),
    structure.ChooseHostStructure: _say("Bärande struktur vald", "Host structure chosen"),
    structure.CreateNewGroup: _say("Ny arbetsgrupp", "New group created"),
    structure.DecidePlacement: _say("Placering beslutad", "Placement decided"),
    structure.OrderResponsibility: _say("Ansvarsordning bestämd", "Responsibility ordered"),
    structure.DefineInformationChannel: _say("Informationsväg bestämd", "Information channel defined"),
    plan.OpenPlanWork: _say("Handlingsplan påbörjad", "Action plan begun"),
    plan.DeclinePlan: _say("Avstod från handlingsplan", "Action plan declined"),
    plan.WriteSection: _say("Planavsnitt skrivet", "Plan section written"),
    plan.NoteLocalAdaptation: _say("Lokal anpassning noterad", "Local adaptation noted"),
    plan.AddMeasure: _say("Åtgärd tillagd", "Measure added"),
    plan.RecordMeasureResult: _say("Åtgärd följdes upp", "Measure result recorded"),
    plan.DropMeasure: _say("Åtgärd struken", "Measure dropped"),
    plan.ReferForComment: _say("Plan på remiss", "Plan referred for comment"),
    plan.ReceiveComment: _say("Remissvar inkom", "Comment received"),
    plan.AdoptPlan: _say("Handlingsplan antagen", "Action plan adopted"),
    plan.IntegratePlanIn: _say("Handlingsplan ingår i annan plan", "Action plan integrated"),
    plan.ReviewPlan: _say("Handlingsplan sedd över", "Action plan reviewed"),
    training.SetStagePlan: _say("Utbildningsstegen bestämda", "Training stages set"),
    training.IdentifyTargetGroup: _say("Målgrupp bestämd", "Target group identified"),
    training.MarkTargetGroupNotRelevant: _say("Målgrupp inte aktuell", "Target group not relevant"),
    training.DesignateKeyFunction: _say("Nyckelfunktion utsedd", "Key function designated"),
    training.PlanSession: _say("Utbildning planerad", "Session planned"),
    training.HoldSession: _say("Utbildning hållen", "Session held"),
    training.CancelSession: _say("Utbildning inställd", "Session cancelled"),
    training.AgreeCascade: _say("Spridning avtalad", "Cascade agreed"),
    support.PlanVisit: _say("Besök planerat", "Visit planned"),
    support.HoldVisit: _say("Besök genomfört", "Visit held"),
    support.NoteNeed: _say("Behov noterat", "Need noted"),
    support.MeetNeed: _say("Behov tillgodosett", "Need met"),
    support.RequestGuidance: _say("Handledning efterfrågad", "Guidance requested"),
    support.DeliverGuidance: _say("Handledning given", "Guidance delivered"),
    support.LogContact: _say("Kontakt med kommunen", "Contact had"),
}

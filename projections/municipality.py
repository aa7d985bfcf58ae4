"""What does one municipality's work consist of? (M1) One row for each answer, finding, structure, measure and so on."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from domain.action_plan import events as plan
from domain.contact import events as contact
from domain.messages import Recorded
from domain.municipality import events as party
from domain.situation_picture import events as picture
from domain.structure_review import events as structure
from domain.support import events as support
from domain.training import events as training
from domain.values import Classification
from projections.engine.projection import Projection, Row, Rows

Section = Literal[
    "decision",
    "contact",
    "answer",
    "finding",
    "version",
    "structure",
    "responsibility",
    "channel",
    "placement",
    "plan",
    "section",
    "measure",
    "comment",
    "group",
    "key-function",
    "session",
    "visit",
    "guidance",
    "need",
]


class DetailRow(Row):
    """One thing that a municipality's page shows: where, which, since when, how it stands, its event's fields."""

    table: ClassVar[str] = "municipality"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "section", "ref")

    section: Section
    ref: str
    on: date
    status: str
    fields: dict[str, Any]
    protected: bool = False
    event_id: str


def project(rows: Rows, recorded: Recorded) -> None:
    """Put or change what the event speaks of."""
    match recorded.event.aggregate:
        case "municipality":
            _party(rows, recorded)
        case "contact":
            _contact(rows, recorded)
        case "situation-picture":
            _picture(rows, recorded)
        case "structure-review":
            _structure(rows, recorded)
        case "action-plan":
            _plan(rows, recorded)
        case "training":
            _training(rows, recorded)
        case "support":
            _support(rows, recorded)
        case _:
            pass


def _put(rows: Rows, recorded: Recorded, section: Section, ref: object, status: str = "open") -> None:
    envelope = recorded.envelope
    rows.put(
        DetailRow(
            scb_code=envelope.scope,
            section=section,
            ref=str(ref),
            on=envelope.occurred_on,
            status=status,
            fields=recorded.event.model_dump(mode="json"),
            protected=Classification.PROTECTED in {envelope.classification, recorded.event.classification},
            event_id=str(envelope.event_id),
        )
    )


def _change(rows: Rows, recorded: Recorded, section: Section, ref: object, status: str | None = None) -> None:
    """Let the event's fields and day go over an earlier row's."""
    row = rows.get(DetailRow, recorded.envelope.scope, section, str(ref))
    if row is None:
        return
    fields = {**row.fields, **recorded.event.model_dump(mode="json")}
    rows.put(
        row.model_copy(
            update={
                "fields": fields | {"changed_on": recorded.envelope.occurred_on.isoformat()},
                "status": status or row.status,
                "event_id": str(recorded.envelope.event_id),
            }
        )
    )


def _party(rows: Rows, recorded: Recorded) -> None:
    match recorded.event:
        case party.NationalPromptReceived() | party.FormalisationDecided() | party.MunicipalityJoined():
            _put(rows, recorded, "decision", recorded.topic.split(".")[1])
        case _:
            pass


def _contact(rows: Rows, recorded: Recorded) -> None:
    assignment = recorded.envelope.instance
    match recorded.event:
        case contact.ContactAppointed():
            _put(rows, recorded, "contact", assignment, "active")
        case contact.ContactFunctionChanged():
            _change(rows, recorded, "contact", assignment)
        case contact.ContactHandedOver() | contact.ContactEnded():
            _change(rows, recorded, "contact", assignment, "ended")
        case _:
            pass


def _picture(rows: Rows, recorded: Recorded) -> None:
    match recorded.event:
        case picture.QuestionAnswered(question_code=code):
            _put(rows, recorded, "answer", code)
        case picture.FindingRecorded(finding_id=key):
            _put(rows, recorded, "finding", key)
        case picture.FindingRevised(finding_id=key):
            _change(rows, recorded, "finding", key)
        case picture.FindingClosed(finding_id=key):
            _change(rows, recorded, "finding", key, "closed")
        case picture.PictureVersionPublished(version=version):
            _put(rows, recorded, "version", version, "published")
        case picture.PictureReviewedUnchanged(version=version):
            _change(rows, recorded, "version", version)
        case picture.PictureSuperseded(version=version):
            _change(rows, recorded, "version", version, "superseded")
        case _:
            pass


def _structure(rows: Rows, recorded: Recorded) -> None:
    match recorded.event:
        case structure.ExistingStructureIdentified(structure_id=key):
            _put(rows, recorded, "structure", key, "existing")
        case structure.NewGroupCreated(structure_id=key):
            _put(rows, recorded, "structure", key, "new")
        case structure.HostStructureChosen(structure_id=key):
            _put(rows, recorded, "placement", "host")
            _change(rows, recorded, "structure", key)
        case structure.PlacementDecided():
            _put(rows, recorded, "placement", "org-unit")
        case structure.ResponsibilityOrdered(signal_kind=signal):
            _put(rows, recorded, "responsibility", signal)
        case structure.InformationChannelDefined() as each:
            _put(rows, recorded, "channel", f"{each.direction}/{each.from_function}/{each.to_function}")
        case _:
            pass


def _plan(rows: Rows, recorded: Recorded) -> None:
    match recorded.event:
        case plan.PlanWorkOpened():
            _put(rows, recorded, "plan", "ve", "at-work")
        case plan.PlanDeclined():
            _put(rows, recorded, "plan", "ve", "declined")
        case plan.PlanAdopted():
            _put(rows, recorded, "plan", "ve", "adopted")
        case plan.PlanIntegratedIn():
            _put(rows, recorded, "plan", "ve", "integrated")
        case plan.SectionWritten(section=section):
            _put(rows, recorded, "section", section)
        case plan.MeasureAdded(measure_id=key):
            _put(rows, recorded, "measure", key)
        case plan.MeasureResultRecorded(measure_id=key):
            _change(rows, recorded, "measure", key, "followed-up")
        case plan.MeasureDropped(measure_id=key):
            _change(rows, recorded, "measure", key, "dropped")
        case plan.CommentReceived(body=body):
            _put(rows, recorded, "comment", body)
        case _:
            pass


def _training(rows: Rows, recorded: Recorded) -> None:
    match recorded.event:
        case training.TargetGroupIdentified(group_code=group):
            _put(rows, recorded, "group", group)
        case training.TargetGroupMarkedNotRelevant(group_code=group) as each:
            _put(
                rows,
                recorded,
                "group" if each.marked_as == "early_contact_group" else "key-function",
                group,
                "not-relevant",
            )
        case training.KeyFunctionDesignated(function_code=function):
            _put(rows, recorded, "key-function", function)
        case training.SessionPlanned(session_id=key):
            _put(rows, recorded, "session", key, "planned")
        case training.SessionHeld(session_id=key):
            _change(rows, recorded, "session", key, "held")
        case training.SessionCancelled(session_id=key):
            _change(rows, recorded, "session", key, "cancelled")
        case _:
            pass


def _support(rows: Rows, recorded: Recorded) -> None:
    scope = recorded.envelope.scope
    match recorded.event:
        case support.VisitPlanned(visit_id=key):
            _put(rows, recorded, "visit", key, "planned")
        case support.VisitHeld(visit_id=key) as each:
            _put(rows, recorded, "visit", key, "held")
            for need in each.needs:
                _put(rows, recorded, "need", need)
        case support.NeedNoted(need_code=need):
            _put(rows, recorded, "need", need)
        case support.NeedMet(need_code=need):
            rows.delete(DetailRow, scope, "need", need)
        case support.GuidanceRequested(request_id=key):
            _put(rows, recorded, "guidance", key, "waiting")
        case support.GuidanceDelivered(request_id=key):
            _change(rows, recorded, "guidance", key, "answered")
        case _:
            pass


MUNICIPALITY = Projection("municipality", 3, (DetailRow,), project, passes_over=("audit.", "journey.", "programme."))

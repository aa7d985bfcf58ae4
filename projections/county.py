"""Where does every municipality of the county stand? (G1) One row each: facts and dates, no verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from domain.action_plan import events as plan
from domain.contact import events as contact
from domain.journey import events as journey
from domain.messages import Event, Recorded
from domain.municipality import events as municipality
from domain.situation_picture import events as picture
from domain.standing import CONTENT, Pause, Standing
from domain.support import events as support
from domain.training import events as training
from domain.values import Step
from projections.cells import begun_anew, entered, rested, touched
from projections.engine.projection import Projection, Row, Rows


class StandingRow(Row):
    """A municipality's standing."""

    table: ClassVar[str] = "county"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = (("county_code",),)

    county_code: str
    standing: Standing


class PausesRow(Row):
    """The municipality's pauses that are over: an entry that comes late may have to do with any of them."""

    table: ClassVar[str] = "county_pauses"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)

    pauses: tuple[Pause, ...]


class TieRow(Row):
    """A measure in force that ties the plan to the municipality's own findings."""

    table: ClassVar[str] = "county_ties"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "measure_id")

    measure_id: str


def project(rows: Rows, recorded: Recorded) -> None:
    """Fold one event into its municipality's row."""
    event, scope = recorded.event, recorded.envelope.scope
    if isinstance(event, municipality.MunicipalityRegistered):
        standing = Standing(scb_code=event.scb_code, name=event.name, county_code=event.county_code)
        rows.put(StandingRow(scb_code=scope, county_code=event.county_code, standing=standing))
        return
    row = rows.get(StandingRow, scope)
    if row is None:
        return
    before = row.standing
    changes = _changes(rows, before, recorded)
    if changes is not None:
        last = _latest(before.last_event_on, recorded.envelope.occurred_on)
        after = before.model_copy(update={**changes, "last_event_on": last})
        standing = rested(before, after, lambda: _pauses(rows, scope))
        rows.put(StandingRow(scb_code=scope, county_code=row.county_code, standing=standing))


def _pauses(rows: Rows, scb_code: str) -> tuple[Pause, ...]:
    row = rows.get(PausesRow, scb_code)
    return row.pauses if row else ()


def _latest(known: date | None, day: date) -> date:
    return max(known, day) if known else day


def _changes(rows: Rows, standing: Standing, recorded: Recorded) -> dict[str, Any] | None:
    """Return the fields that the event changes; None for an event that says nothing of where it stands."""
    event, on = recorded.event, recorded.envelope.occurred_on
    match event.aggregate:
        case "municipality":
            return _party(event, on)
        case "contact":
            return _people(standing, recorded)
        case "journey":
            return _journey(rows, standing, recorded)
        case aggregate if step := CONTENT.get(aggregate):
            return touched(standing, step, recorded) | _content(rows, standing, recorded)
        case _:
            return None


def _content(rows: Rows, standing: Standing, recorded: Recorded) -> dict[str, Any]:
    event, on = recorded.event, recorded.envelope.occurred_on
    match event.aggregate:
        case "situation-picture":
            return _picture(standing, event, on)
        case "action-plan":
            return _plan(rows, standing, recorded)
        case "training":
            return _training(standing, event, on)
        case "support":
            return _support(standing, event, on)
        case _:
            return {}


def _party(event: Event, on: date) -> dict[str, Any]:
    match event:
        case municipality.ProfileNoted():
            return {"settlement_type": event.settlement_type, "size_band": event.size_band}
        case municipality.OutreachMade():
            return {"outreach_on": on}
        case municipality.FormalisationDecided():
            return {"formalised_on": on}
        case municipality.MunicipalityJoined():
            return {"membership": "joined", "joined_on": on, "left_on": None}
        case municipality.MunicipalityLeft():
            return {"membership": "left", "formalised_on": None, "left_on": on}
        case _:
            return {}


def _people(standing: Standing, recorded: Recorded) -> dict[str, Any]:
    event = recorded.event
    if isinstance(event, contact.ContactAppointed):
        if event.is_deputy:  # R10 asks for a contact person; a deputy stands in for one
            return {}
        key = str(event.assignment_id)
        national = (*standing.national_assignments, key)
        return {
            "assignments": (*standing.assignments, key),
            "national_assignments": national if event.also_national_contact else standing.national_assignments,
        }
    if isinstance(event, contact.ContactEnded | contact.ContactHandedOver):
        ended = recorded.envelope.instance
        return {
            "assignments": tuple(each for each in standing.assignments if each != ended),
            "national_assignments": tuple(each for each in standing.national_assignments if each != ended),
        }
    return {}


def _journey(rows: Rows, standing: Standing, recorded: Recorded) -> dict[str, Any]:
    event, on = recorded.event, recorded.envelope.occurred_on
    match event:
        case journey.JourneyOpened():
            return {
                "journey_opened_on": on,
                "definition": event.definition,
                "cycle": event.cycle,
                "cycle_opened_on": on,
            }
        case journey.CycleOpened():
            return {"cycle": event.cycle, "cycle_opened_on": on, **begun_anew(standing, recorded)}
        case journey.JourneyPaused():
            return {"paused_on": standing.paused_on or on, "paused_until": event.expected_until}
        case journey.JourneyResumed() if standing.paused_on:
            scope = recorded.envelope.scope
            ended = Pause(from_day=standing.paused_on, until=on)
            rows.put(PausesRow(scb_code=scope, pauses=(*_pauses(rows, scope), ended)))
            return {"paused_on": None, "paused_until": None, "rested_until": _latest(standing.rested_until, on)}
        case journey.MovedIntoEverydayWork():
            return entered(standing, Step.ONGOING_SUPPORT, recorded, "started", status="in_progress", started_on=on)
        case journey.StepStarted(step=step):
            return entered(standing, step, recorded, "started", status="in_progress", started_on=on, ended_on=None)
        case journey.StepCompleted(step=step):
            return entered(standing, step, recorded, "status", status=event.outcome, ended_on=on, blocked_by=None)
        case journey.StepReopened(step=step):
            return entered(standing, step, recorded, "status", status="in_progress", ended_on=None)
        case journey.StepBlocked(step=step):
            return entered(standing, step, recorded, "block", blocked_by=event.cause_code)
        case journey.StepUnblocked(step=step):
            return entered(standing, step, recorded, "block", blocked_by=None)
        case journey.DueDateSet(step=step):
            return entered(standing, step, recorded, "due", due_on=event.due_on, due_set_on=on)
        case _:
            return {}


def _picture(standing: Standing, event: Event, on: date) -> dict[str, Any]:
    match event:
        case picture.PictureCommissioned():
            return {"picture_at_work": True}
        case picture.PictureVersionPublished():
            return {
                "picture_at_work": False,
                "picture_version": event.version,
                "picture_published_on": on,
                "picture_due_on": event.review_due_on,
            }
        case picture.PictureReviewedUnchanged():
            return {"picture_due_on": _latest(standing.picture_due_on, event.next_due_on)}
        case _:
            return {}


def _plan(rows: Rows, standing: Standing, recorded: Recorded) -> dict[str, Any]:
    event, on = recorded.event, recorded.envelope.occurred_on
    settled: dict[str, Any] = {"plan_at_work": False, "plan_settled_on": on, "plan_valid_until": None}
    match event:
        case plan.PlanWorkOpened():
            return {
                "plan_at_work": True,
                "plan_opened_on": on,
                "plan_needs_revision": False,
                "plan_picture_version": event.based_on_picture_version,
            }
        case plan.PlanDeclined():
            return {**settled, "plan_settled": "declined", "plan_revisit_on": event.revisit_on}
        case plan.PlanAdopted():
            return {**settled, "plan_settled": "adopted", "plan_valid_until": event.valid_until}
        case plan.PlanIntegratedIn():
            return {**settled, "plan_settled": "integrated"}
        case plan.PlanReviewed(result="needs_revision"):
            return {"plan_needs_revision": True}
        case plan.PlanReviewed():
            return {"plan_reviewed_on": _latest(standing.plan_reviewed_on, on)}
        case plan.SectionWritten():
            return {"plan_sections": tuple(dict.fromkeys((*standing.plan_sections, event.section)))}
        case plan.LocalAdaptationNoted():
            return {"plan_local_ties": standing.plan_local_ties + 1}
        case plan.MeasureAdded(measure_id=key) if event.addresses_findings:
            return {"plan_local_ties": standing.plan_local_ties + _tie(rows, recorded, key)}
        case plan.MeasureDropped(measure_id=key):
            return {"plan_local_ties": standing.plan_local_ties - _untie(rows, recorded, key)}
        case _:
            return {}


def _tie(rows: Rows, recorded: Recorded, measure: UUID) -> int:
    """Note that a measure ties the plan, and return how many ties that adds."""
    tie = TieRow(scb_code=recorded.envelope.scope, measure_id=str(measure))
    is_new = rows.get(TieRow, tie.scb_code, tie.measure_id) is None
    rows.put(tie)
    return int(is_new)


def _untie(rows: Rows, recorded: Recorded, measure: UUID) -> int:
    """Note that a measure is dropped, and return how many ties that takes away."""
    key = recorded.envelope.scope, str(measure)
    was_tied = rows.get(TieRow, *key) is not None
    rows.delete(TieRow, *key)
    return int(was_tied)


def _training(standing: Standing, event: Event, on: date) -> dict[str, Any]:
    is_held = isinstance(event, training.SessionHeld)
    return {"last_training_on": _latest(standing.last_training_on, on)} if is_held else {}


def _support(standing: Standing, event: Event, on: date) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if isinstance(event, support.VisitHeld):
        changes["last_visit_on"] = _latest(standing.last_visit_on, on)
    if isinstance(event, support.VisitHeld | support.GuidanceDelivered) or (
        isinstance(event, support.ContactHad) and event.direction == "both"
    ):
        changes["last_contact_on"] = _latest(standing.last_contact_on, on)
    return changes


COUNTY = Projection("county", 4, (StandingRow, PausesRow, TieRow), project, passes_over=("audit.", "programme."))

"""Each reason for attention: what it says clears it does so, and it leads to the event that it is counted from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from adapters.i18n.catalogue import LANGUAGES, catalogue
from adapters.i18n.wording import attention_clears, attention_text
from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import empty_views
from domain.action_plan import commands as plan
from domain.calendar import add_months, add_working_days
from domain.contact import commands as contact
from domain.journey import commands as journey
from domain.messages import Command, Recorded
from domain.municipality import commands as municipality
from domain.scope import Scope
from domain.situation_picture import commands as picture
from domain.standing import OpenItem, Standing
from domain.structure_review import commands as review
from domain.support import commands as support
from domain.training import commands as training
from domain.values import Channel, Step
from projections.county import COUNTY, StandingRow
from projections.engine.running import follow
from projections.engine.views import Query
from projections.work_queue import WORK_QUEUE, OpenItemRow
from tests.support.given import REFERENCE
from tests.support.histories import (
    ASSIGNMENT,
    EXAMPLES,
    FINDING,
    MEASURE,
    OTHER_ASSIGNMENT,
    QUESTIONS,
    REQUEST,
    VISIT,
    finding,
    held_session,
    planned_session,
)
from tests.support.people import COORDINATOR, HERE, SetClock
from workflows.actions.actions import Actions
from workflows.attention.attention import attention
from workflows.attention.reason import REMEDIES, Attention
from workflows.handling.act import Act
from workflows.handling.handler import Handling

BEGIN = date(2024, 1, 15)
SCOPE = Scope.of(HERE.scb_code)
REASONS: dict[type[Command], str] = {
    plan.DeclinePlan: "decline-reasons",
    plan.DropMeasure: "measure-drop-reasons",
    journey.PauseJourney: "pause-reasons",
    journey.ReopenStep: "reopen-reasons",
    journey.OpenCycle: "cycle-reasons",
    municipality.LeaveMunicipality: "leave-reasons",
}
PICTURE, REVIEW, PLAN, TRAINING, _ = Step
LIMITS = REFERENCE.definition().thresholds


class Desk:
    """A municipality, who works with it, and the days that go by."""

    def __init__(self) -> None:
        self.store, self.views, self.clock = MemoryEventStore(), empty_views(), SetClock(BEGIN)
        self._handling, self._keys = Handling(self.store, self.clock, REFERENCE), count()
        self.given: list[Command] = []
        self.do(municipality.RegisterMunicipality())

    def do(self, *commands: Command, on: date | None = None, reason: str | None = None) -> Recorded:
        """Give commands, each of which must be accepted; return the last event."""
        for each in commands:
            lists = REASONS.get(type(each))
            why = reason or (REFERENCE.codes.options(lists)[0] if lists else None)
            key = f"asked-{next(self._keys):08d}"
            self._handling.handle(Act(each, SCOPE, COORDINATOR, key, Channel.UI, on, why))
            self.given.append(each)
        return self.events()[-1]

    def correct(self, kind: type[Any], target: Recorded, **change: Any) -> None:
        """Correct an entry."""
        reason = REFERENCE.codes.options("correction-reasons")[0]
        self.do(kind(target_event_id=target.envelope.event_id, **change), reason=reason)

    def wait(self, days: int) -> None:
        """Let days go by."""
        self.clock.day += timedelta(days=days)

    def ahead(self, days: int) -> date:
        """Return a day to come."""
        return self.clock.day + timedelta(days=days)

    def events(self) -> list[Recorded]:
        """Return all that was recorded."""
        return list(self.store.read(0, 10_000))

    def reasons(self) -> list[Attention]:
        """Return what needs attention today."""
        for each in (COUNTY, WORK_QUEUE):
            follow(each, self.store, self.views)
        (standing,) = self._standings()
        definition = REFERENCE.definition(standing.definition)
        return attention(standing, self._items(), definition, self.clock.day)

    def refused(self) -> set[type[Command]]:
        """Return the commands that may not be given now, whatever they say."""
        offered = Actions(self.store, self.clock, REFERENCE).offered(SCOPE, COORDINATOR)
        may = {each.command for each in offered if each.verdict != "refused"}
        return {each.command for each in offered} - may

    def _standings(self) -> list[Standing]:
        rows = self.views.select(COUNTY, Query(StandingRow))
        return [row.standing for row in rows if isinstance(row, StandingRow)]

    def _items(self) -> list[OpenItem]:
        rows = self.views.select(WORK_QUEUE, Query(OpenItemRow))
        return [row.item for row in rows if isinstance(row, OpenItemRow)]


Deed = Callable[[Desk], object]


@dataclass(frozen=True)
class Case:
    """What leads to a reason, and each way to clear it that its wording names."""

    begin: Sequence[Deed]
    cures: Sequence[Sequence[Deed]]


def do(*commands: Command) -> Deed:
    return lambda desk: desk.do(*commands)


def example(kind: type[Command], **changes: Any) -> Deed:
    """Return a deed that gives the example of a command, with other fields where they are given."""
    return lambda desk: desk.do(kind.model_validate({**EXAMPLES[kind].command.model_dump(), **changes}))


def wait(days: int) -> Deed:
    return lambda desk: desk.wait(days)


def person(assignment: UUID = ASSIGNMENT, *, national: bool = True) -> Deed:
    return example(contact.AppointContact, assignment_id=assignment, also_national_contact=national)


join = do(municipality.JoinMunicipality())
open_journey = do(journey.OpenJourney())
begin = (join, open_journey)
start_picture = (*begin, do(journey.StartStep(step=PICTURE)))
answers = [
    picture.AnswerQuestion(question_code=each, assessment="mixed", source_type="municipal-staff") for each in QUESTIONS
]
publish = do(picture.CommissionPicture(), *answers, picture.PublishPictureVersion())
publish_with_finding = do(
    picture.CommissionPicture(),
    picture.RecordFinding(**finding().model_dump()),
    *answers,
    picture.PublishPictureVersion(),
)
open_plan = do(plan.OpenPlanWork())
review_plan = do(plan.ReviewPlan(result="unchanged"))
adapt = do(plan.NoteLocalAdaptation(adapts_to="finding", target_id=FINDING))
adopt = do(plan.AdoptPlan(body="municipal-council"))
adopted = (join, publish_with_finding, open_plan, adapt, adopt)
open_review = do(review.OpenReview())
channel = example(review.DefineInformationChannel)
responsibility = example(review.OrderResponsibility)


def adopt_until(days: int) -> Deed:
    return lambda desk: desk.do(plan.AdoptPlan(body="municipal-council", valid_until=desk.ahead(days)))


def decline(days: int) -> Deed:
    return lambda desk: desk.do(plan.DeclinePlan(decided_by_function="municipal-director", revisit_on=desk.ahead(days)))


def pause(days: int) -> Deed:
    return lambda desk: desk.do(journey.PauseJourney(expected_until=desk.ahead(days)))


def due(days: int) -> Deed:
    return lambda desk: desk.do(journey.SetDueDate(step=PICTURE, due_on=desk.ahead(days)))


def add_measure(*findings: UUID) -> Deed:
    return lambda desk: example(
        plan.AddMeasure, measure_id=MEASURE, addresses_findings=findings, due_on=desk.ahead(10)
    )(desk)


def refer(desk: Desk) -> None:
    desk.do(plan.ReferForComment(bodies=("police",), due_on=desk.ahead(10)))


def plan_session(desk: Desk) -> None:
    fields = planned_session().model_dump() | {"planned_on": desk.ahead(10)}
    desk.do(training.PlanSession(**fields))


def plan_session_anew(desk: Desk) -> None:
    other = UUID(int=77)
    desk.do(training.PlanSession(**planned_session().model_dump() | {"session_id": other, "planned_on": desk.ahead(1)}))
    desk.wait(1)
    desk.do(training.HoldSession(**held_session().model_dump() | {"session_id": other}))


hold_session = do(training.HoldSession(**held_session().model_dump()))


def plan_visit(desk: Desk) -> None:
    desk.do(support.PlanVisit(visit_id=VISIT, planned_on=desk.ahead(10)))


def plan_and_hold_visit(desk: Desk) -> None:
    other = UUID(int=8)
    desk.do(support.PlanVisit(visit_id=other, planned_on=desk.ahead(10)))
    desk.wait(10)
    desk.do(support.HoldVisit(visit_id=other, functions_met=("principal",)))


def void(kind: type[Any], event: str) -> Deed:
    def voided(desk: Desk) -> None:
        target = next(each for each in desk.events() if type(each.event).__name__ == event)
        desk.correct(kind, target, voids=True)

    return voided


def say_national(desk: Desk) -> None:
    target = next(each for each in desk.events() if type(each.event).__name__ == "ContactAppointed")
    change = {"assignment_id": ASSIGNMENT, "correction": {"also_national_contact": True}}
    desk.correct(contact.CorrectEntry, target, **change)


hold_visit = do(support.HoldVisit(visit_id=VISIT, functions_met=("principal",)))
answer = do(support.DeliverGuidance(request_id=REQUEST, form="telephone"))
ask_guidance = do(support.RequestGuidance(request_id=REQUEST, unit_kind="school_team", urgency="normal"))
block = do(journey.BlockStep(step=PICTURE, cause_code="no-mandate"))
mutual = do(support.LogContact(direction="both"))
silent = (join, person(), mutual, wait(30), do(support.LogContact(direction="out")))
CASES: dict[str, Case] = {
    "no-contact-person": Case([join, person(), wait(9), example(contact.EndContact)], [[person(OTHER_ASSIGNMENT)]]),
    "national-contact-differs": Case([join, person(national=False)], [[person(OTHER_ASSIGNMENT)], [say_national]]),
    "journey-not-opened": Case([join], [[open_journey]]),
    "pause-ended": Case([*begin, pause(10), wait(11)], [[do(journey.ResumeJourney())]]),
    "step-overdue": Case(
        [*start_picture, publish, wait(91)], [[do(journey.CompleteStep(step=PICTURE, outcome="achieved"))], [due(10)]]
    ),
    "step-idle": Case([*start_picture, due(200), wait(91)], [[do(picture.CommissionPicture())], [pause(10)]]),
    "step-blocked": Case([*start_picture, wait(3), block], [[do(journey.UnblockStep(step=PICTURE))]]),
    "picture-review-due": Case([join, publish, wait(720)], [[do(picture.ReviewPictureUnchanged())], [publish]]),
    "picture-past-review": Case([join, publish, wait(740)], [[do(picture.ReviewPictureUnchanged())], [publish]]),
    "plan-review-due": Case([*adopted, wait(720)], [[review_plan]]),
    "plan-past-review": Case([*adopted, wait(740)], [[review_plan], [do(plan.ReviewPlan(result="needs_revision"))]]),
    "plan-review-due.valid": Case(
        [*adopted[:-1], adopt_until(100), wait(80), review_plan],
        [[open_plan], [do(picture.ReviewPictureUnchanged()), open_plan, adopt]],
    ),
    "plan-past-review.valid": Case(
        [*adopted[:-1], adopt_until(100), wait(101), review_plan],
        [[open_plan], [do(picture.ReviewPictureUnchanged()), open_plan, adopt]],
    ),
    "plan-needs-revision": Case(
        [*adopted, wait(9), do(plan.ReviewPlan(result="needs_revision"))], [[open_plan], [open_plan, adopt]]
    ),
    "plan-on-superseded-picture": Case([*adopted, wait(9), publish], [[review_plan]]),
    "plan-not-local": Case(
        [join, publish_with_finding, open_plan, adopt],
        [[open_plan], [open_plan, adapt, adopt], [open_plan, add_measure(FINDING), adopt]],
    ),
    "plan-revisit-due": Case([join, open_plan, decline(30), wait(30)], [[open_plan], [open_plan, decline(30)]]),
    "plan-flow-unclear": Case([join, open_review, open_plan, decline(30)], [[channel, responsibility]]),
    "plan-flow-unclear.channel": Case([join, open_review, responsibility, open_plan, decline(30)], [[channel]]),
    "plan-flow-unclear.responsibility": Case([join, open_review, channel, open_plan, decline(30)], [[responsibility]]),
    "plan-flow-unclear.review": Case([join, decline(30)], [[open_review, channel, responsibility]]),
    "contact-silence-amber": Case([*silent, wait(61)], [[mutual]]),
    "contact-silence-red": Case([*silent, wait(151)], [[mutual]]),
    "visit-gap-amber": Case(
        [join, hold_visit, wait(181)], [[example(support.HoldVisit, visit_id=UUID(int=7))], [plan_and_hold_visit]]
    ),
    "visit-gap-red": Case([join, wait(366)], [[hold_visit], [plan_and_hold_visit]]),
    "training-stale": Case([join, plan_session, wait(10), hold_session, wait(740)], [[plan_session_anew]]),
    "guidance-waiting": Case([ask_guidance], [[answer]]),
    "guidance-overdue": Case([ask_guidance, wait(8)], [[answer]]),
    "need-open": Case(
        [do(support.NoteNeed(need_code="basic-training")), wait(3)],
        [[do(support.MeetNeed(need_code="basic-training"))]],
    ),
    "measure-overdue": Case(
        [join, publish_with_finding, open_plan, add_measure(), wait(11)],
        [[do(plan.RecordMeasureResult(measure_id=MEASURE, effect="partly"))], [example(plan.DropMeasure)]],
    ),
    "comment-overdue": Case(
        [join, publish, open_plan, refer, wait(11)],
        [[do(plan.ReceiveComment(body="police", stance="supports"))], [adopt]],
    ),
    "session-past": Case([join, plan_session, wait(11)], [[hold_session], [example(training.CancelSession)]]),
    "visit-past": Case([plan_visit, wait(11)], [[hold_visit], [void(support.CorrectEntry, "VisitPlanned")]]),
}
CURES = [(case, number) for case, each in CASES.items() for number in range(len(each.cures))]


def brought_about(case: str) -> tuple[Desk, Attention]:
    desk = Desk()
    for each in CASES[case].begin:
        each(desk)
    (found,) = [each for each in desk.reasons() if each.case == case]
    return desk, found


def test_every_reason_is_tried() -> None:
    assert set(CASES) == set(REMEDIES)


@pytest.mark.parametrize(("case", "cure"), CURES)
def test_what_it_says_clears_it(case: str, cure: int) -> None:
    desk, found = brought_about(case)
    for each in CASES[case].cures[cure]:
        each(desk)

    assert found.reason not in {each.reason for each in desk.reasons()}


@pytest.mark.parametrize("case", CASES)
def test_its_forms_are_what_clears_it_and_can_be_used(case: str) -> None:
    desk, found = brought_about(case)
    offered = {each.command for each in found.remedies}
    assert not offered & desk.refused()

    given: set[type[Command]] = set()
    for cure in CASES[case].cures:
        here, _ = brought_about(case)
        before = len(here.given)
        for each in cure:
            each(here)
        given |= {type(each) for each in here.given[before:]}
    assert offered <= given


@pytest.mark.parametrize("case", CASES)
def test_it_leads_to_the_event_that_it_is_counted_from(case: str) -> None:
    desk, found = brought_about(case)
    behind = {str(each.envelope.event_id): each for each in desk.events()}

    assert found.events
    assert set(found.events) <= set(behind)
    assert found.since in {behind[each].envelope.occurred_on for each in found.events}


@pytest.mark.parametrize("case", CASES)
def test_it_says_its_days_and_its_limit_counted_from_that_one_day(case: str) -> None:
    desk, found = brought_about(case)
    if "days" in found.params:
        assert found.params["days"] == (desk.clock.day - found.since).days
    if found.limit and found.last_day:
        count = found.limit.count
        last_day = {
            "days": found.since + timedelta(days=count),
            "months": add_months(found.since, count),
            "working-days": add_working_days(found.since, count),
        }[found.limit.unit]
        assert found.last_day == last_day
    for language in LANGUAGES:
        cat = catalogue(language)
        told = attention_text(case, found.params, cat, REFERENCE.codes)
        assert "⟦" not in told + attention_clears(case, cat)
        if found.last_day:
            assert cat.date(found.last_day) in told
        if found.limit:
            assert cat.text(f"ui.count.{found.limit.unit}", count=found.limit.count) in told


def test_silence_has_a_limit_and_a_last_day() -> None:
    _, found = brought_about("contact-silence-red")

    assert found.limit
    assert found.limit.count == LIMITS.contact_silence_red_days
    assert (found.since, found.last_day) == (BEGIN, BEGIN + timedelta(days=LIMITS.contact_silence_red_days))


def test_a_reopened_step_is_counted_from_its_reopening() -> None:
    desk = Desk()
    for each in (*start_picture, publish, do(journey.CompleteStep(step=PICTURE, outcome="achieved")), wait(400)):
        each(desk)
    desk.do(journey.ReopenStep(step=PICTURE))
    reopened = desk.events()[-1]
    desk.wait(91)
    (overdue,) = [each for each in desk.reasons() if each.reason == "step-overdue"]

    assert overdue.events == (str(reopened.envelope.event_id),)
    assert overdue.since == reopened.envelope.occurred_on


def test_a_visit_that_was_planned_after_the_municipality_left_is_waited_for() -> None:
    desk = Desk()
    for each in (join, wait(9), do(municipality.LeaveMunicipality()), wait(1), plan_visit, wait(11)):
        each(desk)

    assert [each.reason for each in desk.reasons()] == ["visit-past"]

"""Other ways through the five steps: declining, reopening, pausing, correcting, leaving and coming back."""

from datetime import date

from domain.values import Role
from tests.support.api import open_office
from tests.support.journeys import begin, publish_picture
from tests.support.story import check, step

HERE = "1730"
PICTURE, PLAN = "SITUATION_PICTURE", "ACTION_PLAN"


def test_a_municipality_that_declines_the_plan_stands_in_a_lawful_state(database_url: str) -> None:
    with open_office(database_url, HERE) as office:
        bfc = office.coordinator
        with step("the municipality joins and takes up step 3 at once: the order is a recommendation"):
            begin(bfc, HERE)
            bfc.does(HERE, "journey/start-step", step=PLAN)
            check(bfc, HERE, may=("action-plan.decline-plan",), cell=(PLAN, "in_progress"))
        with step("declining needs a reason, a decider and a day to look again"):
            codes = office.system.reference.codes
            decline = {"decided_by_function": "municipal-director", "revisit_on": "2025-01-15"}
            assert bfc.refused(HERE, "action-plan/ve/decline-plan", **decline) == ["R4"]
            reason = codes.options("decline-reasons")[0]
            assert bfc.refused(HERE, "action-plan/ve/decline-plan", reason=reason) == ["R4", "R4"]
        with step("it declines"):
            reason = bfc.actions(HERE)["action-plan.decline-plan"]["reasons"]
            code = office.system.reference.codes.options(reason)[0]
            bfc.does(HERE, "action-plan/ve/decline-plan", **decline, reason=code)
            check(bfc, HERE, waits=("plan-flow-unclear",), sv="avst", en="plan")
        with step("the step can only be closed as declined"):
            assert bfc.refused(HERE, "journey/complete-step", step=PLAN, outcome="achieved") == ["L4"]
            bfc.does(HERE, "journey/complete-step", step=PLAN, outcome="declined")
            check(bfc, HERE, cell=(PLAN, "declined"), waits_not=("step-overdue", "step-idle"))
        with step("a year later it is time to look again"):
            office.calendar.pass_days(366)
            check(bfc, HERE, waits=("plan-revisit-due",))


def test_a_municipality_that_reopens_its_picture_keeps_the_first_version(database_url: str) -> None:
    with open_office(database_url, HERE) as office:
        bfc = office.coordinator
        begin(bfc, HERE)
        with step("step 1 is achieved"):
            bfc.does(HERE, "journey/start-step", step=PICTURE)
            publish_picture(bfc, HERE)
            bfc.does(HERE, "journey/complete-step", step=PICTURE, outcome="achieved")
            check(bfc, HERE, cell=(PICTURE, "achieved"), may=(f"journey.reopen-step {PICTURE}",))
        with step("something has changed: the step is reopened, with a reason"):
            response = bfc.send(HERE, "journey/reopen-step", step=PICTURE)
            assert response.status_code == 422
            code = office.system.reference.codes.options("reopen-reasons")[0]
            bfc.does(HERE, "journey/reopen-step", step=PICTURE, reason=code)
            check(bfc, HERE, cell=(PICTURE, "in_progress"), may=(f"journey.complete-step {PICTURE}",))
        with step("a second version supersedes the first, which stays readable"):
            publish_picture(bfc, HERE)
            versions = bfc.get(f"municipalities/{HERE}")["details"]["version"]
            assert [("1", "superseded"), ("2", "published")] == [(each["ref"], each["status"]) for each in versions]
            bfc.does(HERE, "journey/complete-step", step=PICTURE, outcome="achieved")
            check(bfc, HERE, cell=(PICTURE, "achieved"))
        with step("a new cycle starts over without losing the first"):
            code = office.system.reference.codes.options("cycle-reasons")[0]
            bfc.does(HERE, "journey/open-cycle", reason=code)
            check(bfc, HERE, cell=(PICTURE, "not_started"), may=(f"journey.start-step {PICTURE}",))


def test_a_pause_stops_the_clock(database_url: str) -> None:
    with open_office(database_url, HERE) as office:
        bfc = office.coordinator
        begin(bfc, HERE)
        with step("step 1 begins, to be done in 90 days"):
            bfc.does(HERE, "journey/start-step", step=PICTURE)
            assert bfc.cell("17", HERE, PICTURE)["due_on"] == "2024-04-14"
        with step("after 30 days the journey rests"):
            office.calendar.pass_days(30)
            code = office.system.reference.codes.options("pause-reasons")[0]
            bfc.does(HERE, "journey/pause-journey", reason=code, expected_until="2024-04-01")
            check(bfc, HERE, may_not=((f"journey.complete-step {PICTURE}", "L6"),), may=("journey.resume-journey",))
        with step("content work may go on meanwhile"):
            bfc.does(HERE, "situation-picture/commission-picture")
        with step("the day it was to end goes by"):
            office.calendar.pass_days(100)
            check(bfc, HERE, waits=("pause-ended",), waits_not=("step-overdue", "step-idle"))
        with step("it goes on, and the due date has moved by the 100 days"):
            bfc.does(HERE, "journey/resume-journey")
            check(bfc, HERE, waits_not=("pause-ended", "step-overdue"), cell=(PICTURE, "in_progress"))
            cell = bfc.cell("17", HERE, PICTURE)
            assert (cell["due_on"], cell["days"]) == ("2024-07-23", 30)


def test_a_wrong_entry_is_corrected_and_both_stay_visible(database_url: str) -> None:
    with open_office(database_url, HERE) as office:
        bfc = office.coordinator
        begin(bfc, HERE)
        code = office.system.reference.codes.options("correction-reasons")[0]
        with step("a visit is logged that never was"):
            visit = bfc.does(HERE, "support/hold-visit", functions_met=["principal"], needs=["basic-training"])[
                "events"
            ][0]["event_id"]
            check(bfc, HERE, may=("support.meet-need", "support.correct-entry"))
        with step("it is voided; the need that it showed is gone with it"):
            bfc.does(HERE, "support/correct-entry", target_event_id=visit, voids=True, reason=code)
            check(bfc, HERE, may_not=(("support.meet-need", "L4"),))
            details = bfc.get(f"municipalities/{HERE}")["details"]
            assert "visit" not in details
            assert "need" not in details
        with step("both entries stay in the timeline, the wrong one marked"):
            events = bfc.get(f"municipalities/{HERE}/timeline")["events"]
            assert events[0]["topic"] == "support.entry-corrected.v1"
            marked = next(each for each in events if each["event_id"] == visit)
            assert (marked["voided"], marked["corrected_by"]) == (True, events[0]["event_id"])
        with step("a wrong field is replaced"):
            contact = bfc.does(HERE, "support/log-contact", direction="out")["events"][0]["event_id"]
            change = {"target_event_id": contact, "correction": {"direction": "both"}, "reason": code}
            bfc.does(HERE, "support/correct-entry", **change)
        with step("an entry that later facts rest on is not voided, and they are named"):
            bfc.does(HERE, "journey/start-step", step=PICTURE)
            publish_picture(bfc, HERE)
            bfc.does(HERE, "journey/complete-step", step=PICTURE, outcome="achieved")
            events = bfc.get(f"municipalities/{HERE}/timeline")["events"]
            topic = "situation-picture.picture-version-published.v2"
            published = next(each["event_id"] for each in events if each["topic"] == topic)
            void = {"target_event_id": published, "voids": True, "reason": code}
            response = bfc.send(HERE, "situation-picture/correct-entry", **void)
            assert response.status_code == 409
            (refusal,) = response.json()["refusals"]
            assert refusal["rule_id"] == "L9"
            assert refusal["params"]["dependants"] == ["journey.step-completed.v1 2024-01-15"]


def test_a_municipality_leaves_and_comes_back_in_a_new_cycle(database_url: str) -> None:
    with open_office(database_url, HERE) as office:
        bfc = office.coordinator
        begin(bfc, HERE)
        bfc.does(HERE, "journey/start-step", step=PICTURE)
        with step("it leaves while the journey rests"):
            codes = office.system.reference.codes
            bfc.does(HERE, "journey/pause-journey", reason=codes.options("pause-reasons")[0])
            bfc.does(HERE, "municipality/leave-municipality", reason=codes.options("leave-reasons")[0])
            check(
                bfc,
                HERE,
                may=("municipality.join-municipality", "support.log-contact"),
                may_not=((f"journey.start-step {PICTURE}", "L7"), ("municipality.make-outreach", "L7")),
                sv="lämnade",
                en="left",
            )
        with step("support never depends on membership"):
            bfc.does(HERE, "support/note-need", need_code="secrecy-advice")
        with step("its history stays"):
            assert bfc.cell("17", HERE, PICTURE)["status"] == "in_progress"
        with step("it comes back: the journey goes on, in its second cycle"):
            office.calendar.pass_days(200)
            answer = bfc.does(HERE, "municipality/join-municipality")
            assert [each["topic"] for each in answer["events"]] == [
                "municipality.municipality-joined.v1",
                "journey.journey-resumed.v1",
                "journey.cycle-opened.v1",
            ]
            check(bfc, HERE, cell=(PICTURE, "not_started"), may=(f"journey.start-step {PICTURE}",))


def test_an_override_and_a_refusal_are_both_recorded(database_url: str) -> None:
    with open_office(database_url, HERE) as office:
        bfc = office.coordinator
        begin(bfc, HERE)
        bfc.does(HERE, "action-plan/ve/open-plan-work")
        with step("the plan is not to be adopted without a picture: the coordinator is asked for a reason"):
            assert bfc.actions(HERE)["action-plan.adopt-plan"]["verdict"] == "overridable"
            assert bfc.refused(HERE, "action-plan/ve/adopt-plan", body="municipal-council") == ["R2"]
            assert bfc.get("trail", kind="audit.", min_position=office.system.store.head())["events"] == []
        with step("the contact person is refused, and that is recorded"):
            contact = office.callers[Role.CONTACT]
            assert contact.refused(HERE, "action-plan/ve/adopt-plan", body="municipal-council") == ["R2"]
            trail = bfc.get("trail", kind="audit.", min_position=office.system.store.head())["events"]
            assert trail[0]["fields"] == {"command": "action-plan.adopt-plan", "rule_ids": ["R2"]}
            timeline = bfc.get(f"municipalities/{HERE}/timeline")["events"]
            assert not any(each["refusal"] for each in timeline)
        with step("the contact person may not override"):
            override = [{"rule_id": "R2", "reason": office.system.reference.codes.options("override-reasons")[0]}]
            plan = {"body": "municipal-council", "override": override}
            assert contact.refused(HERE, "action-plan/ve/adopt-plan", **plan) == ["L8"]
        with step("the coordinator overrides, with a reason"):
            answer = bfc.does(HERE, "action-plan/ve/adopt-plan", **plan)
            adopted, overridden = answer["events"]
            assert overridden["topic"] == "journey.guard-overridden.v1"
            events = bfc.get(f"municipalities/{HERE}/timeline")["events"]
            by_id = {each["event_id"]: each for each in events}
            assert by_id[adopted["event_id"]]["overrides"] == ["R2"]
            assert by_id[overridden["event_id"]]["causation_id"] == adopted["event_id"]


def test_what_happened_earlier_is_marked_as_entered_late(database_url: str) -> None:
    with open_office(database_url, HERE, day=date(2024, 6, 1)) as office:
        bfc = office.coordinator
        with step("a day in the future is refused, and one long ago without a reason"):
            assert bfc.refused(HERE, "support/log-contact", direction="both", occurred_on="2024-06-02") == ["L5"]
            assert bfc.refused(HERE, "support/log-contact", direction="both", occurred_on="2024-01-02") == ["L5"]
        with step("with a reason it is entered, and marked"):
            reason = office.system.reference.codes.options("entry-reasons")[0]
            bfc.does(HERE, "support/log-contact", direction="both", occurred_on="2024-01-02", reason=reason)
            events = bfc.get(f"municipalities/{HERE}/timeline")["events"]
            (event,) = (each for each in events if each["topic"] == "support.contact-had.v1")
            assert (event["late"], event["occurred_on"], event["recorded_at"][:10]) == (
                True,
                "2024-01-02",
                "2024-06-01",
            )

"""What a second look at the rules found: days in their order, clocks that count once, corrections within bounds."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.journeys import begin, publish_picture

HERE = "1730"
PLAN, STRUCTURE = "ACTION_PLAN", "STRUCTURE_REVIEW"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        begin(made.coordinator, HERE)
        made.calendar.pass_days(28)
        yield made


def ago(office: Office, days: int) -> str:
    return (office.calendar.today() - timedelta(days=days)).isoformat()


def code(office: Office, list_name: str) -> str:
    return office.system.reference.codes.options(list_name)[0]


def told_to(office: Office, role: Role) -> str:
    """Return everything that a role is told about the municipality, but for ids, which may hold any digits."""
    caller = office.callers[role]
    caller.position = office.system.store.head()
    paths = (f"municipalities/{HERE}", f"municipalities/{HERE}/timeline", "trail")
    told = [str(caller.get(path, language)) for path in paths for language in ("sv", "en")]
    sheets = [caller.http.get(f"/api/v1/{path}?format=csv", headers=caller.headers()).text for path in paths[1:]]
    return re.sub("[0-9a-f-]{32,}", "", "".join([*told, *sheets]))


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_the_correction_of_a_planned_visit_is_as_protected_as_the_visit(office: Office, role: Role) -> None:
    bfc = office.coordinator
    visit = bfc.does(HERE, "support/plan-visit", planned_on="2031-03-03")["events"][0]["event_id"]
    change = {
        "target_event_id": visit,
        "correction": {"planned_on": "2031-04-17"},
        "reason": code(office, "correction-reasons"),
    }
    bfc.does(HERE, "support/correct-entry", **change)
    told = told_to(office, role)
    assert "2031" not in told
    assert "2031-04-17" in told_to(office, Role.COORDINATOR)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_a_finding_that_a_correction_makes_one_of_a_milieu_becomes_protected(office: Office, role: Role) -> None:
    bfc = office.coordinator
    bfc.does(HERE, "situation-picture/commission-picture")
    finding = {"dimension": "crime", "kind": "crime_type", "locality_level": "municipality", "level": "recurring"}
    source = {"source_type": "police", "observed_from": "2023", "observed_until": "2023"}
    entry = bfc.does(HERE, "situation-picture/record-finding", **finding, **source)["events"][0]["event_id"]
    milieu = {"kind": "milieu_presence", "milieu": "white-power"}
    change = {"target_event_id": entry, "correction": milieu, "reason": code(office, "correction-reasons")}
    bfc.does(HERE, "situation-picture/correct-entry", **change)
    told = told_to(office, role)
    assert "white-power" not in told
    assert "'level'" not in told
    assert "white-power" in told_to(office, Role.COORDINATOR)


def test_a_contact_person_corrects_what_a_contact_person_may_enter_and_no_more(office: Office) -> None:
    contact, reason = office.callers[Role.CONTACT], code(office, "correction-reasons")
    visit = office.coordinator.does(HERE, "support/hold-visit", functions_met=["principal"])["events"][0]["event_id"]
    void = {"voids": True, "reason": reason}
    assert contact.refused(HERE, "support/correct-entry", target_event_id=visit, **void) == ["L8"]
    assert visit not in str(contact.actions(HERE)["support.correct-entry"]["choices"])
    own = contact.does(HERE, "support/note-need", need_code="secrecy-advice")["events"][0]["event_id"]
    contact.does(HERE, "support/correct-entry", target_event_id=own, **void)


def test_a_step_blocked_before_it_began_can_be_unblocked(office: Office) -> None:
    bfc = office.coordinator
    bfc.does(HERE, "journey/block-step", step=STRUCTURE, cause_code=code(office, "block-causes"))
    bfc.does(HERE, "journey/start-step", step=STRUCTURE)
    assert "step-blocked" in bfc.reasons(HERE)
    bfc.does(HERE, "journey/unblock-step", step=STRUCTURE)
    assert "step-blocked" not in bfc.reasons(HERE)


def test_pauses_do_not_overlap(office: Office) -> None:
    bfc, reason = office.coordinator, code(office, "pause-reasons")
    bfc.does(HERE, "journey/start-step", step=PLAN, occurred_on=ago(office, 25))
    bfc.does(HERE, "journey/pause-journey", reason=reason, occurred_on=ago(office, 20))
    bfc.does(HERE, "journey/resume-journey", occurred_on=ago(office, 10))
    again = {"reason": reason, "occurred_on": ago(office, 22)}
    assert bfc.refused(HERE, "journey/pause-journey", **again) == ["L5"]
    assert bfc.cell("17", HERE, PLAN)["days"] == 15


def test_a_date_agreed_after_a_pause_is_not_moved_by_it(office: Office) -> None:
    bfc = office.coordinator
    bfc.does(HERE, "journey/start-step", step=PLAN, occurred_on=ago(office, 25))
    bfc.does(HERE, "journey/pause-journey", reason=code(office, "pause-reasons"), occurred_on=ago(office, 20))
    bfc.does(HERE, "journey/resume-journey", occurred_on=ago(office, 10))
    bfc.does(HERE, "journey/set-due-date", step=PLAN, due_on="2025-01-01")
    assert bfc.cell("17", HERE, PLAN)["due_on"] == "2025-01-01"


def test_nothing_ends_before_it_began(office: Office) -> None:
    bfc = office.coordinator
    early = ago(office, 8)
    bfc.does(HERE, "support/note-need", need_code="secrecy-advice", occurred_on=ago(office, 5))
    assert bfc.refused(HERE, "support/meet-need", need_code="secrecy-advice", occurred_on=early) == ["L5"]
    bfc.does(HERE, "action-plan/ve/open-plan-work", occurred_on=ago(office, 20))
    referral = {"bodies": ["police"], "due_on": "2025-01-01", "occurred_on": ago(office, 5)}
    bfc.does(HERE, "action-plan/ve/refer-for-comment", **referral)
    comment = {"body": "police", "stance": "supports", "occurred_on": early}
    assert bfc.refused(HERE, "action-plan/ve/receive-comment", **comment) == ["L5"]
    block = {"step": PLAN, "cause_code": code(office, "block-causes"), "occurred_on": ago(office, 5)}
    bfc.does(HERE, "journey/block-step", **block)
    assert bfc.refused(HERE, "journey/unblock-step", step=PLAN, occurred_on=early) == ["L5"]
    before_joining = {"reason": code(office, "entry-reasons"), "occurred_on": "2024-01-10"}
    assert bfc.refused(HERE, "training/set-stage-plan", stages=["basic"], **before_joining) == ["L5"]


def test_a_picture_published_later_does_not_carry_an_earlier_adoption(office: Office) -> None:
    bfc = office.coordinator
    bfc.does(HERE, "action-plan/ve/open-plan-work", occurred_on=ago(office, 20))
    publish_picture(bfc, HERE)
    adopt = {"body": "municipal-council", "occurred_on": ago(office, 10)}
    assert bfc.refused(HERE, "action-plan/ve/adopt-plan", **adopt) == ["R2"]
    bfc.does(HERE, "action-plan/ve/adopt-plan", body="municipal-council")


def test_a_plan_whose_only_local_measure_was_dropped_is_not_local(office: Office) -> None:
    bfc = office.coordinator
    publish_picture(bfc, HERE)
    finding = {"dimension": "associations", "kind": "strength", "locality_level": "municipality"}
    bfc.does(HERE, "situation-picture/record-finding", **finding, level="not_known", source_type="municipal-staff")
    details = bfc.get(f"municipalities/{HERE}")["details"]
    bfc.does(HERE, "action-plan/ve/open-plan-work")
    measure = {"code": "parent-support", "owner_function": "principal", "due_on": "2025-01-01"}
    bfc.does(HERE, "action-plan/ve/add-measure", **measure, addresses_findings=[details["finding"][0]["ref"]])
    (added,) = bfc.actions(HERE)["action-plan.drop-measure"]["choices"]["measure_id"]
    bfc.does(HERE, "action-plan/ve/adopt-plan", body="municipal-council")
    assert "plan-not-local" not in bfc.reasons(HERE)
    drop = {"measure_id": added, "reason": code(office, "measure-drop-reasons")}
    bfc.does(HERE, "action-plan/ve/drop-measure", **drop)
    assert "plan-not-local" in bfc.reasons(HERE)


def test_a_plan_that_needs_revision_and_a_need_wait_until_something_is_done(office: Office) -> None:
    bfc = office.coordinator
    publish_picture(bfc, HERE)
    bfc.does(HERE, "action-plan/ve/open-plan-work")
    bfc.does(HERE, "action-plan/ve/adopt-plan", body="municipal-council")
    bfc.does(HERE, "action-plan/ve/review-plan", result="needs_revision")
    bfc.does(HERE, "support/note-need", need_code="secrecy-advice")
    assert {"plan-needs-revision", "need-open"} <= bfc.reasons(HERE)
    bfc.does(HERE, "action-plan/ve/open-plan-work")
    bfc.does(HERE, "support/meet-need", need_code="secrecy-advice")
    assert not {"plan-needs-revision", "need-open"} & bfc.reasons(HERE)


def test_the_clock_of_a_municipality_that_has_left_stands_still(office: Office) -> None:
    bfc = office.coordinator
    bfc.does(HERE, "journey/start-step", step=PLAN)
    bfc.does(HERE, "journey/move-into-everyday-work")
    office.calendar.pass_days(10)
    bfc.does(HERE, "municipality/leave-municipality", reason=code(office, "leave-reasons"))
    office.calendar.pass_days(300)
    cell = bfc.cell("17", HERE, PLAN)
    assert (cell["days"], cell["due_on"]) == (10, None)
    row = bfc.get(f"municipalities/{HERE}")
    assert row["health"] is None

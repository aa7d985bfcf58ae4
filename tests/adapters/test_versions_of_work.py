"""What was published or adopted stays readable beside the next draft, and what belongs together is one row."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from domain.values import Role
from tests.adapters.test_every_field import text_of
from tests.adapters.test_pages import Browser
from tests.support.api import Office, open_office
from tests.support.histories import QUESTIONS
from tests.support.journeys import begin, publish_picture
from tests.support.people import COORDINATOR
from tests.support.waiting import caught_up

HERE = "1730"
PICTURE = "situation-picture"
FINDING: dict[str, Any] = {
    "dimension": "school",
    "kind": "strength",
    "locality_level": "municipality",
    "level": "recurring",
    "source_type": "police",
}


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        begin(made.coordinator, HERE)
        yield made


def does(office: Office, address: str, **body: Any) -> Any:
    return office.coordinator.does(HERE, address, **body)


def answer(office: Office, assessment: str, question: str = "associations") -> None:
    does(office, f"{PICTURE}/answer-question", question_code=question, assessment=assessment, source_type="police")


def section(office: Office, name: str, **params: Any) -> list[dict[str, Any]]:
    return list(office.coordinator.get(f"municipalities/{HERE}", **params)["details"].get(name, []))


def assessments(office: Office, version: int, **params: Any) -> dict[str, str]:
    """Return the answers of a version."""
    found = [each["fields"] for each in section(office, "answer", **params)]
    return {each["question_code"]: each["assessment"] for each in found if each["version"] == version}


def page(office: Office, of: str, **params: Any) -> str:
    """Return the page of a step's work as a coordinator sees it."""
    caught_up(office.system)
    visitor = Browser(TestClient(office.system.app(), follow_redirects=False), office.system).sign_in(COORDINATOR)
    return visitor.get(f"/municipalities/{HERE}/{of}?{urlencode(params)}")


def told(office: Office, of: str) -> str:
    """Return what the page says."""
    return text_of(page(office, of))


def table(html: str, section: str) -> str:
    """Return a table of the page as text."""
    return text_of("<main" + html.split(f'id="section-{section}"')[1].split("</table>", maxsplit=1)[0])


class TestThePicture:
    def test_keeps_the_published_answers_beside_those_of_the_draft(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        published = office.coordinator.position
        before = assessments(office, 1)
        does(office, f"{PICTURE}/commission-picture")
        answer(office, "strength")

        assert set(before.values()) == {"mixed"}
        assert assessments(office, 1) == before
        assert assessments(office, 2) == {"associations": "strength"}
        assert assessments(office, 2, as_of=published) == {}
        assert [each["status"] for each in section(office, "version")] == ["published", "at-work"]
        html = page(office, PICTURE)
        assert "Styrka" in table(html, "answer-2")
        assert table(html, "answer-1").count("Både styrka och svaghet") == len(before)
        assert "answer-2" not in page(office, PICTURE, as_of=published)

    def test_keeps_superseded_answers_folded_below(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        publish_picture(office.coordinator, HERE)

        assert len(assessments(office, 1)) == len(assessments(office, 2)) > 0
        folded = re.findall(r'<details class="folded"><summary>(.*?)</summary>', page(office, PICTURE))
        assert "Svar i version 1 (ersatt)" in folded
        assert "Svar i version 2" not in folded

    def test_keeps_findings_as_they_were_when_it_was_published(self, office: Office) -> None:
        does(office, f"{PICTURE}/commission-picture")
        does(office, f"{PICTURE}/record-finding", **FINDING)
        finding = section(office, "finding")[0]["ref"]
        for question in QUESTIONS:
            answer(office, "mixed", question)
        does(office, f"{PICTURE}/publish-picture-version")
        does(office, f"{PICTURE}/revise-finding", finding_id=finding, level="sporadic", source_type="police")
        does(office, f"{PICTURE}/revise-finding", finding_id=finding, level="established", source_type="police")
        does(office, f"{PICTURE}/close-finding", finding_id=finding, cause="no-longer-seen")

        (earlier,) = section(office, "earlier-finding")
        assert (earlier["fields"]["level"], earlier["fields"]["until_version"]) == ("recurring", 1)
        assert section(office, "finding")[0]["status"] == "closed"
        html = page(office, PICTURE)
        assert "Återkommande" in table(html, "finding-1")
        assert "Iakttagelser som de stod i version 1 (publicerad)" in html

    def test_says_the_new_day_of_review_where_it_was_reviewed_unchanged(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        office.calendar.pass_days(30)
        does(office, f"{PICTURE}/review-picture-unchanged")

        assert section(office, "version")[0]["fields"]["review_due_on"] == "2026-02-14"
        assert "14 februari 2026" in table(page(office, PICTURE), "version")
        assert "15 januari 2026" not in table(page(office, PICTURE), "version")


class TestThePlan:
    def test_in_force_stays_beside_its_revision(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        does(office, "action-plan/ve/open-plan-work")
        does(office, "action-plan/ve/refer-for-comment", bodies=["police"], due_on="2024-03-01")
        does(office, "action-plan/ve/adopt-plan", body="municipal-council", dnr="KS 2024/7")
        does(office, "action-plan/ve/open-plan-work")

        adopted, revision = section(office, "plan")
        assert (adopted["status"], adopted["fields"]["dnr"]) == ("adopted", "KS 2024/7")
        assert adopted["fields"]["based_on_picture_version"] == 1
        assert (revision["status"], revision["fields"]["dnr"]) == ("at-work", None)
        assert "Kom aldrig in" in told(office, "plan")
        does(office, "action-plan/ve/adopt-plan", body="municipal-council")
        assert [each["status"] for each in section(office, "plan")] == ["superseded", "adopted"]


class TestOneRow:
    def test_is_made_of_a_structure_and_its_placement(self, office: Office) -> None:
        does(office, "structure-review/open-review")
        does(office, "structure-review/create-new-group")
        group = section(office, "structure")[0]["ref"]
        does(office, "structure-review/choose-host-structure", structure_id=group)
        does(office, "structure-review/decide-placement", org_unit_kind="executive-office")

        (placement,) = section(office, "placement")
        assert placement["fields"]["structure_id"] == group
        assert placement["fields"]["org_unit_kind"] == "executive-office"
        assert "Ny grupp" in told(office, "structure")
        assert "<td></td>" not in page(office, "structure")

    def test_is_made_of_a_key_function_that_is_not_relevant(self, office: Office) -> None:
        marked = {"group_code": "student-health", "marked_as": "key_function", "reason": "not-in-municipality"}
        does(office, "training/mark-target-group-not-relevant", **marked)

        (row,) = section(office, "key-function")
        assert (row["fields"]["function_code"], row["status"]) == ("student-health", "not-relevant")
        assert re.search(r"Elevhälsa.{0,80}Inte aktuell", told(office, "training"))

    def test_of_a_need_that_a_visit_showed_has_its_name(self, office: Office) -> None:
        does(office, "support/hold-visit", functions_met=["principal"], needs=["basic-training"])

        assert told(office, "support").count("Grundutbildning") >= 2, "with the visit, and among the needs"
        does(office, "support/meet-need", need_code="basic-training")
        assert "Uppfyllda behov (1) Grundutbildning" in told(office, "support")
        does(office, "support/note-need", need_code="basic-training")
        assert section(office, "need")[0]["status"] == "open"


def test_nobody_without_protected_sight_reads_an_earlier_finding_of_a_milieu(office: Office) -> None:
    does(office, f"{PICTURE}/commission-picture")
    milieu = {"kind": "milieu_presence", "milieu": "white-power", "observed_from": "2023", "observed_until": "2023"}
    does(office, f"{PICTURE}/record-finding", **{**FINDING, **milieu})
    finding = section(office, "finding")[0]["ref"]
    for question in QUESTIONS:
        answer(office, "mixed", question)
    does(office, f"{PICTURE}/publish-picture-version")
    does(office, f"{PICTURE}/revise-finding", finding_id=finding, level="sporadic", source_type="police")
    manager = office.callers[Role.MANAGER]
    manager.position = office.coordinator.position

    assert section(office, "earlier-finding")
    assert "earlier-finding" not in manager.get(f"municipalities/{HERE}")["details"]

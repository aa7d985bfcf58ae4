"""The page of what has changed since a day, and the same over the API (G13)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.journeys import begin
from tests.support.waiting import caught_up

HERE, ELSEWHERE = "1715", "1730"
PAGE = "/counties/17/changes"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """Kil is under way in January; in March it gets further, and Eda joins."""
    with open_office(database_url, HERE, ELSEWHERE) as made:
        begin(made.coordinator, HERE)
        made.coordinator.does(HERE, "journey/start-step", step="SITUATION_PICTURE")
        made.calendar.pass_days(60)
        made.coordinator.does(ELSEWHERE, "municipality/join-municipality")
        made.coordinator.does(HERE, "support/hold-visit", functions_met=["safety-coordinator"])
        caught_up(made.system)
        yield made


def changes(office: Office, since: str = "2024-02-01", role: Role = Role.COORDINATOR, **more: str) -> dict[str, Any]:
    found = office.callers[role].get("counties/17/changes", since=since, **more)
    return {each["kind"]: each for each in found["changes"]}


def page(office: Office, query: str = "", role: Role = Role.COORDINATOR, status: int = 200) -> str:
    caller = office.callers[role]
    signed_in = office.http.post("/sign-in", data={"token": caller.token}, follow_redirects=False)
    assert signed_in.status_code == 303
    answer = office.http.get(f"{PAGE}{query}")
    assert answer.status_code == status
    return answer.text


class TestWhatHasChanged:
    def test_is_told_with_who_and_the_events_behind_it(self, office: Office) -> None:
        told = changes(office)

        assert told["joined"]["text"] == "Eda har anslutit sig."
        assert [each["code"] for each in told["joined"]["places"]] == [ELSEWHERE]
        assert told["visit-held"]["text"] == "Ett besök har gjorts, i Kil."
        (event,) = told["joined"]["places"][0]["events"]
        assert event in [each["event_id"] for each in office.coordinator.get("trail")["events"]]
        assert "step-started" not in told  # it was under way by then

    def test_is_all_since_a_day_before_anything_was(self, office: Office) -> None:
        told = changes(office, "2023-01-01")

        assert told["joined"]["text"] == "Eda och Kil har anslutit sig."
        assert told["step-started"]["text"] == "Kil har börjat med steg 1 (lägesbild)."

    def test_is_nothing_since_today(self, office: Office) -> None:
        assert changes(office, office.calendar.today().isoformat()) == {}

    def test_is_a_contact_persons_own_alone(self, office: Office) -> None:
        assert "joined" not in changes(office, role=Role.CONTACT)
        assert "visit-held" in changes(office, role=Role.CONTACT)
        assert "Eda" not in page(office, "?since=2023-01-01", Role.CONTACT)

    def test_is_as_it_was_known_at_an_earlier_moment(self, office: Office) -> None:
        told = changes(office, "2023-12-01", as_of="2024-02-01")

        assert told["joined"]["text"] == "Kil har anslutit sig."
        assert "visit-held" not in told

    def test_is_told_by_the_days_on_which_it_happened_where_one_looks_at_these(self, office: Office) -> None:
        """A visit that is entered late counts by its day."""
        office.coordinator.does(
            ELSEWHERE, "support/hold-visit", functions_met=["safety-coordinator"], occurred_on="2024-02-20"
        )
        caught_up(office.system)
        today = office.calendar.today().isoformat()

        assert changes(office, "2024-02-25")["visit-held"]["text"] == "2 besök har gjorts, i Eda och Kil."
        assert changes(office, "2024-02-25")["entered-late"]["places"][0]["code"] == ELSEWHERE
        by_day = changes(office, "2024-02-25", happened_by=today)
        assert by_day["visit-held"]["text"] == "Ett besök har gjorts, i Kil."
        assert "entered-late" not in by_day

    @pytest.mark.parametrize(("effect", "is_told"), [("too_early", False), ("partly", True)])
    def test_is_no_follow_up_where_it_was_too_early_to_tell(
        self, office: Office, effect: str, *, is_told: bool
    ) -> None:
        bfc, number = office.coordinator, "00000000-0000-4000-8000-000000000801"
        measure = {"code": "basic-training", "owner_function": "safety-coordinator", "due_on": "2024-09-01"}
        bfc.does(HERE, "action-plan/ve/open-plan-work")
        bfc.does(HERE, "action-plan/ve/add-measure", measure_id=number, addresses_findings=[], **measure)
        bfc.does(HERE, "action-plan/ve/record-measure-result", measure_id=number, effect=effect)
        caught_up(office.system)

        assert ("measure-followed-up" in changes(office)) == is_told

    def test_is_told_of_a_correction_and_not_of_what_was_voided(self, office: Office) -> None:
        visit = changes(office)["visit-held"]["places"][0]["events"][0]
        office.coordinator.does(
            HERE, "support/correct-entry", target_event_id=visit, voids=True, reason="did-not-happen"
        )
        caught_up(office.system)
        told = changes(office)

        assert "visit-held" not in told
        assert told["corrected"]["text"] == "En uppgift har rättats: Kil."

    def test_names_what_became_late_and_what_was_cleared(self, office: Office) -> None:
        office.calendar.pass_days(60)
        late = changes(office, "2024-03-20")["late"]

        assert (late["reason"], late["step"]) == ("step-overdue", "SITUATION_PICTURE")


class TestThePage:
    def test_goes_three_months_back_from_a_moment_before_the_day(self, office: Office) -> None:
        text = page(office, "?since=2024-03-01&as_of=2024-02-10")

        assert "sedan 10 november 2023" in text
        assert "Dagen som valdes ligger efter den som visas." in text
        assert "Dagen som valdes" not in page(office)

    def test_begins_three_months_back(self, office: Office) -> None:
        text = page(office)

        assert "sedan 15 december 2023" in text
        assert 'value="2023-12-15"' in text

    def test_leads_from_each_sentence_to_its_events(self, office: Office) -> None:
        text = page(office, "?since=2023-12-01")
        links = [
            each.replace("&amp;", "&") for each in re.findall(r'href="(/(?:events|counties/17/compare)[^"]*)"', text)
        ]

        for each in links:
            assert office.http.get(each).status_code == 200, each
        behind = office.http.get("/counties/17/compare/events?from=2023-12-01&of=joined").text
        assert behind.split("<main")[1].split("</main>")[0].count("<time") == 2

    def test_keeps_the_moment(self, office: Office) -> None:
        text = page(office, "?since=2023-12-01&as_of=2024-02-01")

        assert "Kil" in text
        assert "Eda har anslutit sig" not in re.sub("<[^>]*>", "", text)
        assert 'name="as_of" value="2024-02-01"' in text

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("?since=", 200),
            ("?since=0001-01-01", 422),
            ("?since=1900-01-01", 200),
            ("?since=2024-03-16", 200),
            ("?since=9999-12-31", 422),
            ("?since=2024-03-01&as_of=2024-02-01", 200),
            ("?since=yesterday", 422),
            ("?since=2024-02-30", 422),
            (f"?since={'9' * 400}", 422),
            ("?since=2024-01-01&since=2024-02-01", 200),
        ],
    )
    def test_answers_whatever_it_is_asked(self, office: Office, query: str, status: int) -> None:
        page(office, query, status=status)

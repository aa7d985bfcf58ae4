"""What was entered under topics since retired is read, found and corrected like anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from domain.values import Role
from tests.support.api import Caller, Office, open_office
from tests.support.people import COORDINATOR, HERE
from tests.support.recordings import BEFORE, insert, recording

KIL = HERE.scb_code
# So many were the line managers at the big session.
EXACT = "4321"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    insert(database_url, recording(BEFORE))
    with open_office(database_url, day=date(2026, 3, 10)) as made:
        made.coordinator.position = made.system.store.head()
        yield made


def entry(topic: str, **said: object) -> str:
    """Return the id of a recorded event that says this."""
    for each in recording(BEFORE):
        fields = json.loads(each.state)["event"]
        if each.topic == topic and said.items() <= fields.items():
            return str(each.event_id)
    raise AssertionError(topic)


def trail(caller: Caller, **wanted: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.get("trail", limit=500, **wanted)["events"]
    return found


def section(caller: Caller, name: str) -> dict[str, Any]:
    """Return a section of the municipality's work by the rows' references."""
    details = caller.get(f"municipalities/{KIL}")["details"][name]
    return {each["ref"]: each["fields"] for each in details}


def corrects(caller: Caller, aggregate: str, target: str, **body: object) -> Any:
    return caller.does(KIL, f"{aggregate}/correct-entry", target_event_id=target, reason="typing-error", **body)


FINDING = "00000000-0000-0000-0000-000000000259"
BIG, SMALL = "00000000-0000-0000-0000-0000000001f8", "00000000-0000-0000-0000-00000000025c"
HELD = "training.session-held.v1"


class TestOldEntries:
    def test_are_told_in_bands_and_days_in_both_languages(self, office: Office) -> None:
        for language, words in (("sv", "200 personer eller fler"), ("en", "200 people or more")):
            told = office.coordinator.get("trail", language, limit=500)
            texts = " ".join(each["text"] for each in told["events"])
            assert words in texts
            assert "29 " in texts  # the last of February
            assert "⟦" not in texts
            assert EXACT not in json.dumps(told)

    def test_show_no_exact_number_on_any_page(self, office: Office) -> None:
        secret = office.system.access.sign_in(COORDINATOR, None, "sv", office.calendar.now())
        office.http.cookies.set("femsteg_session", secret)
        target = entry(HELD, session_id=BIG)
        form = f"/municipalities/{KIL}/act/training/correct-entry"
        for path in (f"/municipalities/{KIL}", f"/events/{target}", form, f"{form}?target_event_id={target}"):
            page = office.http.get(path)
            assert page.status_code == 200
            assert "⟦" not in page.text
            assert EXACT not in page.text
            assert "200 personer eller fler" in page.text

    @pytest.mark.parametrize("version", [1, 2])
    def test_are_found_by_the_topic_of_then_and_of_now(self, office: Office, version: int) -> None:
        found = trail(office.coordinator, kind=f"training.session-held.v{version}")

        assert {BIG, SMALL} == {each["fields"]["session_id"] for each in found}
        assert {"training.session-held.v2"} == {each["topic"] for each in found}

    def test_of_a_period_are_corrected_in_days(self, office: Office) -> None:
        recorded = entry("situation-picture.finding-revised.v1", finding_id=FINDING)
        corrects(office.coordinator, "situation-picture", recorded, correction={"observed_until": "2025-03"})

        shown = section(office.coordinator, "finding")[FINDING]
        assert ("2025-01-01", "2025-03-31") == (shown["observed_from"], shown["observed_until"])

    def test_of_a_period_are_not_corrected_into_half_a_period(self, office: Office) -> None:
        recorded = entry("situation-picture.finding-revised.v1", finding_id=FINDING)
        for wrong in ({"observed_until": None}, {"observed_until": "2024"}, {"observed_period": "2024"}):
            body: dict[str, Any] = {"target_event_id": recorded, "correction": wrong, "reason": "typing-error"}
            assert office.coordinator.refused(KIL, "situation-picture/correct-entry", **body) == ["L4"]

    def test_of_heads_are_corrected_in_bands_and_never_in_numbers(self, office: Office) -> None:
        caller, target = office.coordinator, entry(HELD, session_id=SMALL)
        body: dict[str, Any] = {"target_event_id": target, "reason": "typing-error"}
        head = office.system.store.head()
        exact: dict[str, Any] = {"correction": {"headcount_by_group": {"parks": 17}}}
        as_text: dict[str, Any] = {"correction": {"headcount_by_group": {"parks": "17"}}}
        assert caller.send(KIL, "training/correct-entry", **body, **exact).status_code == 422
        assert caller.refused(KIL, "training/correct-entry", **body, **as_text) == ["L4"]
        assert head == office.system.store.head()

        corrects(caller, "training", target, correction={"headcount_by_group": {"parks": "20-49"}})
        assert {"parks": "20-49"} == section(caller, "session")[SMALL]["headcount_by_group"]

    def test_come_back_when_their_correction_is_struck(self, office: Office) -> None:
        caller = office.coordinator
        corrected = {"student-health": "5-19", "parks": "0"}
        assert corrected == section(caller, "session")[SMALL]["headcount_by_group"]

        corrects(caller, "training", entry("training.entry-corrected.v1", corrected_on=None), voids=True)
        assert {"student-health": "1-4"} == section(caller, "session")[SMALL]["headcount_by_group"]
        (held,) = [each for each in trail(caller, kind=HELD) if each["fields"]["session_id"] == SMALL]
        assert held["corrected_by"] is None

    def test_are_named_when_something_depends_on_them(self, office: Office) -> None:
        planned = entry("training.session-planned.v1", session_id=SMALL)
        body: dict[str, Any] = {"target_event_id": planned, "voids": True, "reason": "typing-error"}
        answer = office.coordinator.send(KIL, "training/correct-entry", **body).json()

        (refusal,) = answer["refusals"]
        assert refusal["rule_id"] == "L9"
        assert "Tillfälle genomfört" in refusal["text"]

    def test_are_corrected_once_however_often_it_is_asked(self, office: Office) -> None:
        target = entry(HELD, session_id=SMALL)
        body: dict[str, Any] = {"target_event_id": target, "voids": True, "reason": "typing-error"}
        answers = [office.coordinator.send(KIL, "training/correct-entry", key="only-once", **body) for _ in range(2)]

        assert answers[0].status_code == 200
        assert answers[0].json() == answers[1].json()
        assert len(recording(BEFORE)) + 1 == office.system.store.head()

    def test_stay_in_the_log_as_the_bytes_that_they_were(self, office: Office, database_url: str) -> None:
        corrects(office.coordinator, "training", entry(HELD, session_id=SMALL), voids=True)
        with psycopg.connect(database_url) as connection:
            rows = connection.execute("SELECT topic, state FROM log.events ORDER BY notification_id").fetchall()

        assert [(each.topic, each.state) for each in recording(BEFORE)] == rows[: len(recording(BEFORE))]
        assert rows[-1][0] == "training.entry-corrected.v2"

    def test_are_for_the_same_readers_as_before(self, office: Office) -> None:
        told = json.dumps(trail(office.callers[Role.MANAGER]))

        assert "white-power" not in told
        assert "2025-06-30" not in told

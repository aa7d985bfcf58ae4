"""A day is ISO text from 1900 on, wherever the API takes one: bodies, corrections, parameters."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.journey.events import DueDateSet
from domain.periods import AS_RECORDED
from tests.support.api import Office, open_office
from tests.support.database import Databases

HERE = "1715"
RECORDED = '{"step": "SITUATION_PICTURE", "due_on": "1795737600", "basis": "agreed"}'
NO_DAYS = (
    *("1795737600", "0", "2023-03-01T00:00:00", "2023-03-01T00:00:00Z", "20230301", "2023-W10-2"),
    *("1899-12-31", "1018-01-29", "0001-01-01", "9999-12-31"),
)


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE) as made:
        made.coordinator.does(HERE, "municipality/join-municipality", occurred_on="2024-01-08")
        made.coordinator.does(HERE, "support/plan-visit", occurred_on="2024-01-08", planned_on="2024-02-01")
        yield made


@pytest.mark.parametrize("said", [*NO_DAYS, 1795737600, 0, 86400, 1.5, True])
def test_a_body_s_days_are_nothing_else(office: Office, said: Any) -> None:
    for fields in ({"planned_on": "2024-02-02", "occurred_on": said}, {"planned_on": said}):
        response = office.coordinator.send(HERE, "support/plan-visit", **fields)

        assert response.status_code == 422, response.text
        assert {each["field"] for each in response.json()["errors"]} <= {"occurred_on", "planned_on"}


@pytest.mark.parametrize("said", NO_DAYS)
@pytest.mark.parametrize(("path", "name"), [("trail", "from"), ("trail", "to"), ("work-queue", "happened_by")])
def test_a_parameter_s_day_is_nothing_else(office: Office, path: str, name: str, said: str) -> None:
    response = office.coordinator.ask(path, **{name: said})

    assert response.status_code == 422, response.text


def test_a_parameter_s_day_is_taken(office: Office) -> None:
    assert office.coordinator.get("trail", **{"from": "1900-01-01", "to": "2200-12-31"})["events"]


@pytest.mark.parametrize("said", ["1795737600", "2024-03-01T00:00:00", "1899-12-31", 0, 86400])
def test_a_corrected_day_is_nothing_else(office: Office, said: object) -> None:
    events = office.coordinator.get(f"municipalities/{HERE}/timeline")["events"]
    visit = next(each["event_id"] for each in events if each["topic"].startswith("support.visit-planned"))
    body = {"target_event_id": visit, "reason": "typing-error", "correction": {"planned_on": said}}
    response = office.coordinator.send(HERE, "support/correct-entry", **body)

    assert response.status_code in {409, 422}, response.text


def test_what_was_recorded_by_laxer_rules_is_read_as_it_was_then() -> None:
    read = DueDateSet.model_validate_json(RECORDED, context={AS_RECORDED: True})

    assert read.due_on.isoformat() == "2026-11-27"

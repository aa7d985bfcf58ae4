"""What a clock or a step's end rests on is said by whoever records it: the API presumes nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.api import Office, open_office

HERE = "1715"
# Each request is whole but for one field.
LEFT_OUT = [
    ("support/log-contact", {}, "direction"),
    ("support/request-guidance", {"unit_kind": "school_team"}, "urgency"),
    ("support/hold-visit", {}, "functions_met"),
    ("support/hold-visit", {"functions_met": []}, "functions_met"),
    ("journey/complete-step", {"step": "SITUATION_PICTURE"}, "outcome"),
]


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE) as made:
        made.coordinator.does(HERE, "municipality/join-municipality")
        yield made


@pytest.mark.parametrize(("address", "body", "field"), LEFT_OUT)
def test_what_is_left_out_is_named_and_nothing_is_recorded(
    office: Office, address: str, body: dict[str, Any], field: str
) -> None:
    head = office.system.store.head()
    answer = office.coordinator.send(HERE, address, **body)

    assert answer.status_code == 422, answer.text
    assert field in answer.text
    assert office.system.store.head() == head

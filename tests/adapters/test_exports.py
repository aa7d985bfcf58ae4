"""What leaves as a sheet has a line of headers, with rows or without."""

from collections.abc import Iterator

import pytest

from tests.support.api import Office, open_office
from tests.support.database import Databases


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, "1715") as made:
        yield made


@pytest.fixture(scope="module")
def nobody(databases: Databases) -> Iterator[Office]:
    with databases.lent() as url, open_office(url) as made:
        yield made


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("trail", {"kind": "training."}),
        ("municipalities/1715/timeline", {"step": "STAFF_TRAINING"}),
        ("counties/17", {"attention": "red"}),
        ("counties/17/timeline", {}),
        ("work-queue", {}),
    ],
)
def test_an_empty_sheet_has_its_headers(office: Office, path: str, asked: dict[str, str]) -> None:
    text = office.coordinator.ask(path, format="csv", **asked).content.decode("utf-8-sig")

    header, *rows = text.splitlines()
    assert rows == []
    assert header.split(";")[0] in {"position", "scb_code"}
    assert len(header.split(";")) >= 8


def test_a_county_without_municipalities_is_a_sheet_of_headers(nobody: Office) -> None:
    for path in ("counties/17", "work-queue", "trail"):
        lines = nobody.coordinator.ask(path, format="csv").content.decode("utf-8-sig").splitlines()

        assert [len(each.split(";")) >= 8 for each in lines] == [True], path


def test_the_headers_are_the_same_with_rows(office: Office) -> None:
    empty = office.coordinator.ask("trail", format="csv", kind="training.").text.splitlines()[0]
    header, *rows = office.coordinator.ask("trail", format="csv").text.splitlines()

    assert (header, bool(rows)) == (empty, True)

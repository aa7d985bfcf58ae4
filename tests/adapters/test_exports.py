"""What leaves as a sheet: headers with rows or without, words beside codes, the same cells in either form."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from adapters.http.sheets.writer import XLSX_TYPE
from tests.support.api import Caller, Office, open_office
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


SHEETS = ("counties/17", "work-queue", "trail", "municipalities/1715/timeline")


def in_language(office: Office, language: str) -> Caller:
    return replace(office.coordinator, language=language)


def of_csv(office: Office, path: str, language: str) -> list[list[str]]:
    text = in_language(office, language).ask(path, format="csv").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def of_xlsx(office: Office, path: str, language: str) -> list[list[Any]]:
    answer = in_language(office, language).ask(path, format="xlsx")
    assert answer.headers["content-type"] == XLSX_TYPE
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    (page,) = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    return [list(line) for line in page.iter_rows(values_only=True)]


def as_text(value: object) -> str:
    """Return a cell of a workbook as a CSV has it; its days are days, not texts that look like one."""
    return "" if value is None else value.date().isoformat() if isinstance(value, datetime) else str(value)


@pytest.fixture(scope="module")
def at_work(databases: Databases) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, "1715") as made:
        made.coordinator.does("1715", "municipality/join-municipality")
        made.coordinator.does("1715", "journey/open-journey")
        made.coordinator.does("1715", "journey/start-step", step="SITUATION_PICTURE")
        made.coordinator.does("1715", "support/log-contact", direction="both")
        yield made


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", SHEETS)
def test_a_workbook_holds_the_cells_of_the_csv(at_work: Office, path: str, language: str) -> None:
    lines = of_csv(at_work, path, language)

    assert len(lines) > 1
    assert [[as_text(cell) for cell in line] for line in of_xlsx(at_work, path, language)] == lines


@pytest.mark.parametrize("path", SHEETS)
def test_words_are_of_the_asked_language_and_codes_of_none(at_work: Office, path: str) -> None:
    swedish, english = of_csv(at_work, path, "sv"), of_csv(at_work, path, "en")
    codes = [place for place, header in enumerate(swedish[0]) if header == english[0][place] and "_" in header]

    assert len(set(swedish[0])) == len(swedish[0])
    assert codes
    assert [[line[place] for place in codes] for line in swedish] == [
        [line[each] for each in codes] for line in english
    ]
    assert swedish[0] != english[0]
    assert swedish[1] != english[1]


def test_a_state_is_a_word_with_its_code_beside_it(at_work: Office) -> None:
    header, row = of_csv(at_work, "counties/17", "sv")
    told = dict(zip(header, row, strict=True))

    assert (told["1. Lägesbild"], told["SITUATION_PICTURE_status"]) == ("Pågår", "in_progress")
    assert (told["Pausad"], told["paused"]) == ("Nej", "false")
    assert (told["Anslutning"], told["membership"]) == ("Ansluten", "joined")
    assert "Arbetsmarknadsregion" in told


def test_a_workbook_s_days_are_days(at_work: Office) -> None:
    header, row, *_ = of_xlsx(at_work, "trail", "sv")
    day = row[header.index("Datum")]

    assert isinstance(day, datetime)
    assert day.date() == at_work.calendar.today()
    assert date.fromisoformat(of_csv(at_work, "trail", "sv")[1][header.index("Datum")]) == day.date()


def test_a_workbook_is_what_its_media_type_asks_for(at_work: Office) -> None:
    answer = at_work.http.get("/api/v1/work-queue", headers={**at_work.coordinator.headers(), "Accept": XLSX_TYPE})

    assert answer.headers["content-type"] == XLSX_TYPE

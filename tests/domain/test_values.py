"""Periods by their first and last day, and people by bands."""

import re
from datetime import UTC, date, datetime
from itertools import pairwise
from json import dumps
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.bands import AttendanceBand, attendance_band
from domain.messages import TOPICS
from domain.periods import Day, FirstDay, LastDay, first_day, iso_day, last_day
from domain.published_text import ProgrammeName, PublishedText
from domain.situation_picture.commands import AnswerQuestion
from domain.situation_picture.events import FindingRevised, QuestionAnswered
from domain.training.commands import CorrectEntry, HoldSession
from domain.training.events import SessionHeld
from tests.support.histories import FINDING, SESSION

ANSWER: dict[str, Any] = {"question_code": "strengths", "assessment": "mixed", "source_type": "police"}
REVISED: dict[str, Any] = {"finding_id": FINDING, "level": "sporadic", "source_type": "police"}
OBSERVED = [(AnswerQuestion, ANSWER), (QuestionAnswered, ANSWER)]


class TestADay:
    @pytest.mark.parametrize("day", [date(1900, 1, 1), date(2024, 2, 29), date(2200, 12, 31)])
    def test_is_iso_text_from_1900_on(self, day: date) -> None:
        assert day == iso_day(day.isoformat())
        assert day == TypeAdapter(Day).validate_json(f'"{day}"')
        assert day == TypeAdapter(Day).validate_python(day)

    @pytest.mark.parametrize(
        "said",
        [
            *(1795737600, 0, 1.5, True, "1795737600", "0", "2024-03-01T00:00:00", "2024-03-01T00:00:00Z", ""),
            *(" 2024-03-01", "2024-03-01 ", "20240301", "2024-W10-5", "24-03-01", "2024-3-1", "01/03/2024"),
            *("1899-12-31", "1018-01-29", "0001-01-01", "2201-01-01", "9999-12-31", "2024-02-30", "٢٠٢٤-03-01"),
        ],
    )
    def test_is_nothing_else(self, said: object) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(Day).validate_python(said)
        with pytest.raises(ValidationError):
            TypeAdapter(Day).validate_json(dumps(said))

    def test_is_no_moment(self) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(Day).validate_python(datetime(2024, 3, 1, tzinfo=UTC))
        with pytest.raises(ValueError, match="neither-year-month-nor-day"):
            first_day(datetime(2024, 3, 1, tzinfo=UTC))


class TestFirstAndLastDay:
    @pytest.mark.parametrize(
        ("said", "first", "last"),
        [
            ("2024", date(2024, 1, 1), date(2024, 12, 31)),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            ("2099-12", date(2099, 12, 1), date(2099, 12, 31)),
            ("2024-02-03", date(2024, 2, 3), date(2024, 2, 3)),
        ],
    )
    def test_are_those_of_a_year_or_month_and_a_day_is_both(self, said: str, first: date, last: date) -> None:
        assert (first, last) == (first_day(said), last_day(said))

    @pytest.mark.parametrize(
        "said", ["", "24", "2024-2", "2024-13", "2024-02-30", "2024-", "2100", "1700000000", "våren", 2024]
    )
    @pytest.mark.parametrize("kind", [FirstDay, LastDay])
    def test_are_of_nothing_else(self, kind: Any, said: object) -> None:
        with pytest.raises(ValidationError, match="neither-year-month-nor-day"):
            TypeAdapter(kind).validate_python(said)


class TestAnObservedPeriod:
    @pytest.mark.parametrize(("model", "fields"), OBSERVED)
    @pytest.mark.parametrize("days", [{}, {"observed_from": None, "observed_until": None}])
    def test_may_be_left_out(self, model: Any, fields: dict[str, Any], days: dict[str, None]) -> None:
        assert model(**fields, **days).observed_until is None

    @pytest.mark.parametrize(("model", "fields"), OBSERVED)
    def test_may_be_a_single_day(self, model: Any, fields: dict[str, Any]) -> None:
        made = model(**fields, observed_from="2024-03-04", observed_until="2024-03-04")

        assert made.observed_from == made.observed_until == date(2024, 3, 4)

    @pytest.mark.parametrize(("model", "fields"), [*OBSERVED, (FindingRevised, REVISED)])
    @pytest.mark.parametrize(
        ("days", "fault"),
        [
            ({"observed_from": "2024"}, "period-incomplete"),
            ({"observed_until": "2024"}, "period-incomplete"),
            ({"observed_from": "2024-03", "observed_until": "2024-02"}, "period-ends-before-it-starts"),
        ],
    )
    def test_has_both_its_ends_in_order(
        self, model: Any, fields: dict[str, Any], days: dict[str, str], fault: str
    ) -> None:
        with pytest.raises(ValidationError, match=fault) as wrong:
            model(**fields, **days)

        assert [("observed_until",)] == [each["loc"] for each in wrong.value.errors()]


class TestAProgrammesName:
    @pytest.mark.parametrize(
        "said",
        [
            "Värna Värmland mot våldsbejakande extremism",
            "Skåne mot extremism",
            "Trygga kommuner i Västra Götaland",
        ],
    )
    def test_says_what_it_is_for(self, said: str) -> None:
        assert TypeAdapter(ProgrammeName).validate_python(f" {said} ") == said

    @pytest.mark.parametrize("said", ["Anna Andersson", "Carl von Linné", "Värna Värmland", "ANNA ANDERSSON"])
    def test_is_not_what_a_persons_may_be(self, said: str) -> None:
        with pytest.raises(ValidationError, match="no-word-in-small-letters"):
            TypeAdapter(ProgrammeName).validate_python(said)

    @pytest.mark.parametrize("said", ["abc", "mot extremism 2018", "mot@extremism", "mot\x00extremism", "mot " * 40])
    def test_holds_no_numbers_addresses_or_stories(self, said: str) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(ProgrammeName).validate_python(said)


class TestPublishedText:
    @pytest.mark.parametrize(
        "said",
        [
            "Att bejaka våld, enligt Samtalskompassen 2017\N{EN DASH}2018.",
            "Enligt lagen (2023:196) ska kommunen ta fram en lägesbild. Den är aldrig statisk.",
        ],
    )
    def test_may_speak_of_laws_years_and_sources(self, said: str) -> None:
        assert TypeAdapter(PublishedText).validate_python(said) == said

    @pytest.mark.parametrize(
        "said", ["Det sade Anna Andersson.", "Det sade Anna-Karin Öberg.", "Sagt av Karl Åke Berg i Kil."]
    )
    def test_names_nobody(self, said: str) -> None:
        with pytest.raises(ValidationError, match="looks-like-a-name"):
            TypeAdapter(PublishedText).validate_python(f"Våld är fel. {said}")

    @pytest.mark.parametrize("said", ["19900101-1234", "070-123 45 67", "a@b.se", "www.a.se", "http://a.se", "<b>"])
    def test_tells_no_way_to_anyone(self, said: str) -> None:
        with pytest.raises(ValidationError, match="looks-like-a-contact-detail"):
            TypeAdapter(PublishedText).validate_python(f"Våld är fel, hör av dig: {said}")


class TestAttendance:
    def test_has_bands_without_gap_or_overlap(self) -> None:
        ends = [[int(each) for each in re.findall(r"\d+", band)] for band in get_args(AttendanceBand)]

        assert ends[0] == [0]
        assert all(later[0] == earlier[-1] + 1 for earlier, later in pairwise(ends))
        assert ends[-1] == [200]

    def test_has_one_band_for_one_to_four(self) -> None:
        assert {"1-4"} == {attendance_band(heads) for heads in (1, 2, 3, 4)}
        assert ("0", "5-19") == (attendance_band(0), attendance_band(5))

    @pytest.mark.parametrize("model", [HoldSession, SessionHeld])
    @pytest.mark.parametrize("heads", [12, "12", "1-5", None])
    def test_is_never_an_exact_number(self, model: Any, heads: object) -> None:
        with pytest.raises(ValidationError, match="literal_error"):
            model(session_id=SESSION, headcount_by_group={"parks": heads}, materials_version="unknown")

    def test_is_never_corrected_into_an_exact_number(self) -> None:
        with pytest.raises(ValidationError):
            CorrectEntry.model_validate(
                {"target_event_id": SESSION, "correction": {"headcount_by_group": {"parks": 12}}}
            )

    def test_is_told_by_no_event_in_a_table_of_numbers(self) -> None:
        tables = {
            topic: str(field.annotation)
            for topic, event in TOPICS.items()
            for field in event.model_fields.values()
            if "dict[" in str(field.annotation)
        }

        assert "training.session-held.v2" in tables
        assert [topic for topic, table in tables.items() if "int" in table.rpartition(",")[2]] == []

"""Retired topics lead to topics in use, and what they said becomes what it means today."""

import json
import re
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.serialization.mapper import FemstegMapper, PlacedEvent
from adapters.serialization.upcasting import (
    UPCASTERS,
    Upcaster,
    chain,
    correcting,
    current,
    heads_in_bands,
    period_in_days,
)
from domain.messages import TOPICS
from domain.situation_picture.events import QuestionAnswered
from domain.training.events import SessionHeld
from tests.support.recordings import BEFORE, SINCE, recording

MONTHS = st.builds("{}-{:02}".format, st.integers(1900, 2099), st.integers(1, 12))
PARTS = st.one_of(st.integers(1900, 2099).map(str), MONTHS)
# As version 1 admitted them: the text of the end was not before that of the start.
PERIODS = st.one_of(PARTS, st.tuples(PARTS, PARTS).filter(lambda two: two[0] <= two[1]).map("/".join))

RETIRED = [each for each in recording(BEFORE) if each.topic in UPCASTERS]


def observed(period: str | None) -> dict[str, Any]:
    answer = {"question_code": "strengths", "assessment": "mixed", "source_type": "police"}
    return {**answer, "observed_period": period}


class TestTheTable:
    @pytest.mark.parametrize("topic", UPCASTERS)
    def test_leads_each_retired_topic_to_one_in_use(self, topic: str) -> None:
        assert topic not in TOPICS
        assert current(topic) in TOPICS

    @pytest.mark.parametrize("topic", UPCASTERS)
    def test_goes_one_version_at_a_time_and_keeps_the_name(self, topic: str) -> None:
        name, _, version = topic.rpartition(".v")

        assert f"{name}.v{int(version) + 1}" == UPCASTERS[topic].topic

    @pytest.mark.parametrize("topic", TOPICS)
    def test_leaves_no_earlier_version_of_a_topic_in_use_behind(self, topic: str) -> None:
        name, _, version = topic.rpartition(".v")
        earlier = [f"{name}.v{number}" for number in range(1, int(version))]

        assert [each.topic for each in chain(f"{name}.v1")] == [*earlier, topic][1:]

    def test_leaves_a_topic_in_use_as_it_is(self) -> None:
        assert [current(topic) for topic in TOPICS] == list(TOPICS)

    def test_leads_through_every_version_between(self) -> None:
        steps = {f"a.b.v{number}": Upcaster(f"a.b.v{number + 1}", dict) for number in range(1, 4)}

        assert ["a.b.v3", "a.b.v4"] == [each.topic for each in chain("a.b.v2", steps)]

    @pytest.mark.parametrize("row", RETIRED, ids=lambda row: row.topic)
    def test_changes_nothing_of_what_it_is_given(self, row: PlacedEvent) -> None:
        fields = json.loads(row.state)["event"]
        before = deepcopy(fields)
        UPCASTERS[row.topic].change(fields)

        assert before == fields


class TestAPeriod:
    @pytest.mark.parametrize(
        ("period", "start", "end"),
        [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2023-02", "2023-02-01", "2023-02-28"),
            ("2023-11/2024-02", "2023-11-01", "2024-02-29"),
            ("2023/2024-06", "2023-01-01", "2024-06-30"),
            ("2023/2024", "2023-01-01", "2024-12-31"),
            (None, None, None),
        ],
    )
    def test_lasts_from_its_first_day_to_its_last(self, period: str | None, start: str | None, end: str | None) -> None:
        days = {"observed_from": start, "observed_until": end}

        assert {**observed(None), **days} == {"observed_period": None, **period_in_days(observed(period))}

    @given(PERIODS)
    def test_is_whole_months_whatever_it_was(self, period: str) -> None:
        event = QuestionAnswered.model_validate(period_in_days(observed(period)))
        start, end = event.observed_from, event.observed_until

        assert start is not None
        assert end is not None
        assert start <= end
        assert (start.day, (end + timedelta(days=1)).day) == (1, 1)
        assert period.startswith(str(start.year))
        assert str(end.year) in period.rpartition("/")[2]

    def test_is_the_same_when_a_correction_says_it(self) -> None:
        corrected = correcting("observed_period", period_in_days)
        said = {"voids": False, "correction": {"level": "sporadic", "observed_period": "2024"}}
        other = {"voids": False, "correction": {"level": "sporadic"}}
        days = {"observed_from": "2024-01-01", "observed_until": "2024-12-31"}

        assert {"voids": False, "correction": {"level": "sporadic", **days}} == corrected(said)
        assert other == corrected(other)


class TestANumberOfPeople:
    @given(st.integers(0, 100_000))
    def test_becomes_the_band_that_holds_it(self, heads: int) -> None:
        held = {"headcount_by_group": {"parks": heads}, "materials_version": "unknown"}
        fields = heads_in_bands({**held, "session_id": "00000000-0000-0000-0000-000000000001"})
        band = SessionHeld.model_validate(fields).headcount_by_group["parks"]
        least, most = ([int(each) for each in re.findall(r"\d+", band)] * 2)[:2]

        assert least <= heads
        assert heads <= most or band == "200+"

    def test_from_one_to_four_cannot_be_told_apart(self) -> None:
        said = [heads_in_bands({"headcount_by_group": {"parks": heads}}) for heads in (1, 2, 3, 4)]

        assert all(each == said[0] for each in said)


def test_the_story_of_before_is_the_one_since() -> None:
    mapper = FemstegMapper()
    before = [mapper.to_stored_event(mapper.to_domain_event(each)) for each in recording(BEFORE)]

    assert {each.topic for each in recording(BEFORE)} > set(UPCASTERS)
    assert recording(SINCE) == before

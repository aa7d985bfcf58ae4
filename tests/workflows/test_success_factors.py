"""Each success factor follows from facts by its rule; what nobody has entered is unknown, not lacking (G8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.standing import Standing
from tests.support.given import REFERENCE
from workflows.success_factors import FACTORS, Evidence, Factor, Facts, Judgement, profile

TODAY = date(2026, 3, 2)
MEMBER = Standing(scb_code="1715", name="Kil", county_code="17", membership="joined", joined_on=date(2024, 1, 1))
INTERNAL, OUTWARD = Evidence(date(2025, 1, 1), "internal"), Evidence(date(2025, 1, 2), "outward")
ORDER = Evidence(date(2025, 1, 3), "order")


def judged(factor: Factor, standing: Standing = MEMBER, facts: Facts | None = None) -> Judgement:
    found = profile(standing, facts or Facts(), REFERENCE.definition(None), TODAY)
    return next(each for each in found if each.factor == factor)


def told(factor: Factor, standing: Standing = MEMBER, facts: Facts | None = None) -> tuple[str, str]:
    found = judged(factor, standing, facts)
    return found.level, found.case


def test_of_a_municipality_that_is_no_member_all_is_unknown() -> None:
    outside = profile(replace(MEMBER, membership="left"), Facts(), REFERENCE.definition(None), TODAY)

    assert [(each.factor, each.level) for each in outside] == [(each, "unknown") for each in FACTORS]


class TestLocalRoots:
    def test_are_a_plan_that_answers_local_findings(self) -> None:
        settled = replace(MEMBER, picture_version=1, plan_settled="adopted", plan_local_ties=1)

        assert told("local", settled) == ("held", "tied")
        assert told("local", replace(settled, plan_local_ties=0)) == ("partly", "picture")
        assert told("local", replace(settled, plan_settled="declined")) == ("partly", "picture")

    def test_lack_where_there_is_neither_picture_nor_plan(self) -> None:
        assert told("local") == ("lacking", "nothing")


class TestTheMandate:
    def test_is_held_where_politicians_went_first(self) -> None:
        first = Facts(political=[Evidence(date(2024, 1, 1), "decision")])

        assert told("mandate", facts=first) == ("held", "political")
        assert judged("mandate", facts=first).events == ("decision",)

    def test_is_held_where_a_political_body_adopted_the_plan(self) -> None:
        adopted = replace(MEMBER, plan_settled="adopted", events=(("plan", "adoption"),))

        found = judged("mandate", adopted, Facts(adopted_by="municipal-council"))
        assert (found.level, found.code, found.events) == ("held", "municipal-council", ("adoption",))
        assert told("mandate", MEMBER, Facts(adopted_by="municipal-council")) == ("unknown", "nothing")

    def test_is_unknown_where_nobody_has_entered_any(self) -> None:
        assert told("mandate") == ("unknown", "nothing")
        assert told("mandate", facts=Facts(formalised=[ORDER])) == ("partly", "formalised")


class TestTheSituationPicture:
    @pytest.mark.parametrize(
        ("due_in", "is_at_work", "answer"),
        [
            (0, False, ("held", "current")),
            (-1, False, ("partly", "past-review")),
            (-1, True, ("partly", "past-review")),
            (None, True, ("partly", "at-work")),
            (None, False, ("lacking", "nothing")),
        ],
    )
    def test_is_current_to_the_day_of_its_review(
        self, *, due_in: int | None, is_at_work: bool, answer: tuple[str, str]
    ) -> None:
        due = None if due_in is None else TODAY + timedelta(days=due_in)

        assert told("picture", replace(MEMBER, picture_due_on=due, picture_at_work=is_at_work)) == answer


class TestChannels:
    def test_are_clear_inwards_outwards_and_in_order(self) -> None:
        whole = Facts(parts={"internal": INTERNAL, "outward": OUTWARD, "order": ORDER})

        assert told("channels", facts=whole) == ("held", "whole")
        assert judged("channels", facts=whole).events == ("internal", "outward", "order")

    def test_name_what_is_still_to_settle(self) -> None:
        assert judged("channels", facts=Facts(parts={"order": ORDER})).lacking == ("internal", "outward")
        assert told("channels") == ("lacking", "nothing")


class TestSupport:
    def test_is_guidance_of_the_last_year(self) -> None:
        recent, old = Evidence(date(2025, 3, 2), "recent"), Evidence(date(2025, 3, 1), "old")

        assert judged("support", facts=Facts(guided=[old, recent])).events == ("recent",)
        assert told("support", facts=Facts(guided=[old])) == ("unknown", "nothing")

    def test_is_partly_there_while_guidance_is_late(self) -> None:
        assert told("support", facts=Facts(guided=[Evidence(TODAY, "given")], is_late=True)) == ("partly", "late")

    def test_is_training_as_long_as_it_is_fresh(self) -> None:
        assert told("support", replace(MEMBER, last_training_on=date(2024, 3, 2))) == ("held", "trained")
        assert told("support", replace(MEMBER, last_training_on=date(2024, 3, 1))) == ("partly", "stale")

"""When today's judgement becomes another by itself, against a look at every day to come."""

from datetime import date, timedelta

import pytest

from domain.standing import OpenItem, Standing
from domain.values import Step
from tests.workflows.test_attention import DAY, DEFINITION, ago, ahead, in_step, item, standing
from workflows.attention.attention import attention
from workflows.attention.clocks import health
from workflows.attention.outlook import Outlook

YEARS = 1500


def outlook(facts: Standing, *items: OpenItem) -> Outlook:
    return Outlook(facts, items, DEFINITION, DAY)


def judged(facts: Standing, items: tuple[OpenItem, ...], day: date) -> list[tuple[str, str, Step | None, str]]:
    return [(each.reason, each.severity, each.step, each.item) for each in attention(facts, items, DEFINITION, day)]


CASES = {
    "silence": (standing(joined_on=ago(800), last_contact_on=ago(100)), ()),
    "visits": (standing(joined_on=ago(800), last_visit_on=ago(200)), ()),
    "review": (standing(picture_version=1, picture_due_on=ahead(10), picture_published_on=ago(700)), ()),
    "guidance": (standing(), (item("guidance"),)),
    "overdue": (standing(steps=in_step(started_on=ago(100), last_on=ago(100))), ()),
    "blocked": (standing(steps=in_step(blocked_by="no-mandate", blocked_on=DAY)), ()),
    "nobody": (standing(assignments=(), national_assignments=()), ()),
}


@pytest.mark.parametrize("case", CASES)
def test_a_reason_gives_way_on_the_day_that_a_daily_look_finds(case: str) -> None:
    facts, items = CASES[case]
    for reason in attention(facts, items, DEFINITION, DAY):
        known = (reason.reason, reason.severity, reason.step, reason.item)
        days = (ahead(each) for each in range(YEARS))
        expected = next((day for day in days if known not in judged(facts, items, day)), None)
        turn = outlook(facts, *items).turn_of(reason)

        assert (turn and turn.on) == expected, known


def test_a_contact_that_grows_old_turns_red_and_says_why() -> None:
    facts = standing(joined_on=ago(800), last_contact_on=ago(100))
    (silence,) = attention(facts, (), DEFINITION, DAY)
    turn = outlook(facts).turn_of(silence)

    assert turn
    assert turn.on == ago(100) + timedelta(days=181)
    assert [(each.reason, each.severity) for each in turn.reasons] == [("contact-silence-red", "red")]


def test_a_step_in_time_is_overdue_the_day_after_its_last() -> None:
    facts = standing(steps=in_step())
    turn = outlook(facts).turn_at(Step.SITUATION_PICTURE)
    days = (ahead(each) for each in range(YEARS))
    expected = next(day for day in days if any(step for _, _, step, _ in judged(facts, (), day)))

    assert turn
    assert (turn.on, {each.reason for each in turn.reasons}) == (expected, {"step-overdue", "step-idle"})


def test_support_fares_worse_on_the_day_that_a_daily_look_finds() -> None:
    facts = standing(steps=in_step(Step.ONGOING_SUPPORT), picture_version=1, picture_due_on=ahead(1000))
    turn = outlook(facts).turn_at(Step.ONGOING_SUPPORT)
    expected = next(ahead(each) for each in range(YEARS) if health(facts, DEFINITION, ahead(each)) != "active")

    assert turn
    assert (turn.on, turn.health) == (expected, "at_risk")


def test_what_nothing_changes_has_no_day() -> None:
    facts = standing(assignments=(), national_assignments=())
    (nobody,) = attention(facts, (), DEFINITION, DAY)

    assert outlook(facts).turn_of(nobody) is None

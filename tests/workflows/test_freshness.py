"""How fresh what the work rests on is: each link by its own limit, which is data (X3)."""

from datetime import date, timedelta

import pytest

from domain.calendar import add_months
from domain.process import ProcessDefinition
from tests.workflows.test_attention import DAY, DEFINITION, ago, standing
from workflows.freshness import Link, chain, weakest

FACTS = standing(
    joined_on=ago(900),
    picture_published_on=ago(100),
    picture_due_set_on=ago(100),
    picture_due_on=DAY + timedelta(days=630),
    plan_settled="adopted",
    plan_settled_on=ago(60),
    last_training_on=ago(400),
    last_contact_on=ago(85),
    last_visit_on=ago(100),
)


def links(definition: ProcessDefinition = DEFINITION) -> dict[str, Link]:
    return {each.name: each for each in chain(FACTS, definition)}


def with_limits(**limits: int) -> ProcessDefinition:
    return DEFINITION.model_copy(update={"thresholds": DEFINITION.thresholds.model_copy(update=limits)})


class TestTheChain:
    def test_goes_from_the_picture_to_the_visit(self) -> None:
        assert ["picture", "plan", "training", "contact", "visit"] == list(links())

    def test_counts_days_left_until_the_limit_of_each_link(self) -> None:
        left = {name: each.days_left(DAY) for name, each in links().items()}

        assert {"picture": 630, "contact": 5, "visit": 80} == {
            name: left[name] for name in ("picture", "contact", "visit")
        }
        assert (add_months(ago(60), 24) - DAY).days == left["plan"]
        assert (add_months(ago(400), 24) - DAY).days == left["training"]

    def test_is_as_strong_as_the_link_that_runs_out_first(self) -> None:
        weak = weakest(chain(FACTS, DEFINITION))

        assert weak is not None
        assert weak.name == "contact"

    @pytest.mark.parametrize(
        ("limit", "name"),
        [
            ("plan_review_months", "plan"),
            ("training_fresh_months", "training"),
            ("contact_silence_amber_days", "contact"),
            ("visit_gap_amber_days", "visit"),
        ],
    )
    def test_changes_where_its_limit_does_and_nowhere_else(self, limit: str, name: str) -> None:
        before, after = links(), links(with_limits(**{limit: 7}))

        assert {name} == {each for each in before if before[each] != after[each]}

    def test_has_used_no_more_than_all_of_its_time(self) -> None:
        assert [0.0, 0.5, 1.0, 1.0] == [
            Link("contact", DAY, DAY + timedelta(days=10)).used(DAY + timedelta(days=days)) for days in (0, 5, 10, 99)
        ]

    def test_lacks_what_there_is_none_of(self) -> None:
        found = {each.name: each.until for each in chain(standing(last_contact_on=None), DEFINITION)}

        assert [None, None, None] == [found[name] for name in ("picture", "plan", "training")]
        assert found["contact"] == ago(30) + timedelta(days=90), "counted from when it became a member"

    @pytest.mark.parametrize(("reviewed_on", "counted"), [(ago(500), "adoption"), (ago(50), "review")])
    def test_counts_a_plan_from_its_adoption_or_from_a_review_since_then(self, reviewed_on: date, counted: str) -> None:
        events = (("plan", "adoption"), ("plan_review", "review"))
        facts = standing(plan_settled="adopted", plan_settled_on=ago(60), plan_reviewed_on=reviewed_on, events=events)
        (plan,) = (each for each in chain(facts, DEFINITION) if each.name == "plan")

        assert (plan.events, plan.since) == ((counted,), max(ago(60), reviewed_on))

    def test_says_nothing_of_a_plan_that_is_worked_on(self) -> None:
        facts = standing(plan_settled="adopted", plan_settled_on=ago(60), plan_at_work=True)

        assert [None] == [each.until for each in chain(facts, DEFINITION) if each.name == "plan"]

    def test_of_a_plan_declined_lasts_until_it_is_reconsidered(self) -> None:
        again = date(2027, 1, 1)
        facts = standing(plan_settled="declined", plan_settled_on=ago(60), plan_revisit_on=again)

        assert [again] == [each.until for each in chain(facts, DEFINITION) if each.name == "plan"]

    @pytest.mark.parametrize("membership", ["outside", "left"])
    def test_is_none_of_who_is_no_member(self, membership: str) -> None:
        assert not chain(standing(membership=membership), DEFINITION)

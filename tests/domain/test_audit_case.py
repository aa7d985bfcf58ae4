from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.audit_case.commands import (
    AnswerAuditFinding,
    CloseAuditCase,
    DrawSample,
    OpenAuditCase,
    RaiseAuditFinding,
)
from domain.audit_case.events import AuditCaseClosed, AuditFindingAnswered, SampleDrawn
from domain.messages import Command
from tests.support.given import at
from tests.support.histories import (
    ANSWER,
    AUDIT_FINDING,
    CASE,
    EXAMPLES,
    RAISED,
    SAMPLE,
    UNKNOWN,
    accepted,
    ask,
    ask_handler,
)
from tests.support.people import ADMINISTRATOR, COORDINATOR, LONG_AGO, MANAGER, TODAY

IN_THE_CASE: list[type[Command]] = [CloseAuditCase, RaiseAuditFinding, DrawSample]
OVER = [CASE[0].model_copy(update={"ends_on": TODAY - timedelta(days=1)})]


class TestAnOpenCase:
    @pytest.mark.parametrize("kind", IN_THE_CASE)
    def test_is_what_auditors_work_in(self, kind: type[Command]) -> None:
        accepted(kind)
        ask(kind, []).refused("L4")

    @pytest.mark.parametrize("kind", IN_THE_CASE)
    def test_is_over_once_it_is_closed(self, kind: type[Command]) -> None:
        ask(kind, [*CASE, AuditCaseClosed()]).refused("L2")

    @pytest.mark.parametrize("kind", IN_THE_CASE)
    def test_is_over_after_its_last_day_whatever_day_is_given(self, kind: type[Command]) -> None:
        ask(kind, OVER).refused("L2")
        ask(kind, OVER, on=LONG_AGO, reason="entered-late").refused("L2")

    @pytest.mark.parametrize("kind", IN_THE_CASE)
    def test_is_open_on_its_last_day(self, kind: type[Command]) -> None:
        accepted(kind, [CASE[0].model_copy(update={"ends_on": TODAY})])

    @pytest.mark.parametrize("kind", [OpenAuditCase, *IN_THE_CASE])
    @pytest.mark.parametrize("other", [COORDINATOR, MANAGER, ADMINISTRATOR], ids=lambda each: each.role)
    def test_is_no_matter_of_those_who_work(self, kind: type[Command], other: object) -> None:
        ask_handler(kind, by=other).refused("L8")  # type: ignore[arg-type]


class TestOpenAuditCase:
    def test_needs_municipalities_of_the_county(self) -> None:
        accepted(OpenAuditCase)
        ask(OpenAuditCase, municipalities=("1715", "0180")).refused("L4", field="municipalities")

    def test_is_done_once(self) -> None:
        ask(OpenAuditCase, CASE).refused("L3")

    def test_covers_a_period_that_ends_after_it_begins(self) -> None:
        ask(OpenAuditCase, period_until=date(2025, 12, 31)).refused("L5", field="period_until")
        assert ask(OpenAuditCase, period_until=date(2026, 1, 1)).events

    def test_lasts_until_today_at_least_and_for_a_year_at_most(self) -> None:
        ask(OpenAuditCase, ends_on=TODAY - timedelta(days=1)).refused("L5", field="ends_on")
        assert ask(OpenAuditCase, ends_on=TODAY).events
        assert ask(OpenAuditCase, ends_on=TODAY + timedelta(days=366)).events
        ask(OpenAuditCase, ends_on=TODAY + timedelta(days=367)).refused("L5", field="ends_on")

    def test_cannot_be_dated_back_to_make_it_last_longer(self) -> None:
        ends_on = TODAY - timedelta(days=5)

        ask(OpenAuditCase, on=TODAY - timedelta(days=10), ends_on=ends_on).refused("L5", field="ends_on")


class TestCloseAuditCase:
    def test_ends_the_case(self) -> None:
        accepted(CloseAuditCase)
        ask(CloseAuditCase, [*CASE, AuditCaseClosed()]).refused("L2")


class TestRaiseAuditFinding:
    def test_stands_under_an_id_of_its_own(self) -> None:
        accepted(RaiseAuditFinding)
        ask(RaiseAuditFinding, [*CASE, RAISED]).refused("L3", field="audit_finding")

    def test_may_be_about_no_event_in_particular(self) -> None:
        assert ask(RaiseAuditFinding, about_events=()).events

    @pytest.mark.parametrize(
        "told", ["Anna Andersson kom in sent med alla sina uppgifter.", "Ring 070-123 45 67 och fråga om det."]
    )
    def test_is_screened_as_a_published_text(self, told: str) -> None:
        with pytest.raises(ValueError, match="looks-like"):
            ask(RaiseAuditFinding, text=told)


class TestAnswerAuditFinding:
    def test_is_about_a_finding_of_the_case(self) -> None:
        accepted(AnswerAuditFinding)
        ask(AnswerAuditFinding, audit_finding=UNKNOWN).refused("L4", field="audit_finding")
        ask(AnswerAuditFinding, CASE).refused("L4", field="audit_finding")

    def test_may_come_after_the_case_is_closed(self) -> None:
        accepted(AnswerAuditFinding, [*CASE, RAISED, AuditCaseClosed()])

    def test_may_come_again_and_stands_beside_the_earlier_one(self) -> None:
        answered = AuditFindingAnswered(audit_finding=AUDIT_FINDING, reply="rejected", text=ANSWER)

        accepted(AnswerAuditFinding, [*CASE, RAISED, answered])

    def test_cannot_come_before_the_finding(self) -> None:
        later = at(TODAY, RAISED)

        ask(AnswerAuditFinding, [*CASE, *later], on=TODAY - timedelta(days=1)).refused("L5", field="occurred_on")

    def test_is_given_by_those_who_lead_the_work_and_not_by_those_who_entered_it(self) -> None:
        ask_handler(AnswerAuditFinding, by=MANAGER).then(*EXAMPLES[AnswerAuditFinding].events)
        ask_handler(AnswerAuditFinding, by=COORDINATOR).refused("L8")


class TestDrawSample:
    def test_makes_a_seed_where_none_is_given(self) -> None:
        drawn = ask(DrawSample, seed=None, sample_id=UUID(int=2**40 + 7)).events

        assert drawn == (
            SampleDrawn(sample_id=UUID(int=2**40 + 7), sample_method="weighted", sample_size=10, seed=7, weights=1),
        )

    def test_stands_under_an_id_of_its_own(self) -> None:
        accepted(DrawSample)
        drawn = EXAMPLES[DrawSample].events
        ask(DrawSample, [*CASE, *drawn], sample_id=SAMPLE).refused("L3", field="sample_id")

"""Forms hold what their person would choose, ask for all that the rules demand at once, and choose nothing for them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest

from adapters.http.command_request import body_of
from adapters.http.pages.command_form import choosing
from adapters.http.pages.command_form.widgets import chosen_fields, widgets_of
from adapters.main import System
from domain.aggregates import USER_RULES
from domain.values import Role
from tests.adapters.test_pages import KIL, Browser, browser
from tests.support.following import followed
from tests.support.forms import Form, form_on
from tests.support.people import BY_ROLE, COORDINATOR


@pytest.fixture(scope="module")
def system(databases: object) -> Iterator[System]:
    with databases.lent() as url, followed(url) as opened:  # type: ignore[attr-defined]
        yield opened


@pytest.fixture(scope="module")
def visitor(system: System) -> Browser:
    """A coordinator at work in a municipality."""
    made = browser(system, COORDINATOR)
    for command in ("municipality/register-municipality", "municipality/join-municipality", "journey/open-journey"):
        made.act(command)
    made.act("structure-review/open-review")
    return made


def form(visitor: Browser, command: str) -> Form:
    found = form_on(visitor.get(f"{KIL}/act/{command}"))
    assert found
    return found


def sent_as_it_is(visitor: Browser, command: str, **more: list[str]) -> tuple[int, str]:
    found = form(visitor, command)
    return visitor.send(found.action, found.fields | more)


def chosen(found: Form, name: str) -> list[str]:
    return [value for each in found.controls if each.name == name for value in each.chosen if value]


class TestNothingThatAClockRestsOn:
    @pytest.mark.parametrize(
        ("command", "name"),
        [
            ("support/log-contact", "direction"),
            ("support/hold-visit", "functions_met"),
            ("support/request-guidance", "urgency"),
        ],
    )
    def test_is_chosen_beforehand(self, visitor: Browser, command: str, name: str) -> None:
        before = visitor.system.store.head()
        assert chosen(form(visitor, command), name) == []
        status, page = sent_as_it_is(visitor, command)

        assert status == 422
        assert f'id="{name}-error"' in page
        assert visitor.system.store.head() == before

    def test_is_chosen_beforehand_where_a_step_is_closed(self, visitor: Browser) -> None:
        visitor.act("journey/start-step?step=ACTION_PLAN")
        visitor.act("action-plan/open-plan-work")
        visitor.act("action-plan/integrate-plan-in", host_plan="measures-plan")
        status, page = sent_as_it_is(visitor, "journey/complete-step?step=ACTION_PLAN")
        assert (status, 'id="outcome-error"' in page) == (422, True)

        visitor.act("journey/complete-step?step=ACTION_PLAN", outcome="achieved")

    @pytest.mark.parametrize("command", USER_RULES, ids=lambda each: each.name)
    def test_may_be_left_out(self, command: type) -> None:
        for name in chosen_fields(command):
            assert body_of(command).model_fields[name].is_required()
            assert not widgets_of(command)[name].optional

    def test_is_in_a_form_with_a_single_question_that_has_one_answer(self, visitor: Browser) -> None:
        visitor.act("support/note-need", need_code="basic-training")

        assert chosen(form(visitor, "support/meet-need"), "need_code") == []
        assert sent_as_it_is(visitor, "support/meet-need")[0] == 422
        assert chosen(form(visitor, "support/meet-need?need_code=basic-training"), "need_code") == ["basic-training"]


class TestWhatWasLeftOut:
    def test_is_asked_for_by_its_name(self, visitor: Browser) -> None:
        status, page = sent_as_it_is(visitor, "structure-review/identify-existing-structure")

        assert status == 422
        assert "Välj slag av struktur." in page
        assert "Svara på frågan ”Fungerar strukturen?”" in page
        assert "Fyll i möten per år." in page
        assert "Fältet måste fyllas i" not in page


class TestWhatTheRulesDemand:
    def test_is_marked_and_told_at_once(self, visitor: Browser) -> None:
        visitor.act("action-plan/open-plan-work")
        found = form(visitor, "action-plan/decline-plan")
        asked = {each.name for group in found.groups if not group.is_optional for each in group.controls}
        assert {"decided_by_function", "revisit_on", "reason"} <= asked
        status, page = sent_as_it_is(visitor, "action-plan/decline-plan")

        assert status in {409, 422}
        assert set(re.findall(r'id="([a-z_]+)-error"', page)) == {"decided_by_function", "revisit_on", "reason"}

    def test_is_told_with_what_is_malformed(self, visitor: Browser) -> None:
        status, page = sent_as_it_is(visitor, "action-plan/decline-plan", occurred_on=["nonsense"])

        assert status == 422
        assert {"decided_by_function", "revisit_on", "reason", "occurred_on"} == set(
            re.findall(r'id="([a-z_]+)-error"', page)
        )

    def test_of_a_new_group_is_marked_where_a_network_works_already(self, visitor: Browser) -> None:
        assert not names(form(visitor, "structure-review/create-new-group")) & {"justification_code"}
        network = {"kind": "cross_sector_network", "sectors": "police", "functioning": "yes", "meets_per_year": "4"}
        visitor.act("structure-review/identify-existing-structure", **network)

        assert asks_for(form(visitor, "structure-review/create-new-group"), "justification_code")

    def test_of_a_presence_is_told_at_once(self, visitor: Browser) -> None:
        visitor.act("situation-picture/commission-picture")
        finding = {
            "dimension": ["school"],
            "kind": ["milieu_presence"],
            "locality_level": ["municipality"],
            "level": ["sporadic"],
            "source_type": ["municipal-staff"],
        }
        _, page = sent_as_it_is(visitor, "situation-picture/record-finding", **finding)

        assert {"milieu", "observed_from"} <= set(re.findall(r'id="([a-z_]+)-error"', page))

    def test_where_a_rule_is_gone_past_is_a_reason(self, visitor: Browser) -> None:
        visitor.act("journey/start-step?step=SITUATION_PICTURE")
        address = "journey/complete-step?step=SITUATION_PICTURE"
        status, page = sent_as_it_is(visitor, address, outcome=["achieved"], override=["E1"])

        assert status == 422
        assert "Fältet har fel form" not in page
        assert 'id="override.E1-error"' in page


def names(found: Form) -> set[str]:
    return {each.name for group in found.groups for each in group.controls}


def asks_for(found: Form, name: str) -> bool:
    return any(each.name == name and not group.is_optional for group in found.groups for each in group.controls)


class TestWhatThereIsNothingToChooseOf:
    def test_is_not_asked_for(self, visitor: Browser) -> None:
        assert "visit_id" not in names(form(visitor, "support/hold-visit"))
        visitor.act("support/plan-visit", planned_on="2027-05-06")
        assert "visit_id" in names(form(visitor, "support/hold-visit"))


class TestWhatMayNotBeChosen:
    def test_is_said_above_what_may(self, visitor: Browser) -> None:
        found = form(visitor, "journey/start-step?step=STAFF_TRAINING")
        sent = {name: values for name, values in found.fields.items() if name != "step"}
        status, page = visitor.send(found.action.replace("STAFF_TRAINING", "NO_STEP"), sent)

        assert status == 422
        assert "Inget har sparats." in page.partition('role="alert"')[2]
        assert "start-step?step=STAFF_TRAINING" in page


class TestWhatHoldsAlready:
    def test_is_not_offered_again(self, visitor: Browser) -> None:
        visitor.act("support/note-need", need_code="deep-training")
        found = form(visitor, "support/note-need")

        assert "deep-training" not in next(each.options for each in found.controls if each.name == "need_code")


class TestADeclinedPlan:
    def test_closes_its_step_though_nobody_began_it(self, visitor: Browser) -> None:
        visitor.act("journey/open-cycle", reason="regular-review")
        day = (visitor.system.clock.today() + timedelta(days=90)).isoformat()
        decline = {"decided_by_function": "municipal-director", "revisit_on": day, "reason": "routines-suffice"}
        visitor.act("action-plan/decline-plan", **decline)
        found = form(visitor, "journey/complete-step?step=ACTION_PLAN")
        assert next(each.options for each in found.controls if each.name == "outcome") == ["declined"]

        visitor.act("journey/complete-step?step=ACTION_PLAN", outcome="declined")


class TestTheTrail:
    def test_takes_a_pseudonym_as_it_is_shown(self, visitor: Browser) -> None:
        found = visitor.get(f"/trail?actor={COORDINATOR.ref[:10]}")

        assert "Kommun registrerad" in found
        assert "Inget matchar urvalet" in visitor.get("/trail?actor=p-01234567")

    @pytest.mark.parametrize("typed", ["aaaaaaaa", "p-xyz", "Anna", "<script>"])
    def test_keeps_its_form_where_one_is_mistyped(self, visitor: Browser, typed: str) -> None:
        page = visitor.get(f"/trail?actor={typed}&kind=journey.&from=nonsense", 422)

        assert f'value="{typed}"'.replace("<", "&lt;").replace(">", "&gt;") in page
        assert 'id="actor-error"' in page
        assert 'id="from-error"' in page
        assert re.search(r'value="journey\." ?selected', page)


HELD = "training/hold-session"


@pytest.fixture(scope="module")
def sessions(visitor: Browser) -> list[str]:
    """Return the ways to the forms of two sessions that are planned, each with groups of its own."""
    plan = {"stage": "basic", "format": "lecture", "duration_band": "half-day", "planned_on": "2026-03-01"}
    visitor.act("training/plan-session", **plan, groups=["parks", "cleaning"])
    assert groups(form(visitor, HELD)) == ["parks", "cleaning"]
    visitor.act("training/plan-session", **plan, groups=["student-health"])
    page = visitor.get(f"{KIL}/act/{HELD}?back=/work")
    return [unescape(each) for each in re.findall(rf'href="({KIL}/act/{HELD}\?session_id=[^"]*)"', page)]


class TestASessionThatWasHeld:
    def test_is_chosen_before_anybody_is_counted(self, visitor: Browser, sessions: list[str]) -> None:
        assert len(sessions) == 2
        assert all("back=%2Fwork" in each for each in sessions)
        page = visitor.get(f"{KIL}/act/{HELD}")
        assert form_on(page) is None
        assert "1 mars 2026 (parkförvaltning och städ)</a>" in page

    def test_asks_for_its_own_groups_and_no_others(self, visitor: Browser, sessions: list[str]) -> None:
        found = [form_on(visitor.get(each)) for each in sessions]

        assert [groups(each) for each in found if each] == [["parks", "cleaning"], ["student-health"]]
        assert "Anteckna ett annat tillfälle" in visitor.get(sessions[0])

    def test_keeps_its_groups_when_it_is_refused(self, visitor: Browser, sessions: list[str]) -> None:
        found = form_on(visitor.get(sessions[1]))
        assert found
        status, page = visitor.send(found.action, found.fields | {"materials_version": "basic-v1"})
        again = form_on(page)

        assert status == 422
        assert again
        assert groups(again) == ["student-health"]
        answer = visitor.client.post(again.action, data=again.fields | {"headcount_by_group.student-health": "1-4"})
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/work")


def groups(found: Form) -> list[str]:
    names = [each.name for each in found.controls if each.name.startswith("headcount_by_group.")]
    return [each.partition(".")[2] for each in names]


class TestATermThatAFieldNeeds:
    def test_is_explained_beside_it(self, visitor: Browser) -> None:
        if form_on(visitor.get(f"{KIL}/act/situation-picture/commission-picture")):  # no other test has begun one
            visitor.act("situation-picture/commission-picture")
        page = visitor.get(f"{KIL}/act/situation-picture/record-finding")

        assert page.count("<summary>Vad betyder ”Miljö”?</summary>") == 1
        assert "Ensamagerande är en aspekt av en miljö, inte en egen miljö." in page


class TestCorrecting:
    def test_an_entry_that_others_rest_on_says_so_beforehand(self, visitor: Browser) -> None:
        visitor.act("journey/block-step?step=STAFF_TRAINING", cause_code="no-mandate")
        visitor.act("journey/unblock-step?step=STAFF_TRAINING")
        visitor.get(f"{KIL}?done={visitor.system.store.head()}")
        texts = {each: visitor.get(each) for each in corrections(visitor)[:2]}

        told = ["Uppgiften går inte att stryka" in each for each in texts.values()]
        assert told == [False, True]
        assert ['value="void"' in each for each in texts.values()] == [True, False]

    def test_offers_nobody_what_their_role_may_not_enter(self, visitor: Browser) -> None:
        visitor.act("support/hold-visit", functions_met=["principal"])
        visitor.get(f"{KIL}?done={visitor.system.store.head()}")
        contact = browser(visitor.system, BY_ROLE[Role.CONTACT])
        for each in corrections(contact):
            assert form_on(contact.get(each)), each

    def test_of_one_of_many_entries_leads_to_the_latest_and_to_the_rest(
        self, visitor: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = f"{KIL}/act/support/correct-entry"
        for way in ("in", "out"):
            visitor.act("support/log-contact", direction=way)
        every = re.findall(rf'href="{address}\?[^"]*"', visitor.get(address))
        monkeypatch.setattr(choosing, "MOST_ENTRIES", 2)
        page = visitor.get(address)

        assert re.findall(rf'href="{address}\?[^"]*"', page) == every[:2]
        assert f'href="{KIL}/timeline"' in page

    def test_is_offered_to_nobody_who_has_nothing_to_correct(self, visitor: Browser) -> None:
        administrator = browser(visitor.system, BY_ROLE[Role.ADMINISTRATOR])

        assert "correct-entry" not in administrator.get(KIL)


def corrections(visitor: Browser) -> list[str]:
    page = visitor.get(f"{KIL}/timeline")
    return [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]*/correct-entry\?[^"]*)"', page)]


class TestSaved:
    def test_is_said_once(self, visitor: Browser) -> None:
        found = form(visitor, "support/log-contact")
        answer = visitor.client.post(found.action, data=found.fields | {"direction": "out"})
        address = answer.headers["location"]

        assert "<strong>Sparat.</strong>" in visitor.get(address)
        assert "Sparat" not in visitor.get(address)
        assert "Sparat" not in browser(visitor.system, COORDINATOR).get(address)

"""The yearly review: gone through on one page, looked over, sent as a whole, with a result for each part."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.people import Actor
from tests.adapters.test_pages import HOSTILE, Browser
from tests.adapters.test_situation_picture_page import Between, again_in_english, again_signed_in
from tests.support.api import Office, open_office
from tests.support.forms import Form, forms_on
from tests.support.journeys import begin, publish_picture
from tests.support.people import AUDITOR, CONTACT, COORDINATOR, ELSEWHERE
from tests.support.waiting import caught_up

HERE = "1715"
PAGE = f"/municipalities/{HERE}/review"
PICTURE, PLAN, SUPPORT = f"situation-picture/{HERE}", f"action-plan/{HERE}/ve", f"support/{HERE}"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """A municipality with a published picture, an adopted plan, a contact person and a need."""
    with open_office(database_url, HERE, ELSEWHERE.scb_code, day=date(2024, 1, 15)) as made:
        who = made.coordinator
        begin(who, HERE)
        publish_picture(who, HERE)
        who.does(HERE, "action-plan/ve/open-plan-work")
        who.does(HERE, "action-plan/ve/adopt-plan", body="municipal-council")
        who.does(HERE, "contact/appoint-contact", function="fire-chief", org_unit="rescue-service")
        who.does(HERE, "support/note-need", need_code="basic-training")
        made.calendar.day = date(2024, 9, 2)
        yield made


def visitor(office: Office, actor: Actor = COORDINATOR) -> Browser:
    caught_up(office.system)
    return Browser(TestClient(office.system.app(), follow_redirects=False), office.system).sign_in(actor)


def form(html: str) -> dict[str, list[str]]:
    found: Form = forms_on(html)[-1]
    return found.fields


def recorded(office: Office, stream: str, since: int = 0) -> list[Any]:
    return [each for each in office.system.store.load(stream) if each.position > since]


def checked(who: Browser, said: dict[str, list[str]]) -> str:
    """Fill in the review and look it over."""
    return checked_with(who, form(who.get(PAGE)) | said)


def checked_with(who: Browser, filled_in: dict[str, list[str]]) -> str:
    status, html = who.send(PAGE, filled_in | {"do": ["check"]})
    assert status == 200, html
    return html


def gone_back(who: Browser, _address: str, typed: dict[str, list[str]]) -> str:
    """Look the review over, and go back to change it."""
    return who.send(PAGE, form(checked_with(who, typed)) | {"do": ["change"]})[1]


class TestOfAContactPerson:
    def test_is_sent_as_a_whole_under_one_correlation(self, office: Office) -> None:
        before, who = office.system.store.head(), visitor(office, CONTACT)
        said = {"picture": ["unchanged"], "plan": ["needs_revision"], "need": ["plan-support", "peer-exchange"]}
        html = checked(who, said)
        assert "4 saker skickas" in html
        assert office.system.store.head() == before
        status, html = who.send(PAGE, form(html) | {"do": ["send"]})

        assert status == 303
        events = [each for stream in (PICTURE, PLAN, SUPPORT) for each in recorded(office, stream, before)]
        assert [each.topic.split(".")[1] for each in events] == [
            "picture-reviewed-unchanged",
            "plan-reviewed",
            "need-noted",
            "need-noted",
        ]
        assert len({each.envelope.correlation_id for each in events}) == 1
        assert events[1].event.result == "needs_revision"
        assert "Genomgången är skickad" in html
        assert "4 händelser är antecknade" in html

    def test_shows_contact_persons_and_leaves_their_change_to_the_coordination(self, office: Office) -> None:
        html = visitor(office, CONTACT).get(PAGE)

        assert "Räddningschef" in html
        assert "Det är samordningen som ändrar kontaktpersoner" in html
        assert 'name="contact.' not in html
        assert 'name="met"' not in html

    def test_goes_through_the_own_municipality_alone(self, office: Office) -> None:
        who = visitor(office, CONTACT)

        who.get(f"/municipalities/{ELSEWHERE.scb_code}/review", 404)


class TestOfACoordinator:
    def test_changes_the_function_of_a_contact_person_and_meets_needs(self, office: Office) -> None:
        before, who = office.system.store.head(), visitor(office)
        (name,) = {each for each in form(who.get(PAGE)) if each.startswith("version.contact.")}
        contact = name.removeprefix("version.")
        said = {
            contact: ["changed"],
            f"{contact}.function": ["safety-coordinator"],
            f"{contact}.org_unit": ["executive-office"],
            "met": ["basic-training"],
        }
        html = checked(who, said)
        assert "blir: Trygghetssamordnare" in html
        status, html = who.send(PAGE, form(html) | {"do": ["send"]})

        assert status == 303
        (changed,) = recorded(office, contact.replace("contact.", f"contact/{HERE}/"), before)
        assert (changed.event.function, changed.event.org_unit) == ("safety-coordinator", "executive-office")
        (met,) = recorded(office, SUPPORT, before)
        assert met.event.need_code == "basic-training"
        assert met.envelope.correlation_id == changed.envelope.correlation_id

    def test_is_told_before_sending_what_lacks(self, office: Office) -> None:
        before, who = office.system.store.head(), visitor(office)
        (name,) = {each for each in form(who.get(PAGE)) if each.startswith("version.contact.")}
        contact = name.removeprefix("version.")
        said = {contact: ["changed"], "picture": ["unchanged"]}
        status, html = who.send(PAGE, form(who.get(PAGE)) | said | {"do": ["check"]})

        assert (status, office.system.store.head()) == (422, before)
        assert f'href="#{contact}"' in html
        assert 'name="picture" value="unchanged" checked' in html


class TestNothingIsLost:
    def test_where_one_part_is_refused(self, office: Office) -> None:
        before, who = office.system.store.head(), visitor(office, CONTACT)
        html = checked(who, {"picture": ["unchanged"], "plan": ["unchanged"], "need": ["peer-exchange"]})
        office.coordinator.does(HERE, "action-plan/ve/open-plan-work")
        status, html = who.send(PAGE, form(html) | {"do": ["send"]})

        assert status == 412
        assert len(recorded(office, PICTURE, before)) == len(recorded(office, SUPPORT, before)) == 1
        assert "Resten är sparat" in html
        assert "Lägesbilden, version 1, sågs över och stämmer fortfarande" in html
        assert 'name="picture"' not in html
        assert "<option" in html

    def test_where_a_need_is_noted_by_somebody_else_meanwhile(self, office: Office) -> None:
        before, who = office.system.store.head(), visitor(office, CONTACT)
        html = checked(who, {"plan": ["unchanged"], "need": ["peer-exchange", "plan-support"]})
        office.coordinator.does(HERE, "support/note-need", need_code="peer-exchange")
        status, html = who.send(PAGE, form(html) | {"do": ["send"]})

        assert status == 409
        assert [each.event.need_code for each in recorded(office, SUPPORT, before)] == ["peer-exchange", "plan-support"]
        assert "Utbyte med andra kommuner" in html
        assert 'value="plan-support"' not in html

    def test_where_it_is_sent_twice(self, office: Office) -> None:
        who = visitor(office, CONTACT)
        html = checked(who, {"picture": ["unchanged"], "need": ["peer-exchange"]})
        sent = form(html) | {"do": ["send"]}
        assert who.send(PAGE, sent)[0] == 303
        before = office.system.store.head()

        assert who.send(PAGE, sent)[0] == 303
        assert office.system.store.head() == before

    def test_where_one_goes_back_to_change_it(self, office: Office) -> None:
        who = visitor(office, CONTACT)
        html = checked(who, {"picture": ["unchanged"], "need": ["peer-exchange"], "occurred_on": ["2024-08-30"]})
        status, html = who.send(PAGE, form(html) | {"do": ["change"]})

        assert status == 200
        assert 'name="picture" value="unchanged" checked' in html
        assert 'name="need" value="peer-exchange" checked' in html
        assert 'value="2024-08-30"' in html

    @pytest.mark.parametrize("is_looked_over", [False, True])
    def test_where_another_language_is_chosen(self, office: Office, is_looked_over: bool) -> None:  # noqa: FBT001
        who = visitor(office)
        (name,) = {each for each in form(who.get(PAGE)) if each.startswith("version.contact.")}
        contact = name.removeprefix("version.")
        said = {
            "picture": ["unchanged"],
            contact: ["changed"],
            f"{contact}.function": ["safety-coordinator"],
            f"{contact}.org_unit": ["executive-office"],
            "need": ["peer-exchange", "plan-support"],
            "met": ["basic-training"],
            "occurred_on": ["2024-08-30"],
            "reason": ["entered-late"],
        }
        typed = form(checked(who, said)) if is_looked_over else form(who.get(PAGE)) | said
        before, html = office.system.store.head(), again_in_english(who, PAGE, typed)
        again = form(html)

        assert office.system.store.head() == before
        assert ('name="looked"' in html) == is_looked_over
        assert {each: sorted(again[each]) for each in said} == said
        assert [again[each] for each in again if each.startswith("version.")] == [
            typed[each] for each in typed if each.startswith("version.")
        ]
        html = html if is_looked_over else who.send(PAGE, again | {"do": ["check"]})[1]
        assert who.send(PAGE, form(html) | {"do": ["send"]})[0] == 303
        needs = [each.event.need_code for each in recorded(office, SUPPORT, before)]
        assert sorted(needs) == ["basic-training", "peer-exchange", "plan-support"]

    @pytest.mark.parametrize("in_between", [again_signed_in, again_in_english, gone_back])
    def test_of_what_others_recorded_meanwhile(self, office: Office, in_between: Between) -> None:
        who, before = visitor(office), office.system.store.head()
        typed = form(who.get(PAGE)) | {"plan": ["unchanged"]}
        office.coordinator.does(HERE, "action-plan/ve/review-plan", result="needs_revision")
        html = checked_with(who, form(in_between(who, PAGE, typed)))
        status, html = who.send(PAGE, form(html) | {"do": ["send"]})

        assert status == 412
        assert [each.event.result for each in recorded(office, PLAN, before)] == ["needs_revision"]
        html = checked_with(who, form(html))
        assert who.send(PAGE, form(html) | {"do": ["send"]})[0] == 303

    def test_where_the_day_is_to_come(self, office: Office) -> None:
        before, who = office.system.store.head(), visitor(office, CONTACT)
        html = checked(who, {"picture": ["unchanged"], "occurred_on": ["2031-01-01"]})
        status, html = who.send(PAGE, form(html) | {"do": ["send"]})

        assert (status, office.system.store.head()) == (409, before)
        assert 'value="2031-01-01"' in html
        assert 'id="occurred_on-error"' in html


class TestThePage:
    def test_asks_for_something_to_be_said(self, office: Office) -> None:
        who = visitor(office, CONTACT)
        status, html = who.send(PAGE, form(who.get(PAGE)) | {"do": ["check"]})

        assert (status, "Inget är valt" in html) == (422, True)

    def test_is_not_told_as_done_where_it_was_sent_before_one_signed_in_again(self, office: Office) -> None:
        who = visitor(office)
        html = again_signed_in(who, PAGE, form(who.get(PAGE)) | {"picture": ["unchanged"], "do": ["check"]})

        assert '<div class="note note-amber" role="alert"' in html

    def test_says_so_where_no_need_is_left_to_note(self, office: Office) -> None:
        for code in re.findall(r'name="need" value="([^"]+)"', visitor(office).get(PAGE)):
            office.coordinator.does(HERE, "support/note-need", need_code=code)

        assert '<p class="help">Det finns inget att välja bland.</p>' in visitor(office).get(PAGE)

    def test_offers_nothing_that_the_rules_refuse(self, office: Office) -> None:
        office.coordinator.does(HERE, "situation-picture/commission-picture")
        html = visitor(office, CONTACT).get(PAGE)

        assert 'name="picture" value="unchanged"' in html
        assert 'name="picture" value="new"' not in html

    def test_is_read_by_those_who_only_read(self, office: Office) -> None:
        who = visitor(office, AUDITOR)

        assert forms_on(who.get(PAGE)) == []
        assert who.send(PAGE, {**who.hidden("/counties/17"), "picture": "unchanged"})[0] == 403

    def test_of_the_past_has_no_form(self, office: Office) -> None:
        assert forms_on(visitor(office).get(f"{PAGE}?as_of={office.coordinator.position}")) == []

    @pytest.mark.parametrize("value", HOSTILE)
    def test_never_fails_for_what_is_typed(self, office: Office, value: str) -> None:
        who = visitor(office)
        start = form(who.get(PAGE))
        who.client.get(PAGE, params={"sent": value})
        for name in ("picture", "plan", "need", "met", "occurred_on", "reason", "version.plan", "key", "review", "do"):
            said = {"plan": ["unchanged"], "contact.x": [value], "contact.x.function": [value]}
            status, html = who.send(PAGE, start | said | {"do": ["send"], name: [value]})
            assert status in {200, 303, 409, 412, 422}, (name, status)
            assert "<script>alert" not in html

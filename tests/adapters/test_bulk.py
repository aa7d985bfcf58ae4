"""One act for several municipalities: an answer for each, whatever came of the others, once however often sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from adapters.http.pages.bulk.acts import acts_for_several, suggested
from adapters.main import System
from domain.messages import Recorded
from domain.values import Role
from tests.adapters.test_entry_grid import recorded
from tests.adapters.test_pages import HOSTILE, Browser, browser
from tests.support.following import followed
from tests.support.forms import Form, form_on
from tests.support.people import BY_ROLE, CONTACT, COORDINATOR, TODAY, SetClock
from tests.support.waiting import caught_up
from workflows.reference import places

BULK = "/work/bulk"
DAY = "2026-02-27"
KIL, SUNNE, TORSBY = "1715", "1766", "1737"
THREE = [KIL, SUNNE, TORSBY]
CONTACT_ACT, PAUSE, DUE, NEED = (
    "support.log-contact",
    "journey.pause-journey",
    "journey.set-due-date",
    "support.note-need",
)


@pytest.fixture(scope="module")
def system(databases: Any) -> Iterator[System]:
    with databases.lent() as url, followed(url, clock=SetClock()) as opened:
        visitor = browser(opened, COORDINATOR)
        for code in (KIL, SUNNE):
            for command in ("register-municipality", "join-municipality"):
                assert visitor.post(f"/municipalities/{code}/act/municipality/{command}")[0] == 303
            assert visitor.post(f"/municipalities/{code}/act/journey/open-journey")[0] == 303
        caught_up(opened)
        yield opened


@pytest.fixture
def visitor(system: System) -> Browser:
    return browser(system, COORDINATOR)


def form(visitor: Browser, act: str, codes: list[str], **more: str) -> Form:
    answer = visitor.client.get(BULK, params={"act": act, "municipality": codes, **more})
    assert answer.status_code == 200, answer.text
    found = form_on(answer.text)
    assert found
    return found


def send(visitor: Browser, fields: dict[str, list[str]]) -> tuple[int, str]:
    return visitor.send(BULK, fields)


def contact(visitor: Browser, codes: list[str]) -> dict[str, list[str]]:
    return {**form(visitor, CONTACT_ACT, codes).fields, "direction": ["both"], "occurred_on": [DAY]}


def scopes(events: list[Recorded]) -> list[str]:
    return [each.envelope.scope for each in events]


def statuses(page: str) -> dict[str, str]:
    """Return what is said of each municipality, by its code."""
    parts = re.findall(r'id="result-(\d*)"(.*?)(?=id="result-|</(?:dl|table)>)', page, re.DOTALL)
    return {code: " ".join(re.sub(r"<[^>]*>", " ", f"<x{said}").split()) for code, said in parts}


class TestCarryingOut:
    def test_records_it_in_each_with_one_correlation_and_links_to_each(self, visitor: Browser, system: System) -> None:
        fields, before = contact(visitor, THREE), system.store.head()
        status, page = send(visitor, fields)
        events = recorded(system, before)

        assert status == 200
        assert sorted(scopes(events)) == sorted(THREE)
        assert {each.envelope.occurred_on.isoformat() for each in events} == {DAY}
        assert len({each.envelope.correlation_id for each in events}) == 1
        assert "Sparat för 3 kommuner." in page
        for each in events:
            assert f'href="/events/{each.envelope.event_id}"' in page

    def test_refused_in_one_says_why_and_hinders_no_other(self, visitor: Browser, system: System) -> None:
        fields = {**form(visitor, NEED, THREE).fields, "need_code": ["deep-training"], "occurred_on": [DAY]}
        visitor.post(f"/municipalities/{SUNNE}/act/support/note-need", need_code="deep-training", occurred_on=DAY)
        before = system.store.head()
        status, page = send(visitor, {**fields, "seen": [""]})

        assert status == 200
        assert scopes(recorded(system, before)) == [KIL, TORSBY]
        assert "(L3)" in statuses(page)[SUNNE]
        assert f'href="/municipalities/{SUNNE}/act/support/note-need"' in page
        assert "Sparat för 2 kommuner. 1 kommun är kvar." in " ".join(re.sub(r"<[^>]*>", " ", page).split())

    def test_overtaken_in_one_says_what_came_and_can_be_sent_again(self, visitor: Browser, system: System) -> None:
        fields = contact(visitor, THREE)
        visitor.post(f"/municipalities/{SUNNE}/act/support/log-contact", direction="in", occurred_on=DAY)
        before = system.store.head()
        status, page = send(visitor, fields)
        assert (status, scopes(recorded(system, before))) == (200, [KIL, TORSBY])
        assert "Något har ändrats" in statuses(page)[SUNNE]
        assert "Kommunen sökte samordningen" in statuses(page)[SUNNE]

        again = form_on(page)
        assert again
        assert again.fields["municipality"] == [SUNNE]
        assert send(visitor, again.fields)[0] == 200
        assert scopes(recorded(system, before)) == [KIL, TORSBY, SUNNE]
        assert len({each.envelope.correlation_id for each in recorded(system, before)}) == 1

    def test_again_gives_the_same_answer_and_no_second_event(self, visitor: Browser, system: System) -> None:
        fields, before = contact(visitor, THREE), system.store.head()
        answers = [send(visitor, fields) for _ in range(2)]

        assert len(recorded(system, before)) == 3
        assert statuses(answers[0][1]) == statuses(answers[1][1])
        assert re.findall(r"/events/[0-9a-f-]+", answers[0][1]) == re.findall(r"/events/[0-9a-f-]+", answers[1][1])

    def test_twice_at_once_gives_no_second_event(self, system: System) -> None:
        visitors = [browser(system, COORDINATOR) for _ in range(2)]
        fields, before = contact(visitors[0], THREE), system.store.head()
        sent = [{**fields, "csrf": contact(each, [KIL])["csrf"]} for each in visitors]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(send, visitors, sent))

        assert [status for status, _ in answers] == [200, 200]
        assert len(recorded(system, before)) == 3

    def test_takes_visits_that_were_planned_for_the_day_for_those(self, visitor: Browser, system: System) -> None:
        day = TODAY.isoformat()
        visitor.post(f"/municipalities/{KIL}/act/support/plan-visit", planned_on=day, occurred_on=DAY)
        fields = form(visitor, "support.hold-visit", [KIL, SUNNE]).fields
        fields |= {"functions_met": ["principal"], "occurred_on": [day]}
        before = system.store.head()
        pages = [send(visitor, fields)[1] for _ in range(2)]
        (planned,) = recorded(system, before - 1)[:1]
        first, second = recorded(system, before)

        assert first.event.visit_id == planned.event.visit_id  # type: ignore[attr-defined]
        assert second.event.visit_id != planned.event.visit_id  # type: ignore[attr-defined]
        assert all("Sparat för 2 kommuner." in each for each in pages)

    def test_changed_after_it_was_saved_says_so(self, visitor: Browser, system: System) -> None:
        fields, before = contact(visitor, [KIL, SUNNE]), system.store.head()
        send(visitor, fields)
        _, page = send(visitor, {**fields, "direction": ["out"]})

        assert len(recorded(system, before)) == 2
        assert "redan sparat" in statuses(page)[KIL]

    def test_with_a_field_left_out_asks_for_it_and_records_nothing(self, visitor: Browser, system: System) -> None:
        fields, before = contact(visitor, THREE), system.store.head()
        fields["direction"] = [""]
        status, page = send(visitor, fields)

        assert (status, system.store.head()) == (422, before)
        assert 'href="#direction"' in page
        assert "Välj slag av kontakt." in page
        found = form_on(page)
        assert found
        assert found.fields["occurred_on"] == [DAY]
        assert found.fields["key"] == fields["key"]

    def test_about_a_step_asks_for_the_step_first(self, visitor: Browser, system: System) -> None:
        page = visitor.client.get(BULK, params={"act": DUE, "municipality": [KIL, SUNNE]}).text
        assert "Vilket steg?" in page

        for code in (KIL, SUNNE):
            address = f"/municipalities/{code}/act/journey/start-step?step=SITUATION_PICTURE"
            assert visitor.post(address)[0] == 303
        fields = form(visitor, DUE, [KIL, SUNNE], step="SITUATION_PICTURE").fields
        before = system.store.head()
        due = {"due_on": ["2026-06-01"], "basis": ["agreed"]}
        assert send(visitor, {**fields, **due})[0] == 200
        assert scopes(recorded(system, before)) == [KIL, SUNNE]

    def test_beyond_the_county_is_of_the_support_alone(self, visitor: Browser, system: System) -> None:
        before = system.store.head()
        assert send(visitor, contact(visitor, ["0180", KIL]))[0] == 200
        assert sorted(scopes(recorded(system, before))) == ["0180", KIL]
        assert "0180" in visitor.client.get(BULK, params={"act": PAUSE, "municipality": ["0180", KIL]}).text

    def test_for_two_hundred_and_ninety_is_done_or_goes_on_where_it_stopped(
        self, visitor: Browser, system: System
    ) -> None:
        everywhere = [each.scb_code for county in places.counties() for each in places.municipalities(county.code)]
        fields, before = contact(visitor, everywhere), system.store.head()
        for _ in range(10):
            status, page = send(visitor, fields)
            assert status == 200
            again = form_on(page)
            if again is None:
                break
            fields = again.fields

        assert len(everywhere) == 290
        assert sorted(each.envelope.scope for each in system.store.read(before, 500)) == sorted(everywhere)


class TestChoosing:
    def test_offers_what_can_be_asked_once(self, visitor: Browser) -> None:
        names = {each.name for each in acts_for_several()}
        assert {CONTACT_ACT, "support.hold-visit", "support.plan-visit", NEED, DUE} <= names
        assert "situation-picture.review-picture-unchanged" in names
        assert not names & {"support.deliver-guidance", "contact.end-contact", "action-plan.adopt-plan"}
        page = visitor.get(BULK)
        for name in names:
            assert f'value="{name}"' in page

    def test_of_rows_offers_first_what_clears_them(self, visitor: Browser) -> None:
        page = visitor.client.get(BULK, params={"row": [f"{KIL}.contact-silence-amber", f"{SUNNE}.visit-gap-red"]}).text

        assert page.index('value="support.log-contact"') < page.index('value="journey.open-journey"')
        assert f'value="{KIL}" checked' in page
        assert f'value="{SUNNE}" checked' in page
        assert f'value="{TORSBY}" checked' not in page

    def test_offers_first_no_act_that_must_say_which_of_those_that_wait(self) -> None:
        reasons = ("visit-past", "visit-gap-red", "need-open")
        found = {why: [each.name for each in suggested(acts_for_several(), [why])] for why in reasons}

        assert found == {
            "visit-past": [],
            "visit-gap-red": ["support.hold-visit", "support.plan-visit"],
            "need-open": ["support.meet-need"],
        }

    def test_says_what_is_lacking(self, visitor: Browser) -> None:
        answer = visitor.client.get(BULK, params={"act": CONTACT_ACT})
        assert (answer.status_code, "Välj minst en kommun." in answer.text) == (200, True)

    def test_tells_beforehand_where_it_is_not_possible(self, visitor: Browser) -> None:
        page = visitor.client.get(BULK, params={"act": PAUSE, "municipality": THREE}).text

        assert "Går inte i 1 kommun" in page
        assert f'value="{TORSBY}" checked' not in page
        assert "<dt>Torsby</dt>" in page


class TestAuthority:
    @pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR])
    def test_is_needed(self, system: System, role: Role) -> None:
        visitor = browser(system, BY_ROLE[role])
        visitor.get(BULK, 403)

    def test_is_asked_in_each_municipality(self, system: System) -> None:
        visitor, before = browser(system, CONTACT), system.store.head()
        fields = contact(visitor, [KIL])
        status, page = send(visitor, {**fields, "municipality": [KIL, SUNNE, "9999"]})

        assert status == 200
        assert scopes(recorded(system, before)) == [KIL]
        assert "Sunne" not in page
        assert page.count("visas inte för din roll") == 2


class TestBadInput:
    @pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
    def test_of_any_field_is_no_fault_of_ours(self, visitor: Browser, bad: str) -> None:
        fields = contact(visitor, [KIL])
        for name in (*fields, "row", "step", "reason", "override"):
            assert send(visitor, {**fields, name: [bad]})[0] in {200, 403, 422}, name
            assert visitor.client.get(BULK, params={"act": CONTACT_ACT, name: bad}).status_code in {200, 422}
        assert send(visitor, {**fields, "municipality": [bad] * 300})[0] in {200, 400, 413, 422}

    def test_never_reaches_the_page_as_markup(self, visitor: Browser) -> None:
        fields = contact(visitor, [KIL])
        _, page = send(visitor, {**fields, "municipality": [KIL, "<script>alert(1)</script>"]})

        assert "<script>alert(1)" not in page


def test_another_language_keeps_what_was_typed_and_records_nothing(visitor: Browser, system: System) -> None:
    fields, before = contact(visitor, THREE), system.store.head()
    answer = visitor.client.post("/language", data={**fields, "direction": "out", "language": "en"})
    assert (answer.status_code, answer.headers["location"]) == (307, BULK)
    status, page = send(visitor, {**fields, "direction": ["out"], "language": ["en"]})

    assert (status, system.store.head()) == (200, before)
    assert 'value="out" checked' in page
    assert "Save for those chosen" in page


@pytest.mark.parametrize("in_between", ["language", "session", "fault"])
def test_of_what_was_seen_whatever_becomes_of_the_page(visitor: Browser, system: System, in_between: str) -> None:
    fields = contact(visitor, THREE)
    visitor.post(f"/municipalities/{SUNNE}/act/support/log-contact", direction="in", occurred_on=DAY)
    if in_between == "session":
        visitor.sign_in(COORDINATOR)
    more = {"language": {"language": ["sv"]}, "session": {}, "fault": {"direction": [""]}}[in_between]
    again, before = form_on(send(visitor, fields | more)[1]), system.store.head()
    assert again
    _, page = send(visitor, again.fields | {"direction": ["both"]})

    assert scopes(recorded(system, before)) == [KIL, TORSBY]
    assert "Kommunen sökte samordningen" in statuses(page)[SUNNE]

"""Acts that change much show their author's answers first; a form keeps what was typed when the language changes."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from adapters.http.pages.command_form.asked_again import is_asked_again
from adapters.http.pages.command_form.confirming import CHANGE, CONFIRMED
from adapters.http.pages.sign_in.page import OWN_FIELDS
from adapters.main import System
from domain.aggregates import USER_RULES
from tests.adapters.test_pages import KIL, Browser, browser
from tests.support.database import Databases
from tests.support.following import followed
from tests.support.forms import form_on
from tests.support.people import COORDINATOR

DECLINE = f"{KIL}/act/action-plan/decline-plan"
ANSWER = re.compile(r"<dt>(.*?)</dt><dd>(.*?)</dd>")


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    with databases.lent() as url, followed(url) as opened:
        yield opened


@pytest.fixture
def visitor(system: System) -> Browser:
    """A coordinator at work in a municipality that has joined."""
    made = browser(system, COORDINATOR)
    if not system.store.head():
        for command in ("municipality/register-municipality", "municipality/join-municipality", "journey/open-journey"):
            made.act(command)
        made.act("action-plan/open-plan-work")
    return made


def posted(visitor: Browser, address: str, **fields: str) -> tuple[int, str]:
    """Send a form without confirming it."""
    answer = visitor.client.post(address, data={**visitor.hidden(address), **fields})
    return answer.status_code, answer.text


def answers(page: str) -> dict[str, str]:
    return {unescape(label): unescape(text) for label, text in ANSWER.findall(page)}


def valid(visitor: Browser) -> dict[str, str]:
    """Return fields with which the plan may be declined."""
    form = form_on(visitor.get(DECLINE))
    assert form
    options = {each.name: [value for value in each.options if value] for each in form.controls}
    today = visitor.system.clock.today().isoformat()
    return {
        "occurred_on": today,
        "revisit_on": f"{visitor.system.clock.today().year + 1}-01-31",
        "decided_by_function": options["decided_by_function"][0],
        "reason": options["reason"][0],
    }


class TestAnActThatChangesMuch:
    def test_is_one_of_these(self) -> None:
        assert sorted(each.name for each in USER_RULES if is_asked_again(each)) == [
            "action-plan.adopt-plan",
            "action-plan.decline-plan",
            "journey.complete-step",
            "municipality.join-municipality",
            "municipality.leave-municipality",
            "situation-picture.publish-picture-version",
        ]

    def test_shows_what_was_typed_in_words_and_saves_nothing(self, visitor: Browser) -> None:
        before, fields = visitor.system.store.head(), valid(visitor)
        status, page = posted(visitor, DECLINE, **fields)
        told = answers(page)

        assert status == 200
        assert "Inget är sparat än" in page
        assert any(each.startswith("31 januari ") for each in told.values())
        assert fields["reason"] not in told.values(), "in words"
        assert len(told) >= 4
        assert visitor.system.store.head() == before

    def test_tells_all_that_is_wrong_before_that(self, visitor: Browser) -> None:
        before = visitor.system.store.head()
        status, page = posted(visitor, DECLINE, **valid(visitor) | {"reason": "", "decided_by_function": ""})

        assert status in {409, 422}
        assert 'id="reason-error"' in page
        assert 'id="decided_by_function-error"' in page
        assert 'name="confirmed"' not in page
        assert visitor.system.store.head() == before

    def test_is_changed_without_losing_the_rest(self, visitor: Browser) -> None:
        fields = valid(visitor)
        hidden = visitor.hidden(DECLINE)
        answer = visitor.client.post(DECLINE, data={**hidden, **fields, "change": "revisit_on"})

        assert answer.status_code == 200
        assert f'value="{fields["revisit_on"]}"' in answer.text
        assert f'value="{fields["reason"]}" selected' in answer.text
        assert f'name="key" value="{hidden["key"]}"' in answer.text
        assert f'name="version" value="{hidden["version"]}"' in answer.text
        assert f'formaction="{DECLINE}#revisit_on"' in posted(visitor, DECLINE, **fields)[1]

    def test_is_saved_once_however_often_it_is_confirmed(self, visitor: Browser) -> None:
        fields = {**visitor.hidden(DECLINE), **valid(visitor)}
        before = visitor.system.store.head()
        first = visitor.client.post(DECLINE, data={**fields, "confirmed": "yes"})
        after = visitor.system.store.head()
        second = visitor.client.post(DECLINE, data={**fields, "confirmed": "yes"})

        assert (first.status_code, second.status_code) == (303, 303)
        assert after > before
        assert visitor.system.store.head() == after

    def test_tells_what_came_between_checking_and_saving(self, visitor: Browser) -> None:
        leave = f"{KIL}/act/municipality/leave-municipality"
        form = form_on(visitor.get(leave))
        assert form
        (reasons,) = (each.options for each in form.controls if each.name == "reason")
        fields = {
            **visitor.hidden(leave),
            "reason": reasons[-1],
            "occurred_on": visitor.system.clock.today().isoformat(),
        }
        checked = visitor.client.post(leave, data=fields)
        visitor.act("municipality/note-profile", settlement_type="sparse", size_band="under-10000")
        saved = visitor.client.post(leave, data={**fields, "confirmed": "yes"})

        assert checked.status_code == 200
        assert saved.status_code == 412
        assert "Detta har ändrats sedan du öppnade sidan" in saved.text

    def test_has_no_field_called_as_its_buttons(self) -> None:
        fields = {name for command in USER_RULES for name in command.model_fields}

        assert fields.isdisjoint({CONFIRMED, CHANGE, *OWN_FIELDS})


class TestAnotherLanguage:
    @pytest.mark.parametrize("command", ["support/plan-visit", "municipality/leave-municipality"])
    def test_keeps_what_is_typed_in_a_form(self, visitor: Browser, command: str) -> None:
        address = f"{KIL}/act/{command}"
        page = visitor.get(address)
        assert re.search(r'<button form="act" formaction="/language" [^>]*value="en"', page)
        before = visitor.system.store.head()
        typed = {"planned_on": "2027-05-06", "occurred_on": "2026-01-02", "author": author(page), "next": address}
        fields = {**visitor.hidden(address), **typed, "language": "en"}
        answer = visitor.client.post("/language", data=fields)
        assert (answer.status_code, answer.headers["location"]) == (307, address)
        shown = visitor.client.post(address, data=fields)

        assert shown.status_code == 200
        assert '<html lang="en">' in shown.text
        assert 'value="2026-01-02"' in shown.text
        assert ('value="2027-05-06"' in shown.text) == ("plan-visit" in command)
        assert f'name="key" value="{fields["key"]}"' in shown.text
        assert visitor.system.store.head() == before
        visitor.client.post("/language", data={"language": "sv"})


def author(page: str) -> str:
    found = re.search(r'name="author" value="([^"]*)"', page)
    assert found
    return found[1]


class TestAFieldThatAppliesToOneAnswer:
    @pytest.mark.parametrize(
        ("kind", "milieu", "is_wrong"),
        [("strength", True, True), ("milieu_presence", False, True), ("strength", False, False)],
    )
    def test_is_the_one_that_the_rule_says(self, visitor: Browser, kind: str, *, milieu: bool, is_wrong: bool) -> None:
        visitor.client.post(
            f"{KIL}/act/situation-picture/commission-picture",
            data=visitor.hidden(f"{KIL}/act/situation-picture/commission-picture"),
        )
        address = f"{KIL}/act/situation-picture/record-finding"
        form = form_on(visitor.get(address))
        assert form
        options = {each.name: [value for value in each.options if value] for each in form.controls}
        fields = {name: options[name][0] for name in ("dimension", "locality_level", "level", "source_type")}
        fields |= {"kind": kind, "observed_from": "2025", "observed_until": "2025"}
        fields |= {"milieu": options["milieu"][0]} if milieu else {}
        page = posted(visitor, address, **fields)[1]

        assert ('id="milieu-error"' in page) == is_wrong

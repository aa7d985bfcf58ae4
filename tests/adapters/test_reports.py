"""A pinned report is the same bytes for ever, whatever becomes of events, definitions and wording."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from adapters.demo.filling import people
from adapters.http.pages.reports import document
from adapters.http.pages.reports.document import Asked, keep
from adapters.i18n.catalogue import Catalogue
from domain.report.events import ReportPinned
from domain.values import Role
from projections.audit_trail import TrailRow
from tests.support.api import Office, open_office
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock
from tests.support.waiting import caught_up
from workflows.reference.reference import load_reference

HERE, THERE = "1715", "1766"


@contextmanager
def opened(url: str, day: date = date(2024, 3, 1), **more: Any) -> Iterator[Office]:
    with open_office(url, HERE, THERE, day=day, **more) as office:
        yield office


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with opened(database_url) as office:
        for place in (HERE, THERE):
            office.coordinator.does(place, "municipality/join-municipality")
        office.coordinator.does(HERE, "journey/open-journey")
        office.coordinator.does(HERE, "support/plan-visit", planned_on="2024-05-02")
        office.coordinator.does(HERE, "support/log-contact", direction="both", occurred_on="2024-02-20")
        caught_up(office.system)
        yield office


def browser(office: Office, role: Role = Role.MANAGER, language: str = "sv") -> TestClient:
    found = TestClient(office.http.app, headers={"Accept-Language": language})
    assert found.post("/sign-in", data={"token": office.callers[role].token}).status_code == 200
    return found


def form(visitor: TestClient) -> dict[str, str]:
    page = visitor.get("/counties/17/reports").text
    return dict(re.findall(r'<input type="hidden" name="(csrf|author|key)" value="([^"]*)"', page))


def pinned(office: Office, visitor: TestClient, kind: str = "meeting", **fields: str) -> str:
    """Pin a report, and return its address."""
    answer = visitor.post("/counties/17/reports", data={**form(visitor), "kind": kind, "since": "2024-01-01", **fields})
    assert answer.status_code == 200, answer.text
    caught_up(office.system)
    found = re.search(r'href="(/reports/[0-9a-f-]{36})"', visitor.get("/counties/17/reports").text)
    assert found
    return found[1]


class TestAPinnedReport:
    @pytest.mark.parametrize("kind", ["meeting", "funder"])
    def test_is_the_same_bytes_years_later(self, office: Office, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        address = pinned(office, browser(office), kind)
        first = browser(office).get(address)
        contact = office.coordinator.get(f"municipalities/{HERE}/timeline")["events"]
        entry = next(each for each in contact if each["topic"].startswith("support.contact-had"))["event_id"]
        office.calendar.day = date(2026, 9, 1)
        correction = {"target_event_id": entry, "voids": True, "reason": "did-not-happen"}
        office.coordinator.does(HERE, "support/correct-entry", **correction)
        late = {"occurred_on": "2024-02-25", "reason": "entered-late"}
        office.coordinator.does(THERE, "support/log-contact", direction="in", **late)
        caught_up(office.system)
        assert browser(office).get(address).content == first.content

        # Another release: other words, other limits, another style sheet, other views.
        monkeypatch.setattr(Catalogue, "text", lambda _self, key, **_: f"other words for {key}")
        monkeypatch.setattr(document, "style_sheet", lambda: b"other styles")
        monkeypatch.setattr(TrailRow, "standing_fields", property(lambda _: {}))
        assert browser(office).get(address).content == first.content
        assert first.headers["ETag"] == f'"{sha256(first.content).hexdigest()}"'

    def test_is_the_same_where_the_definition_is_another(self, database_url: str) -> None:
        with opened(database_url) as office:
            office.coordinator.does(HERE, "municipality/join-municipality")
            caught_up(office.system)
            address = pinned(office, browser(office))
            first = browser(office).get(address).content
            token = office.callers[Role.MANAGER].token
        reference = load_reference()
        newest = reference.definition(None)
        changed = newest.model_copy(update={"thresholds": newest.thresholds.model_copy(update={"backdating_days": 1})})
        other = type(reference)(**{**vars(reference), "definitions": {**reference.definitions, changed.name: changed}})
        with open_office(database_url, day=date(2026, 9, 1), reference=other) as later:
            visitor = TestClient(later.http.app)
            visitor.post("/sign-in", data={"token": token})
            assert visitor.get(address).content == first

    def test_is_named_by_its_event(self, office: Office) -> None:
        address = pinned(office, browser(office))
        event = next(each for each in office.system.store.read(0, 1000) if each.topic.startswith("report."))

        assert event.event.digest == sha256(browser(office).get(address).content).hexdigest()  # type: ignore[attr-defined]
        assert event.envelope.actor_role is Role.MANAGER

    def test_is_in_the_language_of_whoever_pinned_it(self, office: Office) -> None:
        english = browser(office, language="en")
        english.post("/language", data={"language": "en"})
        address = pinned(office, english)
        page = browser(office).get(address)

        assert '<html lang="en">' in page.text
        assert page.headers["Content-Language"] == "en"

    def test_has_no_session_no_script_and_nothing_that_is_protected(self, office: Office) -> None:
        page = browser(office).get(pinned(office, browser(office, Role.COORDINATOR))).text

        assert not re.search(r"<script|<form|csrf|p-[0-9a-f]{8}|2 maj 2024", page)
        assert 'href="/' not in page

    def test_has_its_style_sheet_for_ever_as_well(self, office: Office) -> None:
        visitor = browser(office)
        page = visitor.get(pinned(office, visitor)).text
        address = re.search(r'href="(styles/[0-9a-f]{64})"', page)
        assert address
        style = visitor.get(f"/reports/{address[1]}")

        assert style.headers["Content-Type"].startswith("text/css")
        assert sha256(style.content).hexdigest() == address[1].partition("/")[2]

    def test_leads_from_its_numbers_to_their_events_as_they_were(self, office: Office) -> None:
        visitor = browser(office)
        page = visitor.get(pinned(office, visitor, "funder")).text
        ways = [
            each.replace("&amp;", "&") for each in re.findall(r'href="\.\.(/counties/17/funder/events[^"]*)"', page)
        ]

        assert ways
        assert all("as_of=" in each and visitor.get(each).status_code == 200 for each in ways)

    def test_leads_to_pages_of_the_day_on_which_it_was_pinned(self, office: Office) -> None:
        office.calendar.day = date(2024, 9, 1)  # long after the last entry: much has fallen due since
        visitor = browser(office)
        page = visitor.get(pinned(office, visitor)).text
        (way,) = re.findall(r'href="\.\.(/counties/17/events\?behind=red[^"]*)"', page)

        assert "den 1 september 2024" in visitor.get(unescape(way)).text
        assert len(re.findall(r"/events/[0-9a-f-]{36}", visitor.get(unescape(way)).text)) > 1

    def test_is_pinned_once_by_a_form_that_is_sent_twice(self, office: Office) -> None:
        visitor = browser(office)
        sent = {**form(visitor), "kind": "meeting", "since": "2024-01-01"}
        visitor.post("/counties/17/reports", data=sent)
        office.coordinator.does(HERE, "support/log-contact", direction="in")
        caught_up(office.system)
        again = visitor.post("/counties/17/reports", data=sent)

        assert again.status_code == 200
        assert len([each for each in office.system.store.read(0, 1000) if each.topic.startswith("report.")]) == 1

    @pytest.mark.parametrize(
        "wrong", [{"kind": "nonsense"}, {"since": "2030-01-01"}, {"part": "Nowhere"}, {"key": "x"}, {"kind": ""}]
    )
    def test_is_not_made_of_nonsense(self, office: Office, wrong: dict[str, str]) -> None:
        visitor = browser(office)
        answer = visitor.post(
            "/counties/17/reports", data={**form(visitor), "kind": "meeting", "since": "2024-01-01", **wrong}
        )

        assert answer.status_code == 422
        assert not [each for each in office.system.store.read(0, 1000) if each.topic.startswith("report.")]

    @pytest.mark.parametrize("wrong", [{"since": "x"}, {"since": "2030-01-01"}, {"key": "x"}])
    def test_that_was_not_made_leaves_what_was_typed(self, office: Office, wrong: dict[str, str]) -> None:
        visitor = browser(office)
        part = re.findall(r'<option value="([^"]+)"', visitor.get("/counties/17/reports").text.split('id="part"')[1])[0]
        sent = {**form(visitor), "kind": "funder", "since": "2024-02-03", "part": part, **wrong}
        answer = visitor.post("/counties/17/reports", data=sent)

        assert answer.status_code == 422
        assert "Ingen rapport fästes" in answer.text
        assert '<option value="funder" selected>' in answer.text
        assert f'name="since" value="{sent["since"]}"' in answer.text
        assert f'<option value="{part}" selected>' in answer.text

    def test_is_asked_for_again_where_the_session_had_ended(self, office: Office) -> None:
        visitor, again = browser(office), browser(office)
        earlier = {**form(visitor), "kind": "funder", "since": "2024-02-03"}
        answer = again.post("/counties/17/reports", data=earlier)

        assert answer.status_code == 403
        assert "Du har loggat in igen" in answer.text
        assert "Ingen rapport fästes" not in answer.text
        assert '<option value="funder" selected>' in answer.text
        assert 'name="since" value="2024-02-03"' in answer.text
        assert f'name="key" value="{earlier["key"]}"' in answer.text
        fresh = dict(re.findall(r'<input type="hidden" name="(csrf|author|key)" value="([^"]*)"', answer.text))
        assert again.post("/counties/17/reports", data={**earlier, **fresh}).status_code == 200
        assert len([each for each in office.system.store.read(0, 1000) if each.topic.startswith("report.")]) == 1

    def test_is_not_for_contact_persons(self, office: Office) -> None:
        address = pinned(office, browser(office))

        assert browser(office, Role.CONTACT).get(address).status_code == 403
        assert browser(office).get("/reports/00000000-0000-0000-0000-000000000000").status_code == 404


class TestTheLastMeeting:
    def test_is_the_day_on_which_its_sheet_was_pinned(self, office: Office) -> None:
        visitor = browser(office)
        pinned(office, visitor)
        assert "Förra styrgruppsmötet" not in visitor.get("/counties/17/changes").text
        office.calendar.day = date(2024, 3, 20)
        told = browser(office).get("/counties/17/changes").text

        assert re.search(r'href="[^"]*=2024-03-01"[^>]*>Förra styrgruppsmötet', told)

    def test_is_since_when_the_county_and_its_sheet_tell_of(self, office: Office) -> None:
        visitor = browser(office)
        pages = ("/counties/17", "/counties/17/meeting")
        sheet = pinned(office, visitor)
        first = visitor.get(sheet).content
        office.calendar.day = date(2024, 3, 20)
        visitor = browser(office)
        for each in pages:
            assert "Sedan styrgruppsmötet 1 mars 2024" in visitor.get(each).text
            assert "behind=visited&amp;since=2023-12-20" not in visitor.get(each).text
            assert "styrgruppsmötet" not in visitor.get(each, params={"as_of": "2024-02-29"}).text
            assert "Sedan 29 november 2023" in visitor.get(each, params={"as_of": "2024-02-29"}).text
        pinned(office, visitor, since="2024-03-01")
        office.calendar.day = date(2024, 4, 2)
        visitor = browser(office)

        assert "Ändrat sedan styrgruppsmötet 20 mars 2024" in visitor.get(pages[1]).text
        assert "Ändrat sedan styrgruppsmötet 1 mars 2024" in visitor.get(pages[1], params={"as_of": "2024-03-19"}).text
        assert "Ändrat sedan 1 februari 2024" in visitor.get(pages[1], params={"since": "2024-02-01"}).text
        assert visitor.get(sheet).content == first
        contact = browser(office, Role.CONTACT).get(pages[0]).text
        assert "Sedan 2 januari 2024" in contact, "who reads no reports knows of no meeting"


class TestTheDemonstration:
    def test_pins_what_its_stored_history_shows_at_that_position(self, databases: Databases) -> None:
        with demonstration(databases, SetClock()) as system:
            pinned = [each for each in system.store.read(0, 10_000) if isinstance(each.event, ReportPinned)]
            core = system.app(people()).state.services
            for each, event in ((each, each.event) for each in pinned if isinstance(each.event, ReportPinned)):
                assert event.pinned_position == each.position - 1
                day, language = each.envelope.occurred_on, event.report_language
                asked = Asked(event.report_kind, event.pinned_position, day, event.since, event.region, language)
                assert keep(core, "17", asked) == event.digest

            assert [each.event.report_kind for each in pinned if isinstance(each.event, ReportPinned)] == [
                "meeting",
                "funder",
            ]


class TestTheFundersPage:
    def test_counts_what_stands_and_what_was_done(self, office: Office) -> None:
        page = browser(office).get("/counties/17/funder?since=2024-01-01").text
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))

        assert "2 kommuner deltar i samordningen." in text
        assert re.search(r"1\. Lägesbild 0 0 0 0 2 0 ", text)
        assert re.search(r"Kontakter 1 1", text)
        assert re.search(r"Besök gjorda 0 0", text)

"""An audit case opens what is protected to its auditor alone, for its time, and has each reading on record first."""

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import UUID, uuid5

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from adapters.http.reading.reading import Reading
from adapters.i18n.catalogue import LANGUAGES, catalogue
from adapters.i18n.routes import route_key, route_text
from adapters.postgres.log.event_store import PostgresEventStore
from domain.values import Role
from projections.engine import valid_time
from tests.support.api import Caller, Office, open_office
from tests.support.forms import form_on
from tests.support.waiting import caught_up
from workflows.ports import Unavailable

HERE, THERE = "1715", "1766"
PLANNED = "2024-05-02"
SCOPE: dict[str, Any] = {
    "purpose": "yearly-audit",
    "municipalities": [HERE],
    "audited_parts": ["situation-picture", "support"],
    "period_from": "2024-03-01",
    "period_until": "2024-03-31",
    "ends_on": "2024-03-31",
}
FOUND = {
    "finding_kind": "late-entry",
    "gravity": "deficiency",
    "text": "Besöken kom in mer än en månad efter att de hölls.",
}

ANSWERED = "Vi tar med oss det till nästa möte."


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE, THERE, day=date(2024, 3, 1)) as office:
        for place in (HERE, THERE):
            office.coordinator.does(place, "municipality/join-municipality")
            office.coordinator.does(place, "support/plan-visit", planned_on=PLANNED)
        caught_up(office.system)
        yield office


def opened(office: Office, by: Caller | None = None, **scope: Any) -> str:
    """Open a case and return its id."""
    done = (by or office.callers[Role.AUDITOR]).does("17", "audit-case/open-audit-case", **{**SCOPE, **scope})
    return str(done["stream"]).rpartition("/")[2]


def planned(caller: Caller, place: str = HERE, **moment: Any) -> dict[str, Any]:
    """Return what the caller is told of the visit that was planned in a municipality."""
    events = caller.get(f"municipalities/{place}/timeline", **moment)["events"]
    found = next(each for each in events if each["topic"].startswith("support.visit-planned"))
    return dict(found["fields"])


def reads(office: Office) -> list[Any]:
    """Return all that the log holds of what was read in cases, with the streams that hold it."""
    return [each for each in office.system.store.read(0, 10_000) if each.topic == "audit.case-read.v1"]


def visit_of(office: Office, place: str = HERE) -> str:
    """Return the id of the event by which a visit was planned."""
    found = next(each for each in office.system.store.load(f"support/{place}") if "visit-planned" in each.topic)
    return str(found.envelope.event_id)


def refused(answer: Any) -> list[tuple[str, str]]:
    """Return by which rules a command was refused, and for which fields."""
    assert answer.status_code == 409, answer.text
    return [(each["rule_id"], each["field"]) for each in answer.json()["refusals"]]


def page(office: Office, role: Role, language: str = "sv") -> TestClient:
    """Return a browser in which somebody of the role has signed in."""
    browser = TestClient(office.http.app, headers={"Accept-Language": language})
    assert browser.post("/sign-in", data={"token": office.callers[role].token}).status_code == 200
    return browser


class TestWhatIsProtected:
    def test_is_opened_to_the_auditor_of_the_case_in_its_scope_alone(self, office: Office) -> None:
        auditor = office.callers[Role.AUDITOR]
        assert planned(auditor) == {}
        opened(office)

        assert planned(auditor)["planned_on"] == PLANNED
        assert planned(auditor, THERE) == {}
        assert planned(office.callers[Role.MANAGER]) == {}
        assert planned(office.caller(Role.AUDITOR)) == {}

    def test_is_on_the_pages_too(self, office: Office) -> None:
        browser = page(office, Role.AUDITOR)
        for address in (f"/municipalities/{HERE}/support", f"/municipalities/{HERE}/timeline", "/trail"):
            assert "2 maj 2024" not in browser.get(address).text
        opened(office)

        for address in (f"/municipalities/{HERE}/support", f"/municipalities/{HERE}/timeline", "/trail"):
            told = browser.get(address).text
            assert "2 maj 2024" in told, address
            assert "visas inte för din roll" not in told, address
            assert "så långt som din granskning öppnar dem" in told, address
        assert "2 maj 2024" not in browser.get(f"/municipalities/{THERE}/support").text
        assert "2 maj 2024" not in browser.get(f"/municipalities/{THERE}/timeline").text

    def test_is_read_without_keeping_the_next_reader_waiting(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened(office)
        woken: list[str] = []
        monkeypatch.setattr(office.system.follower, "wake", lambda: woken.append("by a reading"))
        browser = TestClient(office.system.app(), headers={"Accept-Language": "sv"})
        browser.post("/sign-in", data={"token": office.callers[Role.AUDITOR].token}, follow_redirects=False)

        for page, readings in ((f"/municipalities/{THERE}/support", 0), (f"/municipalities/{HERE}/support", 1)):
            assert browser.get(page).status_code == 200
            assert len(woken) == readings

    @pytest.mark.parametrize(
        "other", [{"period_from": "2024-03-02"}, {"audited_parts": ["situation-picture"]}, {"municipalities": [THERE]}]
    )
    def test_is_not_opened_outside_the_scope(self, office: Office, other: dict[str, Any]) -> None:
        opened(office, **other)

        assert planned(office.callers[Role.AUDITOR]) == {}

    def test_is_closed_at_once(self, office: Office) -> None:
        auditor, case = office.callers[Role.AUDITOR], opened(office)
        assert planned(auditor)
        office.system.follower.stop()  # no view is told of it
        auditor.send("17", "audit-case/close-audit-case", case_id=case)
        auditor.position = 0

        assert planned(auditor) == {}

    def test_is_closed_by_the_clock(self, office: Office) -> None:
        opened(office, ends_on="2024-03-02")
        office.calendar.day = date(2024, 3, 2)
        assert planned(office.callers[Role.AUDITOR])
        office.calendar.day = date(2024, 3, 3)

        assert planned(office.callers[Role.AUDITOR]) == {}

    def test_of_the_past_is_opened_by_todays_case_and_closed_with_it(self, office: Office) -> None:
        auditor, then = office.callers[Role.AUDITOR], office.system.store.head()
        case = opened(office)

        assert planned(auditor, as_of=str(then))
        position = office.system.store.head()
        auditor.does("17", "audit-case/close-audit-case", case_id=case)
        assert planned(auditor, as_of=str(position)) == {}

    def test_of_a_correction_needs_the_entry_in_the_period_as_well(self, office: Office) -> None:
        visit = office.coordinator.get(f"municipalities/{HERE}/timeline")["events"][0]["event_id"]
        office.calendar.day = date(2024, 3, 20)
        office.coordinator.does(
            HERE, "support/correct-entry", target_event_id=visit, voids=True, reason="did-not-happen"
        )
        opened(office, period_from="2024-03-10")
        events = office.callers[Role.AUDITOR].get(f"municipalities/{HERE}/timeline")["events"]
        corrected = next(each for each in events if ".entry-corrected." in each["topic"])

        assert corrected["fields"] == {}


class TestWhatIsRead:
    def test_is_on_record_beside_the_case_with_no_more_than_where(self, office: Office) -> None:
        case, auditor = opened(office), office.callers[Role.AUDITOR]
        auditor.get(f"municipalities/{HERE}/timeline")
        auditor.ask("trail", kind="support.", format="csv")
        browser = page(office, Role.AUDITOR)
        browser.get(f"/municipalities/{HERE}/support?as_of=3")
        found = reads(office)

        assert {each.envelope.stream for each in found} == {f"audit/audit-case/17/{case}"}
        told = [(each.event.route, each.event.read_scope, each.event.read_as, each.event.as_of) for each in found]
        assert told[:2] == [
            ("/api/v1/municipalities/{scb_code}/timeline", HERE, "data", None),
            ("/api/v1/trail", "17", "sheet", None),
        ]
        assert told[-1] == ("/municipalities/{scb_code}/support", HERE, "page", 3)
        assert {each.envelope.actor_role for each in found} == {Role.AUDITOR}

    def test_is_told_in_words_with_the_address_folded_away(self, office: Office) -> None:
        case = opened(office)
        page(office, Role.AUDITOR).get(f"/municipalities/{HERE}/support")
        caught_up(office.system)
        for role in (Role.AUDITOR, Role.CONTACT):
            told = page(office, role).get(f"/counties/17/audit/{case}").text
            table = told.split('id="reads-table"')[1].split("</table>")[0]
            assert "<td>Stöd och besök</td>" in table
            assert "{scb_code}" not in table
            assert "<code>/municipalities/{scb_code}/support</code>" in told.split("</table>", 1)[1]
        sheet = page(office, Role.AUDITOR).get(f"/counties/17/audit/{case}/report?format=csv").text
        assert "Kil: Stöd och besök (/municipalities/{scb_code}/support)" in sheet

    def test_has_a_word_for_every_address_that_is_put_on_record(self, office: Office) -> None:
        routes = {
            str(each.path)
            for each in iter_route_contexts(office.http.app.routes)  # type: ignore[attr-defined]
            if str(each.path).startswith("/api/v1/") <= ("GET" in (getattr(each, "methods", None) or ()))
        }
        read = [each for each in routes if "{" in each or each in {"/work", "/trail"} or each.startswith("/api/v1/")]

        assert len(read) > 50
        for lang in LANGUAGES:
            assert [each for each in sorted(read) if not catalogue(lang).has(route_key(each))] == []
            assert route_text("/gone/{id}", catalogue(lang)) == "/gone/{id}"

    def test_is_not_what_lies_outside_the_case(self, office: Office) -> None:
        opened(office)
        office.callers[Role.AUDITOR].get(f"municipalities/{THERE}/timeline")
        office.callers[Role.MANAGER].get(f"municipalities/{HERE}/timeline")
        browser = page(office, Role.AUDITOR)
        before = len(reads(office))
        for address in ("/style", "/glossary", f"/municipalities/{THERE}"):
            browser.get(address)

        assert before == len(reads(office))

    def test_is_recorded_where_it_happened_by_whatever_address_it_is_read(self, office: Office) -> None:
        opened(office, municipalities=[HERE, THERE])
        auditor, browser = office.callers[Role.AUDITOR], page(office, Role.AUDITOR)
        here, there = visit_of(office), visit_of(office, THERE)
        before = len(reads(office))
        for address in (f"/events/{here}", f"/events/{there.upper()}?format=json", f"/trail?municipality={HERE}"):
            assert browser.get(address).status_code == 200
        auditor.get(f"events/{there}")
        auditor.get("trail", municipality=THERE)
        auditor.get("trail", municipality="17")
        auditor.get("trail")
        assert browser.get("/events/00000000-0000-0000-0000-000000000007").status_code == 404
        found = [(each.event.read_scope, str(each.event.entry or "")) for each in reads(office)[before:]]

        assert found == [(HERE, here), (THERE, there), (HERE, ""), (THERE, there), (THERE, ""), ("17", ""), ("17", "")]

    def test_of_an_event_opens_nothing_of_another_municipality(self, office: Office) -> None:
        form = {"municipality": [HERE, THERE], "act": "support.plan-visit", "planned_on": "2024-06-07"}
        browser = page(office, Role.COORDINATOR)
        hidden = re.findall(
            r'name="(csrf|author|key|seen)" value="([^"]*)"', browser.get("/work/bulk", params=form).text
        )
        assert browser.post("/work/bulk", data={**dict(hidden), **form}).status_code == 200
        caught_up(office.system)
        planned = {place: office.system.store.load(f"support/{place}")[-1].envelope for place in (HERE, THERE)}
        assert planned[HERE].correlation_id == planned[THERE].correlation_id
        opened(office, municipalities=[HERE, THERE])
        auditor = page(office, Role.AUDITOR)
        told = auditor.get(f"/events/{planned[HERE].event_id}").text

        assert "Ett besök planerades till 7 juni 2024." in told
        assert f'href="/events/{planned[THERE].event_id}">Besök planerat</a>' in told
        assert "7 juni 2024" in auditor.get(f"/events/{planned[THERE].event_id}").text

    def test_is_refused_where_it_cannot_be_recorded(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        opened(office)
        auditor = office.callers[Role.AUDITOR]

        def full(*_: object, **__: object) -> None:
            raise Unavailable

        monkeypatch.setattr(PostgresEventStore, "append", full)
        answer = auditor.http.get(f"/api/v1/municipalities/{HERE}/timeline", headers=auditor.headers())
        manager = office.callers[Role.MANAGER]

        assert answer.status_code == 503
        assert PLANNED not in answer.text
        assert manager.http.get(f"/api/v1/municipalities/{HERE}/timeline", headers=manager.headers()).status_code == 200

    def test_is_recorded_each_time_where_many_windows_read_at_once(self, office: Office) -> None:
        opened(office)
        auditor = office.callers[Role.AUDITOR]
        with ThreadPoolExecutor(6) as threads:
            answers = list(
                threads.map(
                    lambda _: auditor.http.get(f"/api/v1/municipalities/{HERE}", headers=auditor.headers()).status_code,
                    range(18),
                )
            )

        assert answers == [200] * 18
        assert len(reads(office)) == 18

    def test_wakes_no_page_and_is_no_entry_of_the_trail(self, office: Office) -> None:
        opened(office)
        auditor = office.callers[Role.AUDITOR]
        auditor.get(f"municipalities/{HERE}")
        caught_up(office.system)

        assert not [each for each in auditor.get("trail")["events"] if each["topic"].startswith("audit.case-read")]


class TestACase:
    def test_is_told_on_its_pages_to_those_who_see_the_county(self, office: Office) -> None:
        case = opened(office)
        auditor = office.callers[Role.AUDITOR]
        auditor.does("17", "audit-case/raise-audit-finding", case_id=case, **FOUND)
        caught_up(office.system)
        told = page(office, Role.MANAGER).get(f"/counties/17/audit/{case}").text

        assert FOUND["text"] in told
        assert "Öppen till och med 31 mars 2024" in told
        assert "Inte besvarad" in told
        assert "Besvara en iakttagelse" in told
        assert "Dra ett stickprov" not in told

    def test_is_answered_and_the_answer_stands_beside_the_finding(self, office: Office) -> None:
        case = opened(office)
        auditor, manager = office.callers[Role.AUDITOR], office.callers[Role.MANAGER]
        auditor.does("17", "audit-case/raise-audit-finding", case_id=case, audit_finding=case, **FOUND)
        streams = {each.envelope.stream for each in office.system.store.read(0, 1000) if each.envelope.scope == HERE}
        for text in ("Vi ser över våra rutiner i vår.", "Rutinerna är nu ändrade sedan i vår."):
            manager.does(
                "17", "audit-case/answer-audit-finding", case_id=case, audit_finding=case, reply="accepted", text=text
            )
        caught_up(office.system)
        told = page(office, Role.AUDITOR).get(f"/counties/17/audit/{case}").text

        assert told.index("Vi ser över våra rutiner") < told.index("Rutinerna är nu ändrade")
        assert streams == {
            each.envelope.stream for each in office.system.store.read(0, 1000) if each.envelope.scope == HERE
        }

    @pytest.mark.parametrize(
        ("language", "who", "why"),
        [
            ("sv", "kontaktpersoner i kommunerna och verksamhetschefer", "Din roll (samordnare) har inte behörighet"),
            ("en", "contact persons of the municipalities and managers", "Your role (coordinator) is not entitled"),
        ],
    )
    def test_tells_coordinators_who_answers_what_they_read_and_do_not_answer(
        self, office: Office, language: str, who: str, why: str
    ) -> None:
        case = opened(office)
        finding = {"case_id": case, "audit_finding": case, **FOUND}
        office.callers[Role.AUDITOR].does("17", "audit-case/raise-audit-finding", **finding)
        caught_up(office.system)
        coordinator = replace(office.coordinator, language=language)
        answer = {"case_id": case, "audit_finding": case, "reply": "accepted", "text": ANSWERED}
        offered = coordinator.actions("17")[f"audit-case.answer-audit-finding {case}"]
        told = page(office, Role.COORDINATOR, language).get(f"/counties/17/audit/{case}").text

        assert coordinator.refused("17", "audit-case/answer-audit-finding", **answer) == ["L8"]
        assert FOUND["text"] in told
        assert f"av {who}." in told or f"by {who}." in told
        assert "/act/audit-case/answer-audit-finding" not in told
        assert (offered["verdict"], why in offered["refusals"][0]["text"]) == ("refused", True)
        assert who in offered["refusals"][0]["remedy"]
        assert who not in page(office, Role.MANAGER, language).get(f"/counties/17/audit/{case}").text

    @pytest.mark.parametrize(
        "scope",
        [
            {"municipalities": [THERE]},
            {"audited_parts": ["journey"]},
            {"period_from": "2024-03-02"},
            {"period_from": "2024-01-01", "period_until": "2024-02-29"},
        ],
    )
    def test_has_no_finding_about_an_event_outside_its_scope(self, office: Office, scope: dict[str, Any]) -> None:
        case, auditor = opened(office, **scope), office.callers[Role.AUDITOR]
        answer = auditor.send(
            "17", "audit-case/raise-audit-finding", case_id=case, about_events=[visit_of(office)], **FOUND
        )

        assert refused(answer) == [("L4", "about_events")]

    def test_has_a_finding_about_events_that_are_there_and_no_other(self, office: Office) -> None:
        case, auditor = opened(office), office.callers[Role.AUDITOR]
        known, unknown = visit_of(office), "00000000-0000-0000-0000-000000000007"
        answer = auditor.send(
            "17", "audit-case/raise-audit-finding", case_id=case, about_events=[known, unknown], **FOUND
        )

        assert refused(answer) == [("L4", "about_events")]
        assert unknown in answer.text
        assert known not in answer.text
        auditor.does("17", "audit-case/raise-audit-finding", case_id=case, about_events=[known], **FOUND)

    def test_has_a_finding_about_what_was_refused(self, office: Office) -> None:
        case, auditor = opened(office), office.callers[Role.AUDITOR]
        assert office.callers[Role.MANAGER].refused(HERE, "support/log-contact", direction="in") == ["L8"]
        refusal = office.system.store.read(0, 1000)[-1]
        assert refusal.envelope.stream == f"audit/support/{HERE}"

        about = [str(refusal.envelope.event_id)]
        auditor.does("17", "audit-case/raise-audit-finding", case_id=case, about_events=about, **FOUND)

    def test_has_a_finding_about_an_entry_that_was_dated_into_its_period(self, office: Office) -> None:
        auditor, coordinator = office.callers[Role.AUDITOR], office.coordinator
        office.calendar.day = date(2024, 4, 2)
        contact = coordinator.does(HERE, "support/log-contact", direction="in")["events"][0]["event_id"]
        case = opened(office, period_until="2024-03-31", ends_on="2024-04-30")
        about: dict[str, Any] = {"case_id": case, "about_events": [contact], **FOUND}
        assert refused(auditor.send("17", "audit-case/raise-audit-finding", **about)) == [("L4", "about_events")]

        moved = {"target_event_id": contact, "corrected_on": "2024-03-30", "reason": "wrong-date"}
        coordinator.does(HERE, "support/correct-entry", **moved)
        auditor.does("17", "audit-case/raise-audit-finding", **about)

    @pytest.mark.parametrize(("language", "told"), [("sv", "utanför det som granskningen"), ("en", "lies outside")])
    def test_tells_in_words_that_an_event_is_not_of_it(self, office: Office, language: str, told: str) -> None:
        case, auditor = opened(office, municipalities=[THERE]), office.callers[Role.AUDITOR]
        about: dict[str, Any] = {"case_id": case, "about_events": [visit_of(office)], **FOUND}
        answer = replace(auditor, language=language).send("17", "audit-case/raise-audit-finding", **about)

        assert refused(answer) == [("L4", "about_events")]
        assert told in answer.text

    def test_is_opened_once_by_a_form_that_is_sent_twice(self, office: Office) -> None:
        auditor = office.callers[Role.AUDITOR]
        for _ in range(2):
            auditor.does("17", "audit-case/open-audit-case", key="the-same-key-1", **SCOPE)
        caught_up(office.system)

        assert page(office, Role.AUDITOR).get("/counties/17/audit").text.count('href="/counties/17/audit/') == 1

    def test_that_is_none_is_not_found(self, office: Office) -> None:
        browser = page(office, Role.AUDITOR)

        assert browser.get("/counties/17/audit/00000000-0000-0000-0000-000000000000").status_code == 404
        assert browser.get("/counties/17/audit/nonsense").status_code in {404, 422}
        assert browser.get("/counties/99x/audit").status_code == 404

    @pytest.mark.parametrize(("role", "title"), [(Role.AUDITOR, "Öppna en granskning"), (Role.MANAGER, "Granskningar")])
    def test_tells_every_field_of_it(self, office: Office, role: Role, title: str) -> None:
        case, auditor = opened(office), office.callers[Role.AUDITOR]
        event = office.coordinator.get(f"municipalities/{HERE}/timeline")["events"][0]["event_id"]
        auditor.does("17", "audit-case/raise-audit-finding", case_id=case, about_events=[event], **FOUND)
        office.callers[Role.MANAGER].does(
            "17",
            "audit-case/answer-audit-finding",
            case_id=case,
            audit_finding=finding_in(office),
            reply="rejected",
            text="Vi registrerade besöken samma vecka.",
        )
        auditor.does("17", "audit-case/draw-sample", case_id=case, sample_method="weighted", sample_size=9, seed=314159)
        auditor.get(f"municipalities/{HERE}/timeline", as_of=3)
        caught_up(office.system)
        browser = page(office, role)
        told = browser.get(f"/counties/17/audit/{case}").text
        fields: tuple[str, ...] = (
            "Årlig granskning av arbetet",
            "Kil",
            "Lägesbild och Stöd",
            "1 mars 2024 till 31 mars 2024",
        )
        fields += ("Uppgifter kom sent", "Brist", FOUND["text"], f"/events/{event}", "Godtas inte", "samma vecka.")
        fields += ("Viktat efter risk", "högst 9 händelser", "frö 314159", "/api/v1/municipalities/{scb_code}/timeline")
        fields += ("Data", "som vid händelse 3")

        assert [each for each in fields if each not in told] == []
        assert title in browser.get("/counties/17/audit").text
        # A seed is typed in again: it has no spaces between its thousands.
        assert "frö 314159, vikter" in browser.get("/counties/17/timeline").text


class TestAContactPerson:
    @pytest.fixture
    def cases(self, office: Office) -> dict[str, str]:
        """A case of both municipalities, with a finding about each of them and one about none in particular."""
        case, auditor = opened(office, municipalities=[HERE, THERE]), office.callers[Role.AUDITOR]
        found = {"case": case}
        for name, text, about in (
            ("here", "Besöket i Kil antecknades samma dag.", [visit_of(office)]),
            ("there", "Besöket i Sunne antecknades samma dag.", [visit_of(office, THERE)]),
            ("both", "Besöken antecknades samma dag.", [visit_of(office), visit_of(office, THERE)]),
            ("none", "Rutinerna är skrivna på ett begripligt sätt.", []),
        ):
            found[name] = str(uuid5(UUID(case), name))
            finding = {**FOUND, "audit_finding": found[name], "text": text, "about_events": about}
            auditor.does("17", "audit-case/raise-audit-finding", case_id=case, **finding)
        auditor.get(f"municipalities/{HERE}/timeline")
        auditor.get(f"municipalities/{THERE}/timeline")
        caught_up(office.system)
        return found

    def test_answers_what_is_about_the_own_municipality_alone(self, office: Office, cases: dict[str, str]) -> None:
        contact = office.callers[Role.CONTACT]
        for name in ("here", "there", "both", "none"):
            answer = {"case_id": cases["case"], "audit_finding": cases[name], "reply": "accepted", "text": ANSWERED}
            sent = contact.send("17", "audit-case/answer-audit-finding", **answer)
            assert sent.status_code == (200 if name == "here" else 409), (name, sent.text)
            if name != "here":
                assert refused(sent) == [("L4", "audit_finding")]

    def test_answers_what_names_no_event_where_the_case_is_about_no_other(self, office: Office) -> None:
        auditor, contact = office.callers[Role.AUDITOR], office.callers[Role.CONTACT]
        for municipality, status in ((HERE, 200), (THERE, 409)):
            case = opened(office, municipalities=[municipality])
            finding = str(uuid5(UUID(case), "finding"))
            raised = {"case_id": case, "audit_finding": finding, **FOUND}
            auditor.does("17", "audit-case/raise-audit-finding", **raised)
            answer = {"case_id": case, "audit_finding": finding, "reply": "partly", "text": ANSWERED}
            assert contact.send("17", "audit-case/answer-audit-finding", **answer).status_code == status

    def test_is_offered_those_findings_and_no_others(self, office: Office, cases: dict[str, str]) -> None:
        offered = office.callers[Role.CONTACT].actions("17")[f"audit-case.answer-audit-finding {cases['case']}"]

        assert offered["verdict"] == "allowed"
        assert offered["choices"]["audit_finding"] == [cases["here"]]

    def test_is_told_of_no_other_case_by_what_may_be_done(self, office: Office, cases: dict[str, str]) -> None:
        contact, auditor = office.callers[Role.CONTACT], office.callers[Role.AUDITOR]
        quiet, other = opened(office), opened(office, municipalities=[THERE])
        auditor.does("17", "audit-case/raise-audit-finding", case_id=other, **FOUND)
        caught_up(office.system)
        told = dumps(contact.get("counties/17/actions"))
        offered = {each.partition(" ")[2] for each in contact.actions("17") if each.startswith("audit-case.")}
        browser = page(office, Role.CONTACT)
        forms = [
            browser.get(f"/counties/17/act/audit-case/{act}").text
            for act in ("answer-audit-finding", "close-audit-case")
        ]

        assert offered == {"", cases["case"]}
        for text in (told, *forms):
            assert not [each for each in (quiet, other, other[:8]) if each in text]
        assert cases["case"] in told
        assert {quiet, other} <= {each.partition(" ")[2] for each in office.callers[Role.MANAGER].actions("17")}

    def test_sees_of_a_case_what_is_about_the_own_municipality(self, office: Office, cases: dict[str, str]) -> None:
        browser = page(office, Role.CONTACT)
        listed = browser.get("/counties/17/audit").text
        told = browser.get(f"/counties/17/audit/{cases['case']}").text

        assert "1, varav 0 med svar<" in listed
        assert "Besöket i Kil" in told
        assert "Besvara en iakttagelse" in told
        assert not [each for each in ("Sunne", "Besöken antecknades", "Rutinerna är skrivna") if each in listed + told]
        assert f"/counties/17/audit/{cases['case']}/report" not in told
        assert browser.get(f"/counties/17/audit/{cases['case']}/report").status_code == 403
        other = opened(office, municipalities=[THERE])
        caught_up(office.system)
        assert browser.get(f"/counties/17/audit/{other}").status_code == 404

    @pytest.mark.parametrize("name", ["there", "both", "none"])
    def test_is_told_nothing_of_a_case_by_the_version_of_what_is_not_theirs(
        self, office: Office, cases: dict[str, str], name: str
    ) -> None:
        other = opened(office, municipalities=[THERE])
        caught_up(office.system)
        contact, browser = office.callers[Role.CONTACT], page(office, Role.CONTACT)
        for case in (cases["case"], other):
            answer = {"case_id": case, "audit_finding": cases[name], "reply": "accepted", "text": ANSWERED}
            sent = contact.send("17", "audit-case/answer-audit-finding", version=0, **answer)
            assert refused(sent) == [("L4", "audit_finding")]
            form = form_on(
                browser.get(f"/counties/17/act/audit-case/answer-audit-finding?case_id={cases['case']}").text
            )
            assert form
            told = browser.post(
                f"/counties/17/act/audit-case/answer-audit-finding?case_id={case}",
                data={**form.fields, **answer, "version": "0"},
            ).text
            assert "Sparat" not in told
            for text in ("Sunne", "Besöken antecknades", "Rutinerna är skrivna"):
                assert text not in sent.text + told

    def test_is_told_by_a_version_of_the_own_findings_alone(self, office: Office, cases: dict[str, str]) -> None:
        manager, contact = office.callers[Role.MANAGER], office.callers[Role.CONTACT]
        answer = {"case_id": cases["case"], "audit_finding": cases["here"], "reply": "accepted", "text": ANSWERED}
        for name in ("here", "there"):
            manager.does("17", "audit-case/answer-audit-finding", **(answer | {"audit_finding": cases[name]}))
        sent = contact.send("17", "audit-case/answer-audit-finding", version=0, **answer)

        assert (sent.status_code, sent.json()["current"]) == (412, 7)
        assert [each["topic"] for each in sent.json()["since"]] == [
            "audit-case.audit-finding-raised.v1",
            "audit-case.audit-finding-answered.v1",
        ]
        assert "Besöket i Kil" in sent.text
        seen = manager.send("17", "audit-case/answer-audit-finding", version=0, **answer).json()["since"]
        assert len(seen) == 7

    def test_sees_what_was_read_of_the_own_municipality_and_of_the_whole_county(
        self, office: Office, cases: dict[str, str]
    ) -> None:
        auditor, here, there = page(office, Role.AUDITOR), visit_of(office), visit_of(office, THERE)
        for address in (f"/events/{here}", f"/events/{there}", f"/trail?municipality={THERE}", "/counties/17/history"):
            assert auditor.get(address).status_code == 200
        caught_up(office.system)
        told = page(office, Role.CONTACT).get(f"/counties/17/audit/{cases['case']}").text
        listed = told.split('id="reads"')[1]

        assert f"/events/{here}" in listed
        assert "/counties/{code}/history" in listed
        assert "/api/v1/municipalities/{scb_code}/timeline" in listed
        assert there not in told
        assert "Sunne" not in told
        assert "/trail" not in listed

    def test_is_led_to_no_event_that_tells_them_nothing(self, office: Office, cases: dict[str, str]) -> None:
        browser, case = page(office, Role.CONTACT), f"/counties/17/audit/{cases['case']}"
        about = f"case_id={cases['case']}&audit_finding={cases['here']}&back={case}"
        form = form_on(browser.get(f"/counties/17/act/audit-case/answer-audit-finding?{about}").text)
        assert form
        sent = browser.post(form.action, data={**form.fields, "reply": "accepted", "text": ANSWERED})
        visit = f"/events/{visit_of(office)}"

        assert "Sparat" in sent.text
        assert ANSWERED in sent.text
        assert set(re.findall(r'href="(/events/[^"]+)"', sent.text)) == {visit}
        assert "Skyddad uppgift" not in browser.get(visit).text
        assert len(set(re.findall(r'href="(/events/[^"]+)"', page(office, Role.MANAGER).get(case).text))) > 5

    @pytest.mark.parametrize("address", ["/counties/17/timeline", "/trail", "/trail?format=csv"])
    def test_reads_no_finding_in_the_trail(self, office: Office, cases: dict[str, str], address: str) -> None:
        assert cases
        assert "begripligt" in page(office, Role.MANAGER).get(address).text
        told = page(office, Role.CONTACT).get(address).text
        assert not [each for each in ("begripligt", "Besöket i Sunne", "Besöken antecknades") if each in told]
        events = office.callers[Role.CONTACT].get("counties/17/timeline")["events"]
        audits = [each for each in events if each["topic"].startswith("audit-case.")]
        assert len(audits) == 5
        assert all((each["fields"], each["command_id"]) == ({}, "") for each in audits)


class TestACaseOfThePast:
    @pytest.mark.parametrize("role", [Role.CONTACT, Role.MANAGER])
    def test_is_told_by_what_had_happened_however_long_the_history_is(
        self, office: Office, role: Role, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case, auditor = opened(office), office.callers[Role.AUDITOR]
        auditor.does("17", "audit-case/raise-audit-finding", case_id=case, **FOUND)
        auditor.get(f"municipalities/{HERE}/timeline")
        office.calendar.day = date(2024, 3, 2)
        auditor.get(f"municipalities/{HERE}/timeline", as_of=4)
        caught_up(office.system)
        browser, address = page(office, role), f"/counties/17/audit/{case}"
        now = browser.get(address).text
        monkeypatch.setattr(valid_time, "MOST_EVENTS", 1)
        then = browser.get(f"{address}?happened_by=2024-03-01")

        assert then.status_code == browser.get("/counties/17/audit?happened_by=2024-03-01").status_code == 200
        for text in (FOUND["text"], "/api/v1/municipalities/{scb_code}/timeline"):
            assert text in then.text
        assert ("som vid händelse 4" in now, "som vid händelse 4" in then.text) == (True, False)


class TestTheReport:
    def test_names_the_position_and_a_digest_that_holds_later(self, office: Office) -> None:
        case, auditor = opened(office), office.callers[Role.AUDITOR]
        auditor.does("17", "audit-case/raise-audit-finding", case_id=case, **FOUND)
        auditor.does("17", "audit-case/draw-sample", case_id=case, sample_method="plain", sample_size=5, seed=7)
        auditor.does("17", "audit-case/close-audit-case", case_id=case)
        caught_up(office.system)
        browser = page(office, Role.MANAGER)
        first = browser.get(f"/counties/17/audit/{case}/report")
        position, digest = int(first.headers["Femsteg-Position"]), digest_in(first.text)
        office.coordinator.does(HERE, "support/note-need", need_code="basic-training")
        office.callers[Role.MANAGER].does(
            "17",
            "audit-case/answer-audit-finding",
            case_id=case,
            audit_finding=finding_in(office),
            reply="partly",
            text="Vi håller med om det mesta i detta.",
        )
        caught_up(office.system)

        assert f"händelse {position}" in first.text
        assert digest_in(browser.get(f"/counties/17/audit/{case}/report?as_of={position}").text) == digest
        assert digest_in(browser.get(f"/counties/17/audit/{case}/report").text) != digest
        sheet = browser.get(f"/counties/17/audit/{case}/report?format=csv&as_of={position}").text
        assert digest in sheet
        assert FOUND["text"] in sheet

    def test_holds_nothing_newer_than_the_position_that_it_names(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The log goes on between the moment that a page shows and the rows that it reads."""
        case, auditor = opened(office), office.callers[Role.AUDITOR]
        caught_up(office.system)
        position = office.system.store.head()
        auditor.does("17", "audit-case/raise-audit-finding", case_id=case, **FOUND)
        caught_up(office.system)
        monkeypatch.setattr(Reading, "position", lambda _: position)
        browser, address = page(office, Role.MANAGER), f"/counties/17/audit/{case}/report"
        told, sheet = browser.get(address).text, browser.get(f"{address}?format=csv").text

        assert f"händelse {position}:" in told
        assert FOUND["text"] not in told
        assert digest_in(told) == digest_in(browser.get(f"{address}?as_of={position}").text)
        assert digest_in(told) in sheet


def digest_in(html: str) -> str:
    found = re.search(r"<code>([0-9a-f]{64})</code>", html)
    assert found
    return found[1]


def finding_in(office: Office) -> str:
    found = next(each for each in office.system.store.read(0, 1000) if each.topic.startswith("audit-case.audit-find"))
    return str(found.event.audit_finding)  # type: ignore[attr-defined]


_DRAWING = """
import json, sys
from workflows.sampling import Candidate, drawn
asked = json.load(sys.stdin)
candidates = [Candidate(each, tuple(risks)) for each, risks in asked["candidates"]]
print(json.dumps([each.event_id for each in drawn(candidates, asked["method"], asked["size"], asked["seed"], 1)]))
"""


class TestASample:
    def busy(self, office: Office) -> None:
        for need in ("basic-training", "deep-training", "guidance"):
            office.coordinator.send(HERE, "support/note-need", need_code=need)
        for day in range(1, 9):
            office.coordinator.does(HERE, "support/log-contact", direction="both", occurred_on=f"2024-03-0{day}")

    @pytest.mark.parametrize("method", ["plain", "weighted"])
    def test_is_the_same_later_and_after_more_events(self, office: Office, method: str) -> None:
        office.calendar.day = date(2024, 3, 12)
        self.busy(office)
        case, auditor = opened(office), office.callers[Role.AUDITOR]
        auditor.does("17", "audit-case/draw-sample", case_id=case, sample_method=method, sample_size=5, seed=20240312)
        caught_up(office.system)
        browser = page(office, Role.MANAGER)
        before = sampled_in(browser.get(f"/counties/17/audit/{case}").text)
        self.busy_again(office, before[0])
        caught_up(office.system)

        assert len(before) == 5
        assert before == sampled_in(page(office, Role.MANAGER).get(f"/counties/17/audit/{case}").text)
        assert before == self.drawn_by_hand(office, method)
        assert before == self.drawn_elsewhere(office, method)

    def busy_again(self, office: Office, event_id: str) -> None:
        office.calendar.day = date(2024, 3, 20)
        for _ in range(5):
            office.coordinator.does(HERE, "support/log-contact", direction="out")
        topics = {str(each.envelope.event_id): each.topic for each in office.system.store.read(0, 1000)}
        if topics[event_id].startswith("support.contact-had"):
            office.coordinator.does(
                HERE, "support/correct-entry", target_event_id=event_id, voids=True, reason="did-not-happen"
            )

    def candidates(self, office: Office) -> list[tuple[str, list[str]]]:
        """Return the entries of the scope in the log's order, with what makes them worth a look, told by hand."""
        log = office.system.store.read(0, 1000)
        until = next(each.position for each in log if each.topic.startswith("audit-case.sample-drawn"))
        return [
            (str(each.envelope.event_id), ["late"] if each.envelope.is_late else [])
            for each in log
            if each.envelope.stream == f"support/{HERE}" and each.position < until
        ]

    def drawn_by_hand(self, office: Office, method: str) -> list[str]:
        def lowest(entry: tuple[str, list[str]]) -> str:
            tickets = 3 if method == "weighted" and entry[1] else 1
            return min(sha256(f"20240312/{entry[0]}/{n}".encode()).hexdigest() for n in range(tickets))

        return [event_id for event_id, _ in sorted(self.candidates(office), key=lowest)[:5]]

    def drawn_elsewhere(self, office: Office, method: str) -> list[str]:
        asked = {"candidates": self.candidates(office), "method": method, "size": 5, "seed": 20240312}
        told = subprocess.run(
            [sys.executable, "-c", _DRAWING], input=dumps(asked), capture_output=True, text=True, check=True
        )
        found: list[str] = __import__("json").loads(told.stdout)
        return found


def sampled_in(html: str) -> list[str]:
    tables = html.split('id="samples"')[1].split('id="reads"', maxsplit=1)[0]
    return re.findall(r'<th scope="row"><a href="/events/([0-9a-f-]{36})"', tables)
